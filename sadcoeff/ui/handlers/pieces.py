"""The files in which a browser sends live sound, ten a second: read, and deleted soon."""

import os
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile

from sadcoeff.audio.limits import MAX_VALUES_PER_SECOND
from sadcoeff.errors import AudioError

# Gradio names files by their content, so that two pieces of silence are one file: a file is deleted
# only if nobody has sent it again for as long as a slow page may take from its upload to its use.
_KEPT_SECONDS = 60
_MOST_SECONDS = 60  # of a piece: what a page has gathered while the server did not answer


class Pieces:
    """Reads one visitor's pieces."""

    def __init__(self) -> None:
        self._read: deque[tuple[float, str]] = deque()  # when, and which

    def read(self, path: str) -> tuple[np.ndarray, int]:
        """Samples (N, channels) int16, and their rate in Hz.

        Raises AudioError for what is no sound.
        """
        self._read.append((time.time(), path))
        self._delete_old()
        try:
            with soundfile.SoundFile(path) as file:
                most = min(file.samplerate, MAX_VALUES_PER_SECOND // file.channels)
                samples = file.read(_MOST_SECONDS * most, "int16", always_2d=True)
                return samples, file.samplerate
        except (soundfile.SoundFileError, OSError) as error:
            raise AudioError(
                "A piece of the microphone's sound could not be read: it is left out."
            ) from error

    def _delete_old(self) -> None:
        before = time.time() - _KEPT_SECONDS
        while self._read and self._read[0][0] < before:
            _, path = self._read.popleft()
            with suppress(OSError):  # gone already, or not alone in its folder
                if os.stat(path).st_mtime < before:
                    os.remove(path)
                    Path(path).parent.rmdir()
