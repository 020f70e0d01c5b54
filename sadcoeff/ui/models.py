"""Loaded networks, shared by all visitors: one in memory for each weights and device."""

import threading

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.catalogue import find_weights


class Models:
    """Loads a model when it is first asked for and keeps it.  Safe in threads."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, str], Audio2Coeff] = {}
        self._loading = threading.Lock()

    def get(self, weights: str, device: str) -> Audio2Coeff:
        """The model of these weights on this device; raises what `Audio2Coeff` raises."""
        with self._loading:
            if (weights, device) not in self._loaded:
                self._loaded[weights, device] = Audio2Coeff(find_weights(weights), device)
            return self._loaded[weights, device]
