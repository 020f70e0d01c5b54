"""Synthetic speech with phoneme times, from espeak-ng through its C library."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import soxr

from sadcoeff.audio import SAMPLE_RATE
from sadcoeff.errors import SadCoeffError

_SYNCHRONOUS, _PHONEMES_IN_IPA, _UTF8 = 2, 0x0003, 1
_RATE, _PITCH, _PITCH_RANGE = 1, 3, 4
_PHONEME_EVENT, _LAST_EVENT = 7, 0


@dataclass(frozen=True)
class Speech:
    """Sound at 16 kHz, and what is said when."""

    samples: np.ndarray  # (N,) float32
    phonemes: list[tuple[float, str]]  # second at which it starts, IPA; "" for a pause


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("string", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    """espeak-ng and its sample rate in Hz."""
    name = ctypes.util.find_library("espeak-ng")
    if name is None:
        raise SadCoeffError("espeak-ng is not installed: install it (apt install espeak-ng).")
    library = ctypes.CDLL(name)
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEMES_IN_IPA)
    if rate <= 0:
        raise SadCoeffError("espeak-ng does not start: its voice data are missing, reinstall it.")
    return library, rate


def speak(text: str, voice: str, pitch: int = 50, words_a_minute: int = 165) -> Speech:
    """Synthesise `text` with a voice such as "de+f2"."""
    library, rate = _library()
    blocks: list[np.ndarray] = []
    events: list[tuple[float, str]] = []

    def collect(samples: "ctypes._Pointer", count: int, event: "ctypes._Pointer") -> int:
        if samples:
            blocks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        events.extend(_phonemes(event))
        return 0

    callback = _Callback(collect)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SadCoeffError(f"espeak-ng has no voice '{voice}': install its full voice data.")
    for parameter, value in ((_RATE, words_a_minute), (_PITCH, pitch), (_PITCH_RANGE, 60)):
        library.espeak_SetParameter(parameter, value, 0)
    data = text.encode()
    library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None)
    sound = np.concatenate(blocks).astype(np.float32) / 32768
    return Speech(soxr.resample(sound, rate, SAMPLE_RATE, quality="HQ"), events)


def _phonemes(events: "ctypes._Pointer") -> Iterator[tuple[float, str]]:
    for event in events:
        if event.type == _LAST_EVENT:
            return
        if event.type == _PHONEME_EVENT:
            yield event.audio_position / 1000, event.string.decode(errors="ignore")
