"""The comparison: sound and mouth as a few measures each, correlated at every shift."""

from typing import Any

import numpy as np

from sadcoeff.audio import SAMPLES_PER_FRAME
from sadcoeff.errors import SettingError
from sadcoeff.face.expression import check_expression
from sadcoeff.motion.columns import FPS
from sadcoeff.sync.bands import BANDS_PER_SECOND, read_bands
from sadcoeff.sync.reading import Reading, load_reading, read_mouth, take_quick
from sadcoeff.sync.verdict import Sync, cannot_tell, judge

_LEAST_SECONDS = 1.0
_STEADY = 0.1  # of what speech asks of a mouth, about; noise has 0.04, the flattest speech 0.3
_STILL = 0.02  # of what a mouth does in speech, about; the calmest does 0.6
_STEPS = BANDS_PER_SECOND // FPS  # of the sound to a video frame
_FARTHEST = BANDS_PER_SECOND // 2  # steps: beyond what is reported, so that its ends are no peaks


def measure_sync(
    expression: np.ndarray, samples: np.ndarray, reading: Reading | None = None
) -> Sync:
    """How far a mouth agrees with a sound, and at which shift.

    expression: (T, 64) at 25 frames a second, frame k belonging to second k / 25 of the sound.
    samples: (N,) real, 16 kHz, as `sadcoeff.audio.load_audio` gives.  Where one is longer, its end
    is not looked at.  `reading` is the shipped one, unless another fit is to be measured.

    A linear filter, fitted on published outputs of SadTalker and their sound, hears what lips and
    jaw should do; what they do is read from the coefficients.  Both lose what is slower than a
    second, and are correlated at every shift of 20 ms within 0.5 s; a parabola finds the peak in
    between.  The level of the sound and the strength of the expression do not matter.
    Raises SettingError for an expression or a sound of another shape, or with NaN.
    """
    rows, sound = check_expression(expression), _check_sound(samples)
    frames = min(len(rows), len(sound) // SAMPLES_PER_FRAME)
    if frames < _LEAST_SECONDS * FPS:
        return cannot_tell(f"they share {frames / FPS:.2f} s, and it takes at least 1 s")
    reading = reading or load_reading()
    bands = read_bands(_to_full_scale(sound[: frames * SAMPLES_PER_FRAME]))
    heard = reading.hear(take_quick(bands, BANDS_PER_SECOND))
    seen = reading.see(read_mouth(rows[:frames]))
    if _size(heard) < _STEADY:
        return cannot_tell("the sound is silent or steady, unlike speech")
    if _size(seen) < _STILL:
        return cannot_tell("the mouth does not move")
    return judge(*_find_peak(heard, seen))


def _check_sound(samples: Any) -> np.ndarray:
    sound = np.asarray(samples)
    if sound.ndim != 1 or sound.dtype.kind not in "fiu" or not np.isfinite(sound).all():
        raise SettingError(
            "The sound is not a row of finite real numbers: pass (N,) at 16 kHz, as load_audio "
            "gives."
        )
    return sound


def _to_full_scale(sound: np.ndarray) -> np.ndarray:
    """The sound (N,) with its peak at 1, so that no power overflows; silence stays silence."""
    return sound / (max(float(sound.max()), -float(sound.min())) or 1)


def _size(measures: np.ndarray) -> float:
    """Root of the mean square of measures (T, K), all K together."""
    return float(np.sqrt(np.square(measures).sum(axis=1).mean()))


def _find_peak(heard: np.ndarray, seen: np.ndarray) -> tuple[float, float, float]:
    """Shift in s, correlation there, and its standard error, of (2 T, K) and (T, K)."""
    steps = range(-_FARTHEST, _FARTHEST + 1)
    found = [_correlate(*_align(heard, seen, step)) for step in steps]
    best = int(np.argmax(found))
    part = 0.0
    if 0 < best < len(found) - 1:
        before, peak, after = found[best - 1 : best + 2]
        part = (before - after) / 2 / min(before - 2 * peak + after, -1e-9)
    error = _standard_error(*_align(heard, seen, steps[best]))
    return (steps[best] + part) / BANDS_PER_SECOND, found[best], error


def _align(heard: np.ndarray, seen: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray]:
    """Both (T', K), where the mouth is `step` steps late: its frame i goes with the sound's
    2 i - step."""
    first = max(0, -(-step // _STEPS))  # the frames whose sound is there
    last = min(len(seen), (len(heard) - 1 + step) // _STEPS + 1)
    start = first * _STEPS - step
    sound = heard[start : start + (last - first) * _STEPS : _STEPS]
    return sound, seen[first : first + len(sound)]


def _correlate(one: np.ndarray, other: np.ndarray) -> float:
    """Of (T, K) with (T, K), all K as one; their means are about 0.  0 where either is still."""
    sizes = np.vdot(one, one) * np.vdot(other, other)
    return float(np.vdot(one, other) / np.sqrt(sizes)) if sizes > 0 else 0.0


def _standard_error(one: np.ndarray, other: np.ndarray) -> float:
    """Of the correlation of strangers: the larger, the fewer frames make up most of it."""
    powers = np.square(one).sum(axis=1), np.square(other).sum(axis=1)
    return float(np.sqrt(np.vdot(*powers)) / np.sqrt(powers[0].sum() * powers[1].sum()))
