"""Which runs visitors still want.

Gradio's own way of cancelling loses clicks: a stop can come before the run is known, and the next
click can count as made during the stopped run.  So a run asks here, again and again, whether it is
still wanted, and then ends as any other.
"""

import itertools
from collections import OrderedDict
from typing import NamedTuple

import gradio as gr

from sadcoeff.ui import status

_KEPT = 1000  # visits; those that withdrew long ago are forgotten


class LetGo(Exception):
    """Raised inside the work once nobody wants it any more; says why."""


class _Withdrawal(NamedTuple):
    when: int
    why: str


class Wishes:
    """When requests came in, and when visits withdrew all that they had asked for until then.

    Both are counted by one clock, which ticks once for each.
    """

    def __init__(self) -> None:
        self._clock = itertools.count(1)
        self._withdrawn: OrderedDict[str | None, _Withdrawal] = OrderedDict()

    def enter(self, visit: gr.Request) -> None:
        """Note that a request comes in, before it queues."""
        visit.request.state.entered = next(self._clock)

    def why_stop(self, visit: gr.Request) -> str | None:
        """Why the visit no longer wants this request; None while it does."""
        withdrawn = self._withdrawn.get(visit.session_hash)
        return withdrawn.why if withdrawn and withdrawn.when > visit.request.state.entered else None

    def cancel(self, visit: gr.Request) -> None:
        """Withdraw what this visit has asked for so far, running or queued."""
        self._withdraw(visit, status.CANCELLED)

    def restart(self, visit: gr.Request) -> None:
        """The same, since it is about to be asked for anew, with what the page shows now."""
        self._withdraw(visit, status.RESTARTED)

    def _withdraw(self, visit: gr.Request, why: str) -> None:
        self._withdrawn[visit.session_hash] = _Withdrawal(next(self._clock), why)
        self._withdrawn.move_to_end(visit.session_hash)
        while len(self._withdrawn) > _KEPT:
            self._withdrawn.popitem(last=False)
