"""What can be done with a run that the page shows: draw it anew, save it, use its seed."""

import gradio as gr

from sadcoeff.errors import SadCoeffError
from sadcoeff.face.bfm import Face
from sadcoeff.ui.handlers.cancel import Visits, remember
from sadcoeff.ui.handlers.downloads import write_download
from sadcoeff.ui.handlers.jobs import Values
from sadcoeff.ui.handlers.opening import read_opening
from sadcoeff.ui.handlers.result import Adjustments, Shown, draw
from sadcoeff.ui.storage import new_folder


class AfterRun:
    """The main tab's event handlers that need no network."""

    def __init__(self, face: Face | None = None) -> None:
        self.opening = read_opening()
        self._last_runs: Visits[int] = Visits()
        self._face = face

    def remember(self, visit: gr.Request, run: int) -> None:
        """From now on nothing of an earlier run is drawn for this visit."""
        remember(self._last_runs, visit, run)

    def redraw(
        self, visit: gr.Request, shown: Shown | None, opened: bool, adjustments: Adjustments
    ) -> Values:
        """Show the run again under other settings; the networks rest.

        Nothing changes if the visit has had another run meanwhile.
        """
        shown = self._held(shown, opened)
        if shown is None:
            return {}
        try:
            drawn = draw(shown, adjustments, self._face)
            last = self._last_runs.get(visit.session_hash, shown.run)
            return drawn if last == shown.run else {}
        except SadCoeffError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def catch_up(
        self, visit: gr.Request, shown: Shown | None, opened: bool, adjustments: Adjustments
    ) -> Values:
        """After a run: draw what is shown again, if settings were changed meanwhile."""
        shown = self._held(shown, opened)
        if shown is None:
            return {}
        self.remember(visit, shown.run)  # an earlier one, if this was cancelled
        same = shown.drawn == adjustments
        return {} if same else self.redraw(visit, shown, opened, adjustments)

    def download(
        self, shown: Shown | None, opened: bool, choice: str, adjustments: Adjustments
    ) -> Values:
        """Write the run as one file; `choice` is its kind and a frame rate: "glb 30"."""
        shown = self._held(shown, opened)
        if shown is None:
            raise gr.Error("This run is no longer kept: press Run again.", print_exception=False)
        kind, rate = choice.split()
        try:
            return {"file": write_download(shown, adjustments, kind, int(rate), new_folder())}
        except SadCoeffError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def use_seed(self, shown: Shown | None, opened: bool) -> Values:
        """The seed of the run that the page shows."""
        shown = self._held(shown, opened)
        return {"seed": str(shown.take.seed)} if shown else {}

    def _held(self, shown: Shown | None, opened: bool) -> Shown | None:
        """The run that the page shows: `shown`, else the example that it has `opened` with.

        None where the server no longer keeps it.
        """
        return self.opening if shown is None and opened else shown
