"""Whether weights move a face and a head as SadTalker's published outputs do."""

from sadcoeff.checkup.run import check_weights
from sadcoeff.checkup.verdict import Finding

__all__ = ["Finding", "check_weights"]
