"""Which runs visitors still want.

Gradio's own way of cancelling loses clicks: a stop can come before the run is known, and the next
click can count as made during the stopped run.  So a run asks here, again and again, whether it is
still wanted, and then ends as any other.
"""

from collections import OrderedDict

import gradio as gr

_KEPT = 1000  # visits; those that went long ago are forgotten


class LetGo(Exception):
    """Raised inside the work once nobody wants it any more."""


class Wishes:
    """The visits, by session, that have pressed Cancel since they last pressed Run."""

    def __init__(self) -> None:
        self._cancelled: OrderedDict[str | None, None] = OrderedDict()

    def connect(self, run: gr.Button, cancel: gr.Button) -> None:
        """Let one button ask for a run and the other take it back."""
        for button, handler in ((run, self._ask), (cancel, self._cancel)):
            button.click(
                handler,
                None,
                None,
                queue=False,
                show_progress="hidden",
                trigger_mode="multiple",
                api_visibility="private",
            )

    def hold(self, request: gr.Request) -> bool:
        """Whether this visit still wants its run."""
        return request.session_hash not in self._cancelled

    def _ask(self, request: gr.Request) -> None:
        self._cancelled.pop(request.session_hash, None)

    def _cancel(self, request: gr.Request) -> None:
        self._cancelled[request.session_hash] = None
        while len(self._cancelled) > _KEPT:
            self._cancelled.popitem(last=False)
