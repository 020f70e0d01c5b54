"""The engine that uses a Ray cluster: an actor for each processor or GPU of it.

The driver hands out groups and gets coefficients back, which it alone writes.  Recordings,
weights and other files are read where an actor runs, so they lie at the same path everywhere.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import torch

from sadcoeff.bulk.groups import grouped
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.ray_cluster import connected
from sadcoeff.bulk.recordings import Item
from sadcoeff.bulk.worker import THREADS_OF_A_WORKER, Result, Worker
from sadcoeff.errors import BulkError, SadCoeffError, SettingError

_CPU, _GPU = "CPU", "GPU"  # Ray's names
_LOOK_SECONDS = 2.0  # how often to look whether the cluster has grown
_MOST_LOSSES = 3  # of workers over one recording, which then is taken for the cause
_MOST_FAILED_STARTS = 8


def run_on_ray(
    items: Sequence[Item], options: Options, references: References, address: str | None
) -> Iterator[Result]:
    """Yield the result of every item, in the order in which they finish.

    `address` is HOST:PORT of a cluster, of which this machine is part; without one Ray runs on
    this machine alone.  Raises BulkError, and SettingError for a device that is not there.
    """
    with connected(address) as ray:
        kind = _find_kind(ray.cluster_resources(), options.device)
        device = "cuda" if kind == _GPU else "cpu"
        yield from _Pool(ray, kind, replace(options, device=device), references, items).results()


def _find_kind(resources: dict[str, float], device: str) -> str:
    """The resource that actors are counted by."""
    if device not in ("auto", "cpu", "cuda"):
        raise SettingError(f"Ray has no device '{device}': use auto, cpu or cuda.")
    if device == "cuda" and not resources.get(_GPU):
        raise SettingError("There is no GPU in the Ray cluster: use --device cpu.")
    return _GPU if device != "cpu" and resources.get(_GPU) else _CPU


class Station:
    """Runs groups for the driver, in a process of its own."""

    def load(self, options: Options, references: References) -> dict[str, Any]:
        """Load the model, once; what it was made with here, to be compared with the driver's."""
        torch.set_num_threads(THREADS_OF_A_WORKER)
        self.worker = Worker(options, references)
        return options.made_with()

    def work(self, group: Sequence[Item]) -> list[Result]:
        """As `Worker.work`."""
        return self.worker.work(group)


class _Pool:
    """Actors at work.  A lost one's group runs again, an item at a time."""

    def __init__(
        self,
        ray: ModuleType,
        kind: str,
        options: Options,
        references: References,
        items: Sequence[Item],
    ) -> None:
        self.ray, self.kind, self.options = ray, kind, options
        self.references = ray.put(references)
        share = {"num_cpus": 1, "num_gpus": int(kind == _GPU), "max_restarts": 0}
        self.actor_class = ray.remote(**share)(Station)
        self.lost = (
            ray.exceptions.RayActorError,
            ray.exceptions.ObjectLostError,
            ray.exceptions.OutOfMemoryError,
        )
        self.made_with = options.made_with()
        self.fresh = grouped(items, max(1, self._seats()))
        self.again: deque[list[Item]] = deque()
        self.left = len(items)
        self.idle: list[Any] = []
        self.busy: dict[Any, tuple[Any, list[Item] | None]] = {}  # by answer; no group: it loads
        self.losses: Counter[str] = Counter()
        self.failed_starts = 0

    def results(self) -> Iterator[Result]:
        """Results of all items."""
        while self.left:
            self._start_actors()
            self._hand_out()
            answers, _ = self.ray.wait(list(self.busy), timeout=_LOOK_SECONDS)
            for answer in answers:
                results = self._collect(answer)
                self.left -= len(results)
                yield from results

    def _seats(self) -> int:
        return int(self.ray.cluster_resources().get(self.kind, 0))

    def _start_actors(self) -> None:
        """As many as the cluster has room for and the work is worth."""
        wanted = min(self._seats(), self.left) - len(self.idle) - len(self.busy)
        if self.failed_starts < _MOST_FAILED_STARTS:
            for _ in range(wanted):
                actor = self.actor_class.remote()
                self.busy[actor.load.remote(self.options, self.references)] = actor, None
        if not self.idle and not self.busy:
            raise BulkError(
                "The Ray cluster has no worker left: see to it, and start again to go on."
            )

    def _hand_out(self) -> None:
        while self.idle and (group := self._next_group()):
            actor = self.idle.pop()
            self.busy[actor.work.remote(group)] = actor, group

    def _next_group(self) -> list[Item] | None:
        return self.again.popleft() if self.again else next(self.fresh, None)

    def _collect(self, answer: Any) -> list[Result]:
        actor, group = self.busy.pop(answer)
        try:
            given = self.ray.get(answer)
        except self.lost:
            self.ray.kill(actor)
            return self._lose(group)
        except self.ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, SadCoeffError):
                raise BulkError(f"A worker of the Ray cluster says: {error.cause}") from error
            raise
        if group is None:
            self._require_same(given)
        self.idle.append(actor)
        return given if group else []

    def _lose(self, group: list[Item] | None) -> list[Result]:
        """Have a lost group's items run again, but for those that have cost too many workers."""
        if group is None:
            self.failed_starts += 1
            return []
        self.losses.update(item.name for item in group)
        hopeless = [item for item in group if self.losses[item.name] >= _MOST_LOSSES]
        self.again.extend([item] for item in group if item not in hopeless)
        sentence = f"{_MOST_LOSSES} workers were lost over it: is it too long for their memory?"
        return [Result(item, 0.0, error=sentence) for item in hopeless]

    def _require_same(self, made_with: dict[str, Any]) -> None:
        other = [k for k, v in self.made_with.items() if made_with[k] != v]
        if other:
            raise BulkError(
                f"A worker of the Ray cluster has another {' and another '.join(other)} than this "
                "machine: make them the same everywhere."
            )
