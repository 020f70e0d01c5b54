"""Derive the two read-outs of the preview, mouth opening and eyelids, from coefficient clips.

    python tools/readouts.py DATA_FOLDER

DATA_FOLDER/teacher holds `NAME.npz` (coeff_3dmm (runs, T, 70), 25 fps) beside `NAME.flac`, and
`blink_vector.npy` (64,), what a full blink adds to the expression.  Writes two directions (64,)
into sadcoeff/assets/readouts.npz and prints how well they do on each clip.
"""

import argparse
from pathlib import Path

import numpy as np
import soundfile

from sadcoeff.face.readouts import ASSET, eyelids, mouth_opening
from sadcoeff.motion.columns import EXPRESSION, FPS

CLIPS = ("edison_60s", "noatmosphere_29s", "glm_11s")
SPEECH_COMPONENTS = 6  # 97 % of what speech moves; the eyelids must not follow them
MOUTH_COMPONENTS = 3  # 91 %; more of them fit the loudness of a voice, not its mouth
OPEN_BAND = (550, 1100)  # Hz: the first formant of open vowels, not that of closed ones
FLOOR = 1e-4  # energy below which it is silence
UNBLINKING = 0.2  # blink ratio
TYPICAL = (10, 98)  # percentiles of a clip that are opening 0 and 1


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds teacher/")
    folder = parser.parse_args().data / "teacher"
    clips = [_expression(folder / f"{name}.npz") for name in CLIPS]
    sounds = [_open_vowels(folder / f"{n}.flac", len(c)) for n, c in zip(CLIPS, clips, strict=True)]
    blink = np.load(folder / "blink_vector.npy").astype(np.float64)
    eyelid = eyelid_direction(clips, blink)
    mouth = mouth_direction([_without(c, eyelid, blink) for c in clips], sounds)
    np.savez(ASSET, mouth=mouth.astype(np.float32), eyelid=eyelid.astype(np.float32))
    for name, clip, sound in zip(CLIPS, clips, sounds, strict=True):
        _report(name, clip, sound)


def eyelid_direction(clips: list[np.ndarray], blink: np.ndarray) -> np.ndarray:
    """(64,): the share of `blink` in least squares on the blink and the main speech components.

    A plain projection on `blink` would take part of speech for blinking.
    """
    still = [c[np.abs((c - np.median(c, 0)) @ blink / (blink @ blink)) < UNBLINKING] for c in clips]
    columns = np.column_stack([blink, _components(still, SPEECH_COMPONENTS).T])
    return np.linalg.pinv(columns)[0]


def mouth_direction(clips: list[np.ndarray], sounds: list[np.ndarray]) -> np.ndarray:
    """(64,): least squares of open vowels' loudness on the main speech components.

    Scaled so that a clip's 10th to 98th percentile, on average, is 0 to 1.
    """
    components = _components(clips, MOUTH_COMPONENTS)
    moved = np.vstack([c - c.mean(0) for c in clips]) @ components.T
    loudness = np.concatenate([(s - s.mean()) / s.std() for s in sounds])
    direction = np.linalg.lstsq(moved, loudness, rcond=None)[0] @ components
    return direction / np.mean([np.ptp(np.percentile(c @ direction, TYPICAL)) for c in clips])


def _components(clips: list[np.ndarray], count: int) -> np.ndarray:
    """(count, 64): principal components of the clips about their own means."""
    return np.linalg.svd(np.vstack([c - c.mean(0) for c in clips]), full_matrices=False)[2][:count]


def _without(clip: np.ndarray, eyelid: np.ndarray, blink: np.ndarray) -> np.ndarray:
    """The clip (T, 64) with its blinks taken out."""
    return clip - np.outer((clip - np.median(clip, 0)) @ eyelid, blink)


def _expression(path: Path) -> np.ndarray:
    """(T, 64) of the clip's first run."""
    with np.load(path) as file:
        return file["coeff_3dmm"][0, :, EXPRESSION].astype(np.float64)


def _open_vowels(path: Path, frames: int) -> np.ndarray:
    """(frames,): decibels in the band of open vowels around each video frame."""
    samples, rate = soundfile.read(path)
    size = int(rate * 0.064)
    padded = np.pad(samples, size)
    starts = ((np.arange(frames) + 0.5) * rate / FPS + size / 2).astype(int)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[starts]
    power = np.abs(np.fft.rfft(windows * np.hanning(size))) ** 2
    hertz = np.fft.rfftfreq(size, 1 / rate)
    band = (hertz >= OPEN_BAND[0]) & (hertz < OPEN_BAND[1])
    return 10 * np.log10(power[:, band].sum(1) + FLOOR)


def _report(name: str, clip: np.ndarray, sound: np.ndarray) -> None:
    opening, closed = mouth_opening(clip), eyelids(clip)
    silent = sound < sound.min() + 3
    print(
        f"{name}: opening follows the sound with r = {np.corrcoef(opening, sound)[0, 1]:.2f}, "
        f"{opening[silent].mean():.2f} in silence ({silent.sum()} frames), "
        f"{np.percentile(opening, 50):.2f} at the median; {(closed > 0.9).sum()} frames shut, "
        f"{np.percentile(closed[closed < UNBLINKING], 99):.2f} while open"
    )


if __name__ == "__main__":
    main()
