"""About how long a recording is, before it is decoded."""

from pathlib import Path

from sadcoeff.audio.kinds import find_kind
from sadcoeff.audio.sndfile import read_length
from sadcoeff.audio.sound import UnreadableSoundError

# What a phone's recorder uses.  In a file of fewer bytes a second more sound is found than was
# estimated; in a video there is far less.
_BYTES_PER_SECOND = 8000


def estimate_seconds(path: str | Path) -> float:
    """Seconds of sound by the header, where libsndfile reads it, else by the size of the file.

    Only a process of its own may look into other headers, and starting one takes as long as
    decoding a short recording.  0 for a file that cannot be opened or is no recording.
    """
    try:
        with Path(path).open("rb") as file:
            kind = find_kind(file)
            by_size = file.seek(0, 2) / _BYTES_PER_SECOND
            return (read_length(file) if kind.sndfile else None) or by_size
    except (OSError, ValueError, UnreadableSoundError):  # ValueError for what no name can be
        return 0.0
