"""Which runs visitors still want.

Gradio's own way of cancelling loses clicks: a stop can come before the run is known, and the next
click can count as made during the stopped run.  So a run asks here, again and again, whether it is
still wanted, and then ends as any other.
"""

import itertools
from collections import OrderedDict
from typing import NamedTuple, TypeAlias, TypeVar

import gradio as gr
from starlette.datastructures import State

from sadcoeff.ui import status

_KEPT = 1000  # visits

Kept = TypeVar("Kept")
Visits: TypeAlias = OrderedDict[str | None, Kept]  # values by the visits' sessions


class LetGo(Exception):
    """Raised inside the work once nobody wants it any more; says why."""


class _Withdrawal(NamedTuple):
    when: int
    why: str


class Wishes:
    """When requests were made, and when visits withdrew all that they had asked for until then.

    Both are counted by one clock, which ticks once for each.
    """

    def __init__(self) -> None:
        self._clock = itertools.count(1)
        self._withdrawn: Visits[_Withdrawal] = OrderedDict()
        self._restarted: Visits[int] = OrderedDict()

    def enter(self, visit: gr.Request) -> None:
        """Note that a request comes in, before it queues.

        One of the page counts as made when its click withdrew the last one: a click on Cancel can
        overtake it on the way here.
        """
        made = self._restarted.get(visit.session_hash) or next(self._clock)
        state_of(visit).made = made

    def by_click(self, visit: gr.Request) -> bool:
        """Whether the page asks, whose clicks withdraw what came before; scripts do not."""
        return visit.session_hash in self._restarted

    def why_stop(self, visit: gr.Request) -> str | None:
        """Why the visit no longer wants this request; None while it does."""
        withdrawn = self._withdrawn.get(visit.session_hash)
        return withdrawn.why if withdrawn and withdrawn.when > state_of(visit).made else None

    def cancel(self, visit: gr.Request) -> None:
        """Withdraw what this visit has asked for so far, running or queued."""
        self._withdraw(visit, status.CANCELLED)

    def replace(self, visit: gr.Request) -> None:
        """The same, since the page is given something else to show in its place."""
        self._withdraw(visit, status.REPLACED)

    def restart(self, visit: gr.Request) -> None:
        """The same, since it is about to be asked for anew, with what the page shows now."""
        remember(self._restarted, visit, self._withdraw(visit, status.RESTARTED))

    def _withdraw(self, visit: gr.Request, why: str) -> int:
        when = next(self._clock)
        remember(self._withdrawn, visit, _Withdrawal(when, why))
        return when


def state_of(visit: gr.Request) -> State:
    """What goes along with a request: from its check to its run, or from piece to piece."""
    if visit.request is None:  # Gradio leaves it out only where no request came in
        raise RuntimeError("An event came in without a request.")
    return visit.request.state


def remember(visits: Visits[Kept], visit: gr.Request, value: Kept) -> None:
    """Keep a value of a visit, and of the 1000 visits whose values came last."""
    visits[visit.session_hash] = value
    visits.move_to_end(visit.session_hash)
    while len(visits) > _KEPT:
        visits.popitem(last=False)
