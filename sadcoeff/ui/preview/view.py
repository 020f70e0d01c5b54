"""The preview: a head in 3D that plays a recording's motion, its curves, and their files.

The browser gets small arrays for each run; the scripts, the meshes and the 3D library are
files under an address of this app that changes with their content, so it keeps them for good.
"""

import base64
import hashlib
from typing import Any

import gradio as gr
import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from sadcoeff.audio import SAMPLES_PER_FRAME, load_audio
from sadcoeff.face.bfm import Face
from sadcoeff.face.readouts import eyelids, mouth_opening
from sadcoeff.motion.columns import EXPRESSION, FPS, POSE
from sadcoeff.plots import AXIS_COLOURS, LINE_COLOURS
from sadcoeff.resources import ASSETS
from sadcoeff.ui.assets import asset_text

_FOLDERS = ("preview", "vendor")
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_COLOUR_NAMES = ("pitch", "yaw", "roll", "mouth", "lids")
_PEAK = SAMPLES_PER_FRAME // 4  # samples for one bar of the waveform, 10 ms


def preview_view(elem_id: str = "preview") -> gr.HTML:
    """The component.  Its value is None or what `preview_value` gives."""
    return gr.HTML(
        label="Preview",
        html_template=asset_text("preview/preview.html"),
        css_template=_colours() + asset_text("preview/preview.css"),
        js_on_load=_script(),
        apply_default_css=False,
        container=True,
        elem_id=elem_id,
    )


def preview_value(
    coeffs: np.ndarray, audio: str | None, run: int, face: Face | None = None
) -> dict[str, Any]:
    """What the browser needs to play coeffs (T, 70) with a sound file, or without sound.

    `run` tells one recording from the next; with the same one, playing goes on where it is.
    `face` is the one given to `preview_routes`; without it the neutral head is shown.
    """
    expression = coeffs[:, EXPRESSION]
    readouts = np.stack([mouth_opening(expression), eyelids(expression)], axis=1)
    return {
        "run": run,
        "fps": FPS,
        "frames": len(coeffs),
        "pose": _packed(coeffs[:, POSE], np.float32),
        "readouts": _packed(readouts, np.float32),
        "expression": _packed(expression, np.float32) if face else None,
        "face": f"../faces/{face.file_name}" if face else None,
        "audio": {"path": audio, "meta": {"_type": "gradio.FileData"}} if audio else None,
        "peaks": _packed(_peaks(audio, len(coeffs)), np.uint8) if audio else None,
    }


def preview_routes(face: Face | None) -> list[Route]:
    """What `launch` must be given, as `app_kwargs={"routes": preview_routes(face)}`."""
    routes = [_files(name) for name in _FOLDERS]
    if face:

        def content(_: Request) -> Response:
            return Response(face.content, headers=_FOR_GOOD, media_type="application/octet-stream")

        routes.append(Route(f"{_address()}/faces/{face.file_name}", content))
    return routes


def _files(folder: str) -> Route:
    """Serves a folder.  Not a Mount, which fails behind a proxy that cuts the path's root off."""
    files = StaticFiles(directory=ASSETS / folder)

    async def serve(request: Request) -> Response:
        response = await files.get_response(request.path_params["path"], request.scope)
        response.headers.update(_FOR_GOOD)
        return response

    return Route(f"{_address()}/{folder}/{{path:path}}", serve)


def _address() -> str:
    """Below /gradio_api/, which every proxy in front of the app passes on to it."""
    digest = hashlib.sha256()
    for name in _FOLDERS:
        for file in sorted(p for p in (ASSETS / name).rglob("*") if p.is_file()):
            digest.update(file.read_bytes())
    return f"/gradio_api/preview-{digest.hexdigest()[:16]}"


def _script() -> str:
    return f"""
const root = window.gradio_config?.root ?? '';
import(`${{root}}{_address()}/preview/viewer.js`).then(({{ show }}) => show(element, props, watch));
"""


def _colours() -> str:
    """The colours of the curves as CSS variables: one colour an axis, as in the figures."""
    colours = (*AXIS_COLOURS, *LINE_COLOURS)
    return "".join(f"--preview-{n}: {c};\n" for n, c in zip(_COLOUR_NAMES, colours, strict=False))


def _peaks(audio: str, frames: int) -> np.ndarray:
    """(4 T,): the loudest sample of each 10 ms of T frames, 0...255; 0 after the sound's end."""
    samples = np.abs(load_audio(audio))[: frames * SAMPLES_PER_FRAME]
    samples = np.pad(samples, (0, frames * SAMPLES_PER_FRAME - len(samples)))
    return np.clip(samples.reshape(-1, _PEAK).max(axis=1) * 255, 0, 255)


def _packed(values: np.ndarray, kind: type) -> str:
    return base64.b64encode(np.ascontiguousarray(values, kind).tobytes()).decode()
