"""A worker as a Ray actor.  Nothing here loads Ray."""

from collections.abc import Sequence
from typing import Any

import torch

from sadcoeff.many.inputs import Item
from sadcoeff.many.settings import Settings
from sadcoeff.many.work import THREADS_OF_A_WORKER, Result, Worker


class Station:
    """Runs groups for the driver, in a process of its own."""

    def load(self, settings: Settings) -> dict[str, Any]:
        """Load the model, once; what it was made with here, to be compared with the driver's."""
        torch.set_num_threads(THREADS_OF_A_WORKER)
        self.worker = Worker(settings)
        return settings.made_with()

    def work(self, group: Sequence[Item]) -> list[Result]:
        """As `Worker.work`."""
        return self.worker.work(group)
