"""The engine that uses a Ray cluster: one actor per processor or GPU.

The driver hands out groups, and alone writes the coefficients that come back.  Recordings and
weights are read where an actor runs, so they have to be at the same path on every node; the source
face and the reference pose are sent by the driver.
"""

from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import torch

from sadcoeff.bulk.groups import group_items
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.ray_cluster import connect
from sadcoeff.bulk.recordings import Item
from sadcoeff.bulk.worker import THREADS_PER_WORKER, Result, Worker
from sadcoeff.errors import BulkError, SadCoeffError, SettingError

_CPU, _GPU = "CPU", "GPU"  # Ray's names
_POLL_SECONDS = 2.0  # how often to look whether the cluster has grown
_MAX_LOSSES = 3  # workers lost over one recording, before it is taken for the cause
_MAX_FAILED_STARTS = 8


def run_on_ray(
    items: Sequence[Item], options: Options, references: References, address: str | None
) -> Generator[Result, None, None]:
    """Yield the result of every item, in the order in which they finish.

    `address` is HOST:PORT of a cluster that this machine is a node of; without one, Ray runs on
    this machine alone.  Raises BulkError, and SettingError for a device that is not there.
    """
    with connect(address) as ray:
        kind = _find_kind(ray.cluster_resources(), options.device)
        device = "cuda" if kind == _GPU else "cpu"
        yield from _Pool(ray, kind, replace(options, device=device), references, items).run()


def _find_kind(resources: dict[str, float], device: str) -> str:
    """The resource that actors are counted by."""
    if device not in ("auto", "cpu", "cuda"):
        raise SettingError(f"Ray has no device '{device}': use auto, cpu or cuda.")
    if device == "cuda" and not resources.get(_GPU):
        raise SettingError("There is no GPU in the Ray cluster: use --device cpu.")
    return _GPU if device != "cpu" and resources.get(_GPU) else _CPU


class WorkerActor:
    """A worker in a process of its own, on any node."""

    def load(self, options: Options, references: References) -> dict[str, Any]:
        """Load the model, once; the fingerprint of this node, to be compared with the driver's."""
        torch.set_num_threads(THREADS_PER_WORKER)
        self.worker = Worker(options, references)
        return options.fingerprint()

    def work(self, group: Sequence[Item]) -> list[Result]:
        """Run a group, as `Worker.work` does."""
        return self.worker.work(group)


class _Pool:
    """The actors of a run.  The group of one that is lost runs again, an item at a time."""

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
        self.actor_class = ray.remote(**share)(WorkerActor)
        self.lost = (
            ray.exceptions.RayActorError,
            ray.exceptions.ObjectLostError,
            ray.exceptions.OutOfMemoryError,
        )
        self.fingerprint = options.fingerprint()
        self.groups = group_items(items, max(1, self._count_slots()))
        self.retries: deque[list[Item]] = deque()
        self.left = len(items)
        self.idle: list[Any] = []
        self.busy: dict[Any, tuple[Any, list[Item] | None]] = {}  # by answer; None: it is loading
        self.losses: Counter[str] = Counter()
        self.failed_starts = 0

    def run(self) -> Iterator[Result]:
        """Yield the results of all items."""
        while self.left:
            self._start_actors()
            self._hand_out()
            answers, _ = self.ray.wait(list(self.busy), timeout=_POLL_SECONDS)
            for answer in answers:
                results = self._collect(answer)
                self.left -= len(results)
                yield from results

    def _count_slots(self) -> int:
        return int(self.ray.cluster_resources().get(self.kind, 0))

    def _start_actors(self) -> None:
        """Start as many as the cluster has room for and the remaining items can keep busy."""
        wanted = min(self._count_slots(), self.left) - len(self.idle) - len(self.busy)
        if self.failed_starts < _MAX_FAILED_STARTS:
            for _ in range(wanted):
                actor = self.actor_class.remote()
                self.busy[actor.load.remote(self.options, self.references)] = actor, None
        if not self.idle and not self.busy:
            raise BulkError(
                "The Ray cluster has no worker left: check its nodes, and start again to resume."
            )

    def _hand_out(self) -> None:
        while self.idle and (group := self._next_group()):
            actor = self.idle.pop()
            self.busy[actor.work.remote(group)] = actor, group

    def _next_group(self) -> list[Item] | None:
        return self.retries.popleft() if self.retries else next(self.groups, None)

    def _collect(self, answer: Any) -> list[Result]:
        actor, group = self.busy.pop(answer)
        try:
            given = self.ray.get(answer)
        except self.lost:
            self.ray.kill(actor)
            return self._lose(group)
        except self.ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, SadCoeffError):
                raise BulkError(f"A worker of the Ray cluster failed: {error.cause}") from error
            raise
        if group is None:
            self._require_same(given)
        self.idle.append(actor)
        return given if group else []

    def _lose(self, group: list[Item] | None) -> list[Result]:
        """Queue a lost group's items again, except those that have cost too many workers."""
        if group is None:
            self.failed_starts += 1
            return []
        self.losses.update(item.name for item in group)
        hopeless = [item for item in group if self.losses[item.name] >= _MAX_LOSSES]
        self.retries.extend([item] for item in group if item not in hopeless)
        reason = f"{_MAX_LOSSES} workers were lost over it: is it too long for their memory?"
        return [Result(item, 0.0, error=reason) for item in hopeless]

    def _require_same(self, fingerprint: dict[str, Any]) -> None:
        other = [k for k, v in self.fingerprint.items() if fingerprint[k] != v]
        if other:
            raise BulkError(
                f"A worker of the Ray cluster does not have the same {' and '.join(other)} as this "
                "machine: install the same everywhere."
            )
