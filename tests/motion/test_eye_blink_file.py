"""An eye-blink file: its lids alone, or its whole expression as in the original."""

import numpy as np
import pytest
import soundfile
from samples import face, write_coeffs

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.checkup.voices import VOICES
from sadcoeff.errors import SettingError
from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.lids import read_blinks
from sadcoeff.face.points import find_points

FRAMES = 100


@pytest.fixture(scope="module")
def demo():
    return Audio2Coeff(find_weights("demo"), "cpu")


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Four seconds of two voices."""
    folder, found = tmp_path_factory.mktemp("clips"), []
    for voice in sorted(VOICES.glob("*.flac"))[:2]:
        sound, rate = soundfile.read(voice)
        found.append(folder / f"{voice.stem}.wav")
        soundfile.write(found[-1], sound[: rate * FRAMES // 25], rate)
    return found


@pytest.fixture(scope="module")
def blinking(demo, clips):
    """The other voice's expression (T, 64) with drawn blinks, and their strengths (T,)."""
    batch = make_batch(clips[1], seed=4)
    return demo.predict(batch, 0, seed=1)[:, :64], batch["ratio_gt"][0, :, 0].numpy()


@pytest.fixture
def eyes(blinking, tmp_path):
    np.save(tmp_path / "eyes.npy", blinking[0])
    return tmp_path / "eyes.npy"


def openings(expression, *pairs):
    """Vertical distance of two points, summed over pairs of them, (T,)."""
    points = landmarks(expression)[:, :, 1]
    return sum(np.subtract(*points[:, find_points(pair)].T) for pair in pairs)


def lips(expression):
    return openings(expression, (14, 13)), openings(expression, (17, 0))


def lids(expression):
    return openings(expression, (145, 159), (374, 386))


def correlation(first, second):
    return np.corrcoef(first, second)[0, 1]


def test_the_strength_of_known_blinks_is_read_out(blinking):
    expression, strengths = blinking
    assert strengths.max() == 1
    got = read_blinks(expression)
    assert (got.shape, got.dtype) == ((FRAMES,), np.float32)
    assert got.min() >= 0
    assert got.max() <= 1
    np.testing.assert_allclose(got, strengths, rtol=0, atol=0.15)


def test_a_face_that_holds_still_does_not_blink():
    assert read_blinks(np.tile(face(1, 64), (40, 1)))[:].std() < 1e-6


def test_with_eyelids_only_the_mouth_is_the_sounds_and_the_lids_are_the_files(
    demo, clips, eyes, blinking
):
    def expression(**options):
        return demo.predict(make_batch(clips[0], seed=1, **options), 0, seed=1)[:, :64]

    alone = expression(use_blink=False)
    given = {"ref_eyeblink_coeff_path": eyes}
    followed = expression(**given, eye_blink_mode="eyelids")
    whole = expression(**given, eye_blink_mode="expression")
    for ours, heard, replaced in zip(lips(followed), lips(alone), lips(whole), strict=True):
        assert correlation(ours, heard) > 0.99
        assert correlation(replaced, heard) < 0.9  # why it is a choice
    assert correlation(lids(followed), lids(blinking[0])) > 0.95
    assert correlation(lids(whole), lids(blinking[0])) > 0.95


def test_the_original_puts_the_whole_expression_into_the_batch(clips, eyes, blinking):
    batch = make_batch(clips[0], None, eyes)
    assert not batch["ratio_gt"].any()
    np.testing.assert_array_equal(batch["ref"][0, :, :64].numpy(), blinking[0])


@pytest.mark.parametrize("use_blink", [True, False])
@pytest.mark.parametrize("rows", [40, 400])
def test_the_strengths_are_looped_or_cut_to_the_recording(
    clips, tmp_path, blinking, rows, use_blink
):
    np.save(tmp_path / "eyes.npy", blinking[0][np.arange(rows) % FRAMES])
    strengths = read_blinks(blinking[0][np.arange(rows) % FRAMES])
    source = write_coeffs(tmp_path / "face.mat", face(3))
    batch = make_batch(
        clips[0], source, tmp_path / "eyes.npy", eye_blink_mode="eyelids", use_blink=use_blink
    )
    wanted = strengths[np.arange(FRAMES) % rows]
    np.testing.assert_array_equal(batch["ratio_gt"][0, :, 0].numpy(), wanted)
    np.testing.assert_array_equal(batch["ref"][0, 7].numpy(), face(3)[0, :70])


def test_a_file_of_another_frame_rate_keeps_its_times(clips, tmp_path, blinking):
    times = np.arange(FRAMES * 2 - 1) / 50
    at_50 = [np.interp(times, np.arange(FRAMES) / 25, column) for column in blinking[0].T]
    np.save(tmp_path / "eyes.npy", np.stack(at_50, axis=1))
    options = {"eye_blink_mode": "eyelids", "eye_blink_fps": 50}
    batch = make_batch(clips[0], None, tmp_path / "eyes.npy", **options)
    got = batch["ratio_gt"][0, :, 0].numpy()
    np.testing.assert_allclose(got, read_blinks(blinking[0]), rtol=0, atol=0.05)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"eye_blink_mode": "eyes"}, "The eye-blink mode is 'eyes': use 'eyelids' or 'expression'"),
        ({"eye_blink_fps": 0}, "The frame rate of the eye-blink file is 0: .* from 1 to 240"),
        ({"eye_blink_fps": float("nan")}, "The frame rate of the eye-blink file is nan"),
    ],
)
def test_other_choices_are_refused(clips, eyes, options, sentence):
    with pytest.raises(SettingError, match=sentence):
        make_batch(clips[0], None, eyes, **options)
