"""Looking at coefficient files without running a network."""

from collections.abc import Iterator, Sequence
from functools import partial

import gradio as gr
import numpy as np

from sadcoeff.audio import Recording
from sadcoeff.errors import CoeffFileError, SadCoeffError
from sadcoeff.face.bfm import Face
from sadcoeff.face.curves import CURVE_NAMES
from sadcoeff.face_plots import check_curves
from sadcoeff.files.coeffs import Coeffs
from sadcoeff.motion.columns import ANGLE_NAMES, EXPRESSION, TRANSLATION_NAMES
from sadcoeff.motion.reference import resample
from sadcoeff.motion.statistics import GROUPS, compare, statistics
from sadcoeff.sync import measure_sync
from sadcoeff.ui import status
from sadcoeff.ui.handlers.curves import CurvePicker
from sadcoeff.ui.handlers.figures import show_expression, show_pose
from sadcoeff.ui.handlers.jobs import Values
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.ui.handlers.recordings import Files, sound_to_play
from sadcoeff.ui.handlers.validation import Check, Examiner, Faults
from sadcoeff.ui.preview.value import preview_value

HEADERS = ["column", "range", "std", "second: range", "std", "RMS apart"]
_NO_POSE = '<p class="hint">An expression alone has no head pose.</p>'
_EXPRESSION_ROW = "expression, all 64"


class Inspector:
    """The event handlers of the tab."""

    def __init__(self, files: Files, face: Face | None = None) -> None:
        self._files = files
        self._face = face
        self.curves = CurvePicker()
        self._examiner = Examiner("inspect")

    async def check(
        self,
        first: str | None,
        second: str | None,
        audio: str | None,
        curves: Sequence[str] | None = CURVE_NAMES,
    ) -> Faults:
        """What is wrong with the files and the choice of curves, shown at their components."""
        checks: dict[str, Check] = {
            "first": lambda: self._files.coeffs.put(_require_coeffs(first)),
        }
        if second:
            checks["second"] = partial(self._files.coeffs.put, second)
        if audio:
            checks["audio"] = partial(self._files.sounds.put, audio)
        if curves:
            checks["curves"] = partial(check_curves, curves)
        return await self._examiner.find_faults(checks)

    def inspect(
        self,
        visit: gr.Request,
        first: str | None,
        second: str | None = None,
        audio: str | None = None,
        curves: Sequence[str] | None = CURVE_NAMES,
    ) -> Values:
        """Read one or two coefficient files: figures, ranges, and how they differ."""
        entry = Entry("inspect")
        try:
            with entry.logged():
                return self._look(visit, entry, first, second, audio, curves or ())
        except SadCoeffError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _look(
        self,
        visit: gr.Request,
        entry: Entry,
        first: str | None,
        second: str | None,
        audio: str | None,
        curves: Sequence[str],
    ) -> Values:
        one = self._files.coeffs.take(_require_coeffs(first))
        other = self._files.coeffs.take(second) if second else None
        recording = self._files.sounds.take(audio) if audio else None
        sound = sound_to_play(audio, recording) if audio and recording else None
        values = (_at_25(one), _at_25(other) if other else None)
        posed = (one.has_pose, other.has_pose if other else False)
        entry.frames = len(values[0])
        return {
            "line": status.say(_line(one, other, recording)),
            "preview": preview_value(values[0], entry.number, sound, self._face),
            "statistics": table(*values, posed),
            "pose": _draw_pose(*values, posed),
            "expression": show_expression(*values),
            "named": self.curves.open(visit, *values, curves),
        }


def _at_25(coeffs: Coeffs) -> np.ndarray:
    """The values at 25 frames a second, where the file says that it has another rate."""
    return resample(coeffs.values, coeffs.fps)


def _draw_pose(first: np.ndarray, second: np.ndarray | None, posed: tuple[bool, bool]) -> str:
    """The curves of those that have a pose, or a sentence."""
    drawn = [v for v, has in zip((first, second), posed, strict=True) if has and v is not None]
    return show_pose(*drawn) if drawn else _NO_POSE


