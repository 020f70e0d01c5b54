"""The batch that `Audio2Coeff.generate` takes, made from a recording or from none."""

from sadcoeff.batch.assembly import check_batch
from sadcoeff.batch.idle import build_idle_batch, idle_frames, make_idle_batch
from sadcoeff.batch.speech import build_batch, make_batch

__all__ = [
    "build_batch",
    "build_idle_batch",
    "check_batch",
    "idle_frames",
    "make_batch",
    "make_idle_batch",
]
