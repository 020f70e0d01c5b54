"""Figures about coefficients against hand-made sequences."""

import numpy as np
from made_up import rows

from sadcoeff.motion.statistics import compare, statistics


def test_ranges_of_an_even_turn_are_in_degrees():
    coeffs = np.zeros((11, 70), np.float32)
    coeffs[:, 65] = np.radians(np.linspace(-10, 20, 11))  # yaw
    angles = statistics(coeffs)["angles"]
    np.testing.assert_allclose(angles.low, [0, -10, 0], atol=1e-4)
    np.testing.assert_allclose(angles.high, [0, 20, 0], atol=1e-4)
    np.testing.assert_allclose(angles.std, [0, np.std(np.linspace(-10, 20, 11)), 0], atol=1e-4)


def test_expression_and_translation_keep_the_units_of_the_file():
    coeffs = rows(30)
    for name, columns in (("expression", slice(0, 64)), ("translation", slice(67, 70))):
        group, values = statistics(coeffs)[name], coeffs[:, columns].astype(np.float64)
        np.testing.assert_array_equal(group.low, values.min(axis=0))
        np.testing.assert_array_equal(group.high, values.max(axis=0))
        np.testing.assert_allclose(group.std, values.std(axis=0))


def test_one_frame_has_a_range_of_nothing():
    group = statistics(rows(1))["expression"]
    np.testing.assert_array_equal(group.low, group.high)
    assert not group.std.any()


def test_a_sequence_does_not_differ_from_itself():
    assert not compare(rows(20), rows(20)).any()


def test_the_difference_is_the_second_less_the_first_over_the_common_length():
    first, second = rows(20), rows(30, seed=1)
    for a, b in ((first, second), (second, first)):
        difference = compare(a, b)
        assert difference.shape == (20, 70)
        assert difference.dtype == np.float32
        np.testing.assert_allclose(difference, b[:20] - a[:20], atol=1e-6)
