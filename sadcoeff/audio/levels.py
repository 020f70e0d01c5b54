"""How loud a recording is, how much of it is speech, and what that means for the mouth.

Levels are in dB of full scale, of the power of speech without its pauses.  Read speech has about
-20 dB; the motion from the same speech at -26 dB and at -45 dB correlates by 0.97, at -56 dB by
0.9, at -66 dB by 0.75, since the networks hear a mel spectrogram with a floor.
"""

import numpy as np

from sadcoeff.audio.limits import SAMPLES_PER_FRAME
from sadcoeff.audio.voice import find_speech
from sadcoeff.motion.columns import FPS

USUAL_LEVEL = -20.0  # dB, of read speech
QUIET_LEVEL = -45.0  # dB; below, the mouth moves too little
RAISING = "--normalise, or 'Raise quiet recordings' under Advanced"  # what people ask for it by
_MOST_GAIN = 60.0  # dB
_PAUSE = 0.01  # of the power of the loudest frames; what is below is a pause
_LOUD = 95  # percentile of the frames' power that is that of the loudest

FULL_SCALES = (2.0**7, 2.0**15, 2.0**23, 2.0**31)  # of integer samples
INTEGERS = 16.0  # peak from which samples are integers; a float recording is never so far over
_OVERSHOOT = 1.5  # times full scale, which resampling may reach
_TOO_LOUD = 4.0  # times full scale; encoders of loud music go over it by less

_LEAST_SPEECH = 0.5  # of the recording


def speech_level(samples: np.ndarray) -> float:
    """The level of a recording (640 * T,) in dB of full scale, -inf for silence."""
    power = np.square(samples.reshape(-1, SAMPLES_PER_FRAME), dtype=np.float64).mean(axis=1)
    loud = power[power >= _PAUSE * np.percentile(power, _LOUD)]
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(loud.mean()))


def normalise(samples: np.ndarray) -> np.ndarray:
    """Raise a recording (640 * T,) to the usual level; one that is louder stays as it is.

    The motion then is not that of the original program, whose networks hear the level.
    """
    gain = find_gain(samples)
    return samples * np.float32(10 ** (gain / 20)) if gain else samples


def find_gain(samples: np.ndarray) -> float:
    """By how many dB `normalise` raises a recording (640 * T,): 0 to 60, and 0 for silence."""
    if not samples.any():
        return 0.0
    return min(_MOST_GAIN, max(0.0, USUAL_LEVEL - speech_level(samples)))


def rescale_integers(samples: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Scale to -1...1 what was saved as floats without scaling, and the note that says so.

    The smallest full scale of integers that the peak fits into is taken.
    """
    peak = max(float(samples.max()), -float(samples.min()))
    scale = next((s for s in FULL_SCALES if peak <= s * _OVERSHOOT), None)
    if peak >= INTEGERS and scale is not None:
        return samples / np.float32(scale), [
            f"Samples reach {peak:.0f}, where floats should stay within 1: they are taken for "
            f"integers, and divided by {scale:.0f}."
        ]
    if peak > _TOO_LOUD:
        return samples, [
            f"Samples reach {peak:.3g}, where full scale is 1: export it again at a usual level."
        ]
    return samples, []


def describe_level(samples: np.ndarray) -> list[str]:
    """What is wrong with the level and content of a recording (640 * T,), a sentence each."""
    if not samples.any():
        return ["There is no sound in it: every sample is zero."]
    return [*describe_quiet(samples), *_describe_content(samples)]


def describe_quiet(samples: np.ndarray) -> list[str]:
    """That speech is far below the usual level, if it is, and what raises it."""
    level = speech_level(samples)
    if level >= QUIET_LEVEL:
        return []
    return [
        f"It is very quiet, at {level:.0f} dB where speech has about {USUAL_LEVEL:.0f}: the mouth "
        f"will hardly move unless the level is raised ({RAISING})."
    ]


def _describe_content(samples: np.ndarray) -> list[str]:
    notes = []
    speech = find_speech(samples)
    if len(speech) >= FPS and speech.mean() < _LEAST_SPEECH:
        part = f"Only {speech.sum() / FPS:.1f}" if speech.any() else "None"
        notes.append(
            f"{part} of its {len(speech) / FPS:.1f} s sound like speech: elsewhere the mouth "
            "follows noise, or rests."
        )
    return notes
