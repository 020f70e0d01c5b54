"""Figures about coefficients against hand-made sequences."""

import numpy as np
import pytest
from made_up import made_up_take, rows

from sadcoeff.motion.edits import Edits, render
from sadcoeff.motion.statistics import compare, find_blinks, statistics


def test_ranges_and_speeds_of_an_even_turn():
    coeffs = np.zeros((11, 70), np.float32)
    coeffs[:, 65] = np.radians(np.linspace(-10, 20, 11))  # yaw, 3 degrees a frame
    coeffs[:, 69] = np.linspace(0, 0.4, 11)  # z
    angles, translation = (statistics(coeffs)[k] for k in ("angles", "translation"))
    assert (angles.unit, translation.unit) == ("degrees", "model units")
    np.testing.assert_allclose(angles.low, [0, -10, 0], atol=1e-4)
    np.testing.assert_allclose(angles.high, [0, 20, 0], atol=1e-4)
    np.testing.assert_allclose(angles.mean, [0, 5, 0], atol=1e-4)
    np.testing.assert_allclose(angles.std, [0, np.std(np.linspace(-10, 20, 11)), 0], atol=1e-4)
    assert angles.mean_speed == pytest.approx(3, abs=1e-4)
    assert angles.top_speed == pytest.approx(3, abs=1e-4)
    assert translation.mean_speed == pytest.approx(0.04, abs=1e-6)


def test_speed_is_the_length_of_the_change():
    coeffs = np.zeros((2, 70), np.float32)
    coeffs[1, 67:] = (2, 3, 6)
    assert statistics(coeffs)["translation"].top_speed == pytest.approx(7)


def test_one_frame_has_no_speed():
    group = statistics(rows(1))["expression"]
    assert (group.mean_speed, group.top_speed) == (0, 0)
    np.testing.assert_array_equal(group.low, group.high)


def test_a_sequence_does_not_differ_from_itself():
    same = compare(rows(20), rows(20))
    assert (same.lengths, same.common) == ((20, 20), 20)
    assert not same.difference.any()
    for group in same.groups.values():
        assert (group.rms, group.largest) == (0, 0)
        assert group.correlation == pytest.approx(1)


def test_the_difference_is_the_second_less_the_first_as_far_as_both_go():
    first, second = rows(20), rows(30, seed=1)
    both = compare(first, second)
    assert (both.lengths, both.common, both.difference.shape) == ((20, 30), 20, (20, 70))
    np.testing.assert_allclose(both.difference, second[:20] - first, atol=1e-6)
    turned = np.degrees(second[:20, 64:67] - first[:, 64:67])
    angles = both.groups["angles"]
    assert angles.rms == pytest.approx(np.sqrt((turned**2).mean()), rel=1e-5)
    assert angles.largest == pytest.approx(np.abs(turned).max(), rel=1e-5)


def test_correlation_is_numpys_for_one_moving_column_and_blind_to_an_offset():
    first, second = np.zeros((2, 50, 70), np.float32)
    first[:, 3], second[:, 3] = rows(50, 1, 7)[:, 0], rows(50, 1, 8)[:, 0] + 5
    wanted = np.corrcoef(first[:, 3], second[:, 3])[0, 1]
    groups = compare(first, second).groups
    assert groups["expression"].correlation == pytest.approx(wanted, abs=1e-4)
    assert groups["angles"].correlation is None


@pytest.mark.parametrize("rate", [0, 6, 20, 40])
def test_the_blinks_drawn_are_the_blinks_found(rate):
    take = made_up_take(1500)
    coeffs = render(take, Edits(blinks_per_minute=rate))
    assert len(find_blinks(coeffs, take.blink)) == rate


def test_blinks_are_found_where_they_are():
    take = made_up_take(100)
    np.testing.assert_array_equal(find_blinks(render(take), take.blink), [22, 62])
    assert len(find_blinks(render(take, Edits(blinks=False)), take.blink)) == 0


def test_blinks_cut_in_half_at_the_edges_count():
    take = made_up_take(100)
    for part, middles in (((0, 23), [22]), ((22, 100), [0, 40])):
        found = find_blinks(render(take)[slice(*part)], take.blink)
        np.testing.assert_allclose(found, middles, atol=1)
