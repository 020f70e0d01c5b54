"""What live sessions are made of: the tape, the pieces' files, the curves that run past."""

import os

import numpy as np
import soundfile
from samples import speech
from spoken import PIECE, RATE, SOUND, unpack

from sadcoeff import Audio2Coeff, find_weights
from sadcoeff.batch import build_batch
from sadcoeff.face.curves import face_curves
from sadcoeff.ui.handlers import pieces
from sadcoeff.ui.handlers.tape import Tape
from sadcoeff.ui.preview.passing import Passing


def test_the_tape_keeps_what_a_file_holds_for_any_pieces():
    whole, cut = Tape(10), Tape(10)
    one = np.concatenate([whole.push(SOUND, RATE), whole.finish()])
    sizes = np.random.default_rng(0).integers(0, 3000, 200)
    parts = np.split(SOUND, np.cumsum(sizes)[np.cumsum(sizes) < len(SOUND)])
    other = np.concatenate([*(cut.push(part, RATE) for part in parts), cut.finish()])
    np.testing.assert_allclose(one, other, atol=1)  # where a sample lies between two numbers
    np.testing.assert_array_equal(other, cut.samples)
    assert len(one) == 2 * 16_000


def test_pieces_are_deleted_unless_they_were_sent_again(tmp_path, monkeypatch):
    reader, paths = pieces.Pieces(), []
    for name in ("old", "again", "new"):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "audio.wav")
        soundfile.write(paths[-1], SOUND[:PIECE], RATE)
        samples, rate = reader.read(str(paths[-1]))
        np.testing.assert_array_equal(samples[:, 0], SOUND[:PIECE])
        assert rate == RATE
    later = pieces.time.time() + 61
    os.utime(paths[1], (later, later))
    os.utime(paths[2], (later, later))
    monkeypatch.setattr(pieces.time, "time", lambda: later)
    reader.read(str(paths[2]))
    assert [path.exists() for path in paths] == [False, True, True]
    assert not paths[0].parent.exists()


def test_curves_are_measured_from_the_rest_that_the_recording_has_shown():
    model = Audio2Coeff(find_weights("demo"), "cpu")
    coeffs = model.predict(build_batch(speech(640 * 75, seed=2), "x", seed=1), 0, seed=1)
    passing, sound = Passing(1), np.zeros(640 * len(coeffs), np.float32)
    for at in range(0, len(coeffs), 3):
        passing.add(sound[640 * at : 640 * (at + 3)], coeffs[at : at + 3])
        value = passing.value()
    assert value["first"] + len(unpack(value["coeffs"], 70)) == len(coeffs)
    shown, whole = unpack(value["curves"], 4), face_curves(coeffs[:, :64])
    np.testing.assert_allclose(shown, whole[-len(shown) :], atol=0.02)
    assert np.corrcoef(shown[:, 0], whole[-len(shown) :, 0])[0, 1] > 0.99