def table(
    first: np.ndarray,
    second: np.ndarray | None = None,
    posed: tuple[bool, bool] = (True, True),
) -> list[list[str]]:
    """Rows under HEADERS for (N, 70), and for (M, 70) beside it: a row a pose column, one for
    all expression columns together.  `posed` says which of the two are no expression alone."""
    sides = [_ranges(first, posed[0]), {} if second is None else _ranges(second, posed[1])]
    apart = {} if second is None else _differences(first, second)
    empty = ("", "")
    return [
        [
            name,
            *sides[0].get(name, empty),
            *sides[1].get(name, empty),
            apart.get(name, "") if all(name in side for side in sides) else "",
        ]
        for name in max(sides, key=len)
    ]


def _ranges(coeffs: np.ndarray, posed: bool) -> dict[str, tuple[str, str]]:
    found = statistics(coeffs)
    rows = {}
    groups = (("angles", ANGLE_NAMES), ("translation", TRANSLATION_NAMES)) if posed else ()
    for group, names in groups:
        part = found[group]
        for i, name in enumerate(names):
            row = (f"{part.low[i]:.3g} … {part.high[i]:.3g}", f"{part.std[i]:.2g}")
            rows[_title(group, name)] = row
    part = found["expression"]
    low, high = part.low.min(), part.high.max()
    rows[_EXPRESSION_ROW] = (f"{low:.3g} … {high:.3g}", f"{np.sqrt(np.mean(part.std**2)):.2g}")
    return rows


def _differences(first: np.ndarray, second: np.ndarray) -> dict[str, str]:
    apart = compare(first, second).astype(np.float64)
    rows: dict[str, str] = {}
    for group, names in (("angles", ANGLE_NAMES), ("translation", TRANSLATION_NAMES)):
        columns, _, scale = GROUPS[group]
        rms = np.sqrt(np.mean((apart[:, columns] * scale) ** 2, axis=0))
        rows |= {
            _title(group, name): f"{value:.3g}" for name, value in zip(names, rms, strict=True)
        }
    expression = apart[:, GROUPS["expression"][0]]
    rows[_EXPRESSION_ROW] = f"{np.sqrt(np.mean(expression**2)):.3g}"
    return rows


def _title(group: str, name: str) -> str:
    return f"{name}, {GROUPS[group][1]}"


def _line(first: Coeffs, second: Coeffs | None, recording: Recording | None) -> str:
    line = _about(first)
    if second:
        common = min(len(_at_25(first)), len(_at_25(second)))
        line += f"; the second: {_about(second)}; compared over {common} frames"
    told = "".join(f" {sentence}" for sentence in _tell_sync(first, second, recording))
    return f"{line}.{told}" if second or told else line


def _tell_sync(first: Coeffs, second: Coeffs | None, recording: Recording | None) -> Iterator[str]:
    """Whether the mouths of the files go with the recording, a sentence each."""
    if recording:
        mouths = [_at_25(one)[:, EXPRESSION] for one in (first, second) if one]
        told = [measure_sync(mouth, recording.samples).text for mouth in mouths]
        yield told[0]
        yield from (f"The second file: {text[0].lower()}{text[1:]}" for text in told[1:])


def _about(coeffs: Coeffs) -> str:
    """Frames, length and layout of a file, and how it was made, where it says so."""
    meta = coeffs.meta
    rate = coeffs.fps
    frames = len(coeffs.values)
    known = [
        "1 frame" if frames == 1 else f"{frames} frames",
        f"{frames / rate:.2f} s at {rate:g} a second{'' if meta.fps == rate else ' (assumed)'}",
        f"{coeffs.columns} columns",
    ]
    known += [f"style {meta.pose_style}"] if meta.pose_style is not None else []
    known += [f"seed {meta.seed}"] if meta.seed is not None else []
    known += [f"recording raised by {meta.raised_db:.3g} dB"] if meta.raised_db else []
    return " · ".join(known)


def _require_coeffs(path: str | None) -> str:
    if not path:
        raise CoeffFileError("There is no coefficient file yet: choose a .mat, .npy, .csv or .txt.")
    return path
