"""`sadcoeff weights check`: the measures on made-up motion, and the embedded weights."""

import numpy as np
import pytest

from sadcoeff.checkup import check_weights
from sadcoeff.checkup.head import CHUNK, PIECE, cut_pieces, measure_head, spread_ratio
from sadcoeff.checkup.mouth import closures, first_share, lips_apart
from sadcoeff.checkup.verdict import EXPECTED, Expected, Finding
from sadcoeff.checkup.voices import LIPS_CLOSED, OPEN_VOWEL, PAUSE, Voice, load_voices
from sadcoeff.cli import main as command
from sadcoeff.errors import WeightsError

RNG = np.random.default_rng(0)


def test_the_shipped_voices_hold_many_closures():
    voices = load_voices()
    closed = [s for v in voices for s in v.sounds if s[2] == LIPS_CLOSED]
    assert len(voices) == 6
    assert len(closed) > 60
    assert all(v.sounds[-1][1] <= len(v.samples) / 16_000 + 0.05 for v in voices)


def opening_as(curve):
    """Expressions (T, 64) whose lips are as far apart as `curve` (T,)."""
    one = np.eye(64)[np.argmax(np.abs(lips_apart(np.eye(64))))]
    return np.outer(curve / lips_apart(one[None])[0], one)


def test_lips_that_close_are_told_from_lips_that_stay_open():
    sounds = [(0.0, 0.4, OPEN_VOWEL), (0.4, 0.6, LIPS_CLOSED), (0.6, 1.0, OPEN_VOWEL)]
    sounds += [(1.0, 1.2, LIPS_CLOSED), (1.2, 1.6, OPEN_VOWEL), (1.6, 2.0, PAUSE)]
    voice = Voice("x", np.zeros(32_000), sounds)
    curve = np.full(50, 0.1)
    curve[10:15] = 0
    assert closures(voice, opening_as(curve)) == [True, False]


def test_motion_of_six_directions_is_all_in_six():
    few = RNG.normal(size=(200, 6)) @ RNG.normal(size=(6, 64))
    assert first_share(few) == pytest.approx(1)
    assert first_share(RNG.normal(size=(2000, 64))) < 0.15


def test_head_motion_is_measured_in_degrees_and_chunks():
    chunks = np.repeat(np.arange(7) % 2, CHUNK)  # 0 and 1 by turns: it moves at seams alone
    angle = np.concatenate([[0], chunks])
    pose = np.zeros((2, PIECE, 6))
    pose[..., 1] = np.radians(3) * angle
    pose[..., [0, 2, 3, 4, 5]] = 1e-3 * RNG.normal(size=(2, PIECE, 5))
    found = measure_head(pose)
    assert found.largest == pytest.approx(3, abs=0.3)
    assert found.deviation[1] == pytest.approx(3 * angle.std())
    assert found.of_chunks[1] == pytest.approx(3 * (np.arange(7) % 2).std())
    assert found.seams > 5


def test_pieces_start_where_a_chunk_ends():
    pieces = cut_pieces(np.arange(500.0)[:, None] * np.ones(6))
    assert pieces[:, 0, 0].tolist() == [0, 224]
    assert cut_pieces(np.zeros((224, 6))).shape == (0, PIECE, 6)


def test_styles_apart_are_told_from_styles_alike():
    takes = RNG.normal(size=(2, 1, 50, 6))
    alike = takes + 0.01 * RNG.normal(size=(1, 5, 1, 6))
    apart = takes + 3 * RNG.normal(size=(1, 5, 1, 6))
    assert spread_ratio(alike) < 0.05
    assert spread_ratio(apart) > 1.5


def test_what_is_no_number_is_not_ok():
    assert not Finding(float("nan"), Expected("x", 0, 1)).ok
    assert Finding(1.0, Expected("x", 0, 1)).ok


def test_the_embedded_weights_move_as_published_outputs_in_all_that_is_measured():
    findings = dict(zip(EXPECTED, check_weights("demo"), strict=True))
    assert {name: f.value for name, f in findings.items() if not f.ok} == {}
    assert findings["spread"].value > 1.2  # styles of the weights before: 0.7


def test_unknown_weights_are_one_sentence():
    with pytest.raises(WeightsError, match="Unknown weights 'nobody'"):
        check_weights("nobody")


@pytest.mark.parametrize(("value", "status"), [(0.5, 0), (7.0, 2)])
def test_the_command_prints_a_table_and_its_status(monkeypatch, capsys, value, status):
    findings = [Finding(0.9, Expected("mouth", 0.75, np.inf)), Finding(value, Expected("x", 0, 1))]
    monkeypatch.setattr("sadcoeff.checkup.check_weights", lambda _: findings)
    assert command.main(["weights", "check", "some"]) == status
    said = capsys.readouterr()
    rows = [line.split() for line in said.out.splitlines()]
    assert rows[1] == ["mouth", "0.90", "at", "least", "0.75", "ok"]
    assert rows[2] == ["x", f"{value:.2f}", "0.00", "to", "1.00", "NOT" if status else "ok"]
    assert ("1 of 2 measures" in said.err) == bool(status)
