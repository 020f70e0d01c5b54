"""Curves by name of the files that a visit has open, drawn anew when others are chosen."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr
import numpy as np

from sadcoeff.errors import SadCoeffError
from sadcoeff.face.named import NAMES, NamedCurves
from sadcoeff.motion.columns import EXPRESSION
from sadcoeff.ui.handlers.cancel import Visits, remember
from sadcoeff.ui.handlers.figures import show_named
from sadcoeff.ui.handlers.jobs import Values

MAX_BYTES = 128_000_000  # of what all visits have open: three hours
_PER_FRAME = 4 * len(NAMES)  # bytes
_NONE_CHOSEN = '<p class="hint">Choose a curve, and it is drawn here.</p>'
_NONE_OPEN = '<p class="hint">Press Show, and the curves are drawn here.</p>'


@dataclass(frozen=True, eq=False)
class Opened:
    """One or two files, and which of their curves were drawn when they were opened."""

    first: NamedCurves
    second: NamedCurves | None
    drawn: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes, once all curves have been asked for."""
        return _PER_FRAME * (len(self.first) + (len(self.second) if self.second else 0))


class OpenedFiles:
    """What each visit opened last, the newest of all visits as far as the memory goes."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._visits: Visits[Opened] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, visit: gr.Request, opened: Opened) -> None:
        """Keep what a visit opened; not of scripts without a session, who would share it."""
        if visit.session_hash is None:
            return
        with self._lock:
            remember(self._visits, visit, opened)
            while sum(kept.size for kept in self._visits.values()) > self._max_bytes:
                self._visits.popitem(last=False)

    def get(self, visit: gr.Request) -> Opened | None:
        """What the visit has open; None if that is no longer kept."""
        with self._lock:
            return self._visits.get(visit.session_hash)


class CurvePicker:
    """The event handlers of the choice."""

    def __init__(self, files: OpenedFiles | None = None) -> None:
        self._files = files or OpenedFiles()

    def open(
        self,
        visit: gr.Request,
        first: np.ndarray,
        second: np.ndarray | None,
        names: Sequence[str],
    ) -> str:
        """Draw the curves of (N, 70), and of another dashed over them; both stay open.

        Raises SettingError for an expression or names that `face_figure` refuses.
        """
        other = None if second is None else NamedCurves(second[:, EXPRESSION])
        opened = Opened(NamedCurves(first[:, EXPRESSION]), other, tuple(names))
        self._files.put(visit, opened)
        return _draw(opened, names)

    def draw_chosen(self, visit: gr.Request, curves: Sequence[str] | None) -> Values:
        """Draw the chosen curves of what is open; nothing if other files come up meanwhile."""
        opened = self._files.get(visit)
        try:
            drawn = _draw(opened, curves or ())
        except SadCoeffError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return {"named": drawn} if self._files.get(visit) is opened else {}

    def draw_missed(self, visit: gr.Request, curves: Sequence[str] | None) -> Values:
        """After files were opened: draw again if other curves were chosen meanwhile."""
        opened = self._files.get(visit)
        if opened is None or opened.drawn == tuple(curves or ()):
            return {}
        return self.draw_chosen(visit, curves)


def _draw(opened: Opened | None, names: Sequence[str]) -> str:
    if opened is None:
        return _NONE_OPEN
    return show_named(opened.first, opened.second, names) if names else _NONE_CHOSEN
