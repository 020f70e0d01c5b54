"""What the Live tab does: a stream from the microphone in, motion out, and the whole to Motion."""

from dataclasses import replace
from functools import partial

import gradio as gr
import soundfile

from sadcoeff.audio import SAMPLE_RATE, load_recording
from sadcoeff.devices import list_devices
from sadcoeff.errors import AudioError, SadCoeffError
from sadcoeff.files.layouts import TYPICAL_CROP
from sadcoeff.sync import measure_sync
from sadcoeff.ui import status
from sadcoeff.ui.handlers import models
from sadcoeff.ui.handlers.cancel import state_of
from sadcoeff.ui.handlers.generate import Runner
from sadcoeff.ui.handlers.jobs import Values
from sadcoeff.ui.handlers.recordings import sound_to_play
from sadcoeff.ui.handlers.result import Adjustments, Shown, draw, write_coeffs
from sadcoeff.ui.handlers.speakers import Speakers
from sadcoeff.ui.handlers.speaking import Speaking
from sadcoeff.ui.handlers.zero_gpu import ON_ZERO_GPU
from sadcoeff.ui.preview.live import live_value
from sadcoeff.ui.storage import new_folder
from sadcoeff.weights.catalogue import default_weights

_NOTHING = "Nothing was heard: press Record, then speak."


class Live:
    """The tab's event handlers."""

    def __init__(self, runner: Runner, places: int, max_seconds: float) -> None:
        """At most `places` visitors speak at once, each for `max_seconds`."""
        self.speakers = Speakers(places)
        self._runner, self._max_seconds = runner, max_seconds

    def hear(
        self, visit: gr.Request, piece: str | None, live_style: int, live_strength: float
    ) -> Values:
        """The motion of a piece of sound, a file; what is wrong is a sentence in the view.

        A visitor's first piece begins a session.
        """
        if piece is None:
            return {}
        try:
            return self._hear(visit, piece, live_style, live_strength)
        except SadCoeffError as error:  # gr.Error would end the stream
            return {"view": live_value(None, str(error))}

    def _hear(self, visit: gr.Request, piece: str, style: int, strength: float) -> Values:
        session = self._find(visit, style)
        if session is None:
            return {"view": live_value(None, self._tell_full(), stop=True)}
        with session.lock:
            if session.over:  # this piece was under way when Stop was pressed
                return {}
            samples, rate = session.pieces.read(piece)
            passing = session.hear(samples, rate, strength)
            note = self._tell_long() if session.full else ""
            return {"view": live_value(passing, note, stop=session.full)}

    def _find(self, visit: gr.Request, style: int) -> Speaking | None:
        """The session of a stream, whose pieces all come with the same request."""
        stream = state_of(visit)
        session: Speaking | None = getattr(stream, "session", None)
        if session is None:
            model = models.get(default_weights(), _choose_device())
            begin = partial(Speaking, model, style, self._max_seconds)
            session = stream.session = self.speakers.enter(visit, begin)
        return session

    def hand_over(self, visit: gr.Request, adjustments: Adjustments) -> Values:
        """End the visit's session; show it on the main tab, as a run on the same recording.

        Gives the main tab's outputs and the fields that repeat the run; nothing without a session.
        """
        session = self.speakers.leave(visit)
        if session is None:
            return {}
        try:
            with session.lock:
                shown, path = self._end(session, adjustments)
            return {"view": live_value(None), **self._show(visit, session, shown, path)}
        except AudioError:  # less than one frame
            session.close()
            return {"view": live_value(None, _NOTHING)}
        except SadCoeffError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def leave(self, visit: gr.Request) -> None:
        """The page is closed: forget what was heard."""
        session = self.speakers.leave(visit)
        if session:
            with session.lock:
                session.close()

    def _end(self, session: Speaking, adjustments: Adjustments) -> tuple[Shown, str]:
        """The session as a visitor's own run is held, and the path of its recording."""
        take, samples = session.finish()
        path = str(new_folder() / f"{take.audio_name}.wav")
        soundfile.write(path, samples, SAMPLE_RATE, subtype="PCM_16")
        recording = load_recording(path)
        long = (self._tell_long(),) if session.full else ()
        drawn = replace(
            adjustments,
            expression_strength=session.strength,
            head_strength=session.strength,
        )
        shown = Shown(
            take=take,
            ref_pose=None,
            crop=TYPICAL_CROP,
            eye_blink=None,
            sound=sound_to_play(path, recording),
            sound_notes=(*recording.notes, *long),
            sync=measure_sync(take.expression, recording.samples),
            idle_unused=False,
            run=session.entry.number,
            drawn=drawn,
        )
        return shown, path

    def _show(self, visit: gr.Request, session: Speaking, shown: Shown, path: str) -> Values:
        """What the main tab shows of it, and the fields with which Run repeats it."""
        self._runner.wishes.replace(visit)
        self._runner.after.remember(visit, shown.run)
        take = shown.take
        outcome = status.Outcome(
            frames=len(take),
            pose_style=take.pose_style,
            seed=take.seed,
            device=session.entry.device,
            weights=default_weights(),
            compute_seconds=session.compute_seconds,
            sync=shown.sync,
        )
        return {
            "line": outcome.status(),
            **draw(shown, shown.drawn, self._runner.face),
            "file": write_coeffs(shown, shown.drawn, "mat", new_folder()),
            "shown": shown,
            "opened": False,
            "audio": path,
            "pose_style": take.pose_style,
            "seed": str(take.seed),
            "expression_strength": session.strength,
            "head_strength": session.strength,
            "tabs": gr.Tabs(selected="motion"),
        }

    def _tell_full(self) -> str:
        places = self.speakers.places
        taken = "The place" if places == 1 else f"All {places} places"
        return f"{taken} for live sessions {'is' if places == 1 else 'are'} taken: try again soon."

    def _tell_long(self) -> str:
        return f"It was stopped after {self._max_seconds:g} s, the longest that this page takes."


def _choose_device() -> str:
    """Where live sessions run.

    On ZeroGPU that is the CPU: a GPU is lent for one call at a time there, and lending takes longer
    than 0.1 s of sound, which a CPU computes in a few milliseconds.
    """
    return models.CPU if ON_ZERO_GPU else list_devices()[0]
