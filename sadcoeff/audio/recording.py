"""From a file to mono sound at 16 kHz, cut to whole video frames."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from sadcoeff.audio.channels import Mixer
from sadcoeff.audio.ffmpeg import open_ffmpeg
from sadcoeff.audio.kinds import Kind, find_kind
from sadcoeff.audio.lengths import mend_length
from sadcoeff.audio.levels import (
    describe_level,
    describe_quiet,
    find_gain,
    normalise,
    rescale_integers,
)
from sadcoeff.audio.limits import SAMPLE_RATE, SAMPLES_PER_FRAME, check_rate, check_size
from sadcoeff.audio.resample import to_16_khz
from sadcoeff.audio.sndfile import open_sndfile
from sadcoeff.audio.sound import Account, Sound, UnreadableSoundError
from sadcoeff.audio.trust import reads_right
from sadcoeff.errors import AudioError
from sadcoeff.motion.columns import FPS
from sadcoeff.validation import open_file

_MOST_OVERLAP = 0.5  # of the sound; a file whose frames overlap more has no clock to follow
_WHOLE, _LEAST = 0.9, 0.25  # of the length in the header; less is said, and refused

Opener = Callable[[], AbstractContextManager[Sound]]


@dataclass(frozen=True, eq=False)
class Recording:
    """Sound, and what should be known about it.

    samples: (640 * T,) float32 at 16 kHz, as `load_audio` gives.
    notes: sentences for the person who made the recording, none if all is well.
    raised_db: dB by which the samples were raised after decoding.
    plays_anywhere: whether every browser plays the file itself, and so that it sounds like
    `samples` at every time; False where that is not known.
    """

    samples: np.ndarray
    notes: tuple[str, ...]
    raised_db: float = 0.0
    plays_anywhere: bool = False

    def normalise(self) -> "Recording":
        """The recording raised to the usual level of speech; itself if it is loud enough.

        See `levels.normalise`.  What was far too quiet is noted as raised instead.
        """
        gain, quiet = find_gain(self.samples), describe_quiet(self.samples)
        if not gain:
            return self
        notes = [note for note in self.notes if note not in quiet]
        if quiet:
            notes.append(f"It was very quiet: it was raised by {gain:.0f} dB, noise and all.")
        return Recording(normalise(self.samples), tuple(notes), gain)


def load_audio(path: str | Path, max_seconds: float | None = None) -> np.ndarray:
    """Decode a recording, or the sound of a video, to mono 16 kHz, cut to whole video frames.

    The content decides what a file is, not its name.  Channels are averaged, but where they
    cancel each other the louder one is taken; then resampled with soxr's HQ quality to
    ceil(n * 16000 / rate) samples, as librosa does.  Of several tracks it is the one marked
    default, or the first.  Time 0 is where the recording begins: what an encoder puts in front
    is left out, sound that begins after its pictures has silence in front, and so has what is
    missing in between.

    Returns (640 * T,) float32 in about -1...1, T >= 1 the number of video frames.
    Raises AudioError if the file is missing, empty, no sound, holds NaN or infinite samples,
    is mostly damaged, is shorter than one frame (40 ms), longer than `max_seconds`, has far more
    samples than such a recording needs, or a rate outside 1 kHz...10 MHz.
    """
    return _load(Path(path), max_seconds)[0]


def load_recording(path: str | Path, max_seconds: float | None = None) -> Recording:
    """`load_audio`, with notes on what is wrong with a recording that can be used.

    They say that channels cancel, that samples were integers saved as floats, that a part is
    damaged or missing, that there is silence only, that speech is far below the usual level or
    far beyond full scale, or that most of it is not speech.
    """
    samples, notes, plays_anywhere = _load(Path(path), max_seconds)
    noted = (*notes, *describe_level(samples))
    return Recording(samples, noted, plays_anywhere=plays_anywhere)


def _load(path: Path, max_seconds: float | None) -> tuple[np.ndarray, list[str], bool]:
    """Samples, what was noted while they were decoded, and whether the file plays anywhere."""
    with _open(path) as file:
        try:
            samples, notes, plain = _decode(path.name, file, find_kind(file), max_seconds)
        except UnreadableSoundError as error:
            raise AudioError(
                f"'{path.name}' cannot be read as sound ({error}): use a recording such as WAV, "
                "FLAC, MP3 or M4A, or a video with sound."
            ) from error
    if not np.isfinite(samples).all():  # so are those that resampling takes beyond float32
        raise AudioError(f"'{path.name}' has NaN or infinite samples: export it again.")
    frames = len(samples) // SAMPLES_PER_FRAME
    if frames == 0:
        raise AudioError(
            f"'{path.name}' lasts {len(samples) / SAMPLE_RATE * 1000:.0f} ms, less than one "
            f"video frame of {1000 // FPS} ms: use a longer recording."
        )
    samples, rescaled = rescale_integers(samples[: frames * SAMPLES_PER_FRAME])
    notes += rescaled
    return samples, notes, plain and not notes


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """The file, if there is one with something in it."""
    if os.path.isdir(path):
        raise AudioError(
            f"'{path}' is a folder: give a recording, or convert all that are in it with "
            "'sadcoeff batch'."
        )
    with open_file(path, "sound file", AudioError) as file:
        if not file.read(1):
            raise AudioError(f"'{path.name}' is an empty file: record or export it again.")
        yield file


def _decode(
    name: str, file: BinaryIO, kind: Kind, max_seconds: float | None
) -> tuple[np.ndarray, list[str], bool]:
    """All of a file as mono sound at 16 kHz, (N,) float32, by the first decoder that reads it.

    With notes on it, and whether the file plays anywhere.
    """
    openers = _openers(file, kind)
    while True:
        opener = openers.pop(0)
        try:
            mixer = Mixer()
            samples, account = _mix(name, opener, mixer, max_seconds)
            if account.cut > _MOST_OVERLAP * (account.cut + len(samples) / SAMPLE_RATE):
                opener = partial(open_ffmpeg, file, str(kind.demuxer), use_clock=False)
                samples, account = _mix(name, opener, mixer := Mixer(), max_seconds)
            notes = _check_account(account, len(samples) / SAMPLE_RATE)
            louder = mixer.find_louder()
            if louder is not None:
                samples, _ = _mix(name, opener, Mixer(louder), max_seconds)
                notes.append(
                    "The channels cancel each other, as when one is wired the wrong way round: "
                    f"only channel {louder + 1}, the louder one, is used."
                )
            return samples, notes, account.plays_anywhere
        except UnreadableSoundError:
            if not openers:
                raise


def _openers(file: BinaryIO, kind: Kind) -> list[Opener]:
    """The decoders to try, each with the file."""
    openers: list[Opener] = []
    if kind.sndfile and reads_right(file, kind.name):
        openers.append(partial(open_sndfile, file, mend_length(file, kind.name)))
    if kind.demuxer is not None:
        openers.append(partial(open_ffmpeg, file, kind.demuxer))
    return openers


def _mix(
    name: str, opener: Opener, mixer: Mixer, max_seconds: float | None
) -> tuple[np.ndarray, Account]:
    with opener() as sound:
        check_rate(name, sound.rate)
        blocks = _check_blocks(name, sound, max_seconds)
        return to_16_khz(mixer.mix(blocks), sound.rate), sound.account


def _check_blocks(name: str, sound: Sound, max_seconds: float | None) -> Iterator[np.ndarray]:
    frames = 0
    for block in sound.blocks:
        frames += len(block)
        check_size(name, frames, sound.rate, block.shape[1], max_seconds)
        yield block


def _check_account(account: Account, seconds: float) -> list[str]:
    """Notes on damage; raises UnreadableSoundError if little else is there."""
    if 2 * account.damaged > account.packets:
        raise UnreadableSoundError("most of it is damaged")
    share = seconds / account.claimed if account.claimed else 1.0
    if share < _LEAST:
        raise UnreadableSoundError(
            f"only {seconds:.2f} of its {account.claimed:.1f} s can be decoded"
        )
    notes = []
    if account.damaged:
        notes.append(
            f"The file is damaged: {account.damaged} of its {account.packets} packets of sound "
            "could not be decoded."
        )
    if share < _WHOLE:
        notes.append(
            f"The file is not whole: it holds {seconds:.1f} of the {account.claimed:.1f} s that "
            "its header names."
        )
    return notes
