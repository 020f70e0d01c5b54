"""Rates and sizes of sound: what comes out, and how much may go in."""

from sadcoeff.errors import AudioError
from sadcoeff.motion.columns import FPS

SAMPLE_RATE = 16_000  # Hz
SAMPLES_PER_FRAME = SAMPLE_RATE // FPS  # 640 samples = 40 ms

# How large a recording may be is asked of what has been decoded: headers lie, some have no
# length, and silence of many hours can be a file of kilobytes.
LOWEST_RATE, HIGHEST_RATE = 1000, 10_000_000  # Hz; below, there is no speech left
MAX_VALUES_PER_SECOND = 192_000  # 96 kHz stereo: bounds the work that a limit in seconds allows
_BLOCK_VALUES = 1 << 18  # samples of all channels decoded at a time, 1 MB


def block_frames(channels: int) -> int:
    """Sample frames to decode at a time, fewer the more channels there are."""
    return max(1, _BLOCK_VALUES // channels)


def check_rate(name: str, rate: int) -> None:
    """Refuse sample rates in Hz that no recording of speech has; raises AudioError."""
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise AudioError(
            f"'{name}' has a sample rate of {rate} Hz: it must be from {LOWEST_RATE} to "
            f"{HIGHEST_RATE} Hz, export it again."
        )


def check_size(name: str, frames: int, rate: int, channels: int, max_seconds: float | None) -> None:
    """Refuse more sample frames than `max_seconds` hold, or more samples than 96 kHz stereo has.

    Without `max_seconds` there is no limit.  Raises AudioError.
    """
    if max_seconds is None:
        return
    if frames > max_seconds * rate:
        raise AudioError(
            f"'{name}' lasts more than the limit of {max_seconds:g} s: cut it into parts."
        )
    if frames * channels > max_seconds * MAX_VALUES_PER_SECOND:
        raise AudioError(
            f"'{name}' has {channels} channels at {rate} Hz, too many samples for its length: "
            "export it as 16 kHz mono."
        )
