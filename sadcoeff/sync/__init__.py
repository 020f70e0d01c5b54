"""Whether a mouth is in step with a sound: early, late, by how much, or apart."""

from sadcoeff.sync.measure import measure_sync
from sadcoeff.sync.verdict import Sync

__all__ = ["Sync", "measure_sync"]
