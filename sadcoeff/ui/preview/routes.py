"""The addresses of the preview's scripts, meshes and 3D library.

They change with the files' content, so browsers keep what they find there for good.
"""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from sadcoeff.face.bfm import Face
from sadcoeff.resources import ASSETS

_FOLDERS = ("preview", "explore", "live", "vendor")
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


def preview_routes(face: Face | None) -> list[Route]:
    """What `launch` must be given, as `app_kwargs={"routes": preview_routes(face)}`."""
    routes = [_files(name) for name in _FOLDERS]
    if face:

        def content(_: Request) -> Response:
            return Response(face.content, headers=_FOR_GOOD, media_type="application/octet-stream")

        routes.append(Route(f"{preview_address()}/faces/{face.file_name}", content))
    return routes


def module_script(file: str, arguments: str) -> str:
    """What a component runs in the browser: `show` of a module, such as "live/live.js"."""
    return f"""
const module = `${{window.gradio_config?.root ?? ''}}{preview_address()}/{file}`;
import(module).then(({{ show }}) => show({arguments}));
"""


def _files(folder: str) -> Route:
    """Serves a folder.  Not a Mount, which fails behind a proxy that cuts the path's root off."""
    files = StaticFiles(directory=ASSETS / folder)

    async def serve(request: Request) -> Response:
        response = await files.get_response(request.path_params["path"], request.scope)
        response.headers.update(_FOR_GOOD)
        return response

    return Route(f"{preview_address()}/{folder}/{{path:path}}", serve)


def preview_address() -> str:
    """Below /gradio_api/, which every proxy in front of the app passes on to it."""
    digest = hashlib.sha256()
    for name in _FOLDERS:
        for file in sorted(p for p in (ASSETS / name).rglob("*") if p.is_file()):
            digest.update(file.read_bytes())
    return f"/gradio_api/preview-{digest.hexdigest()[:16]}"
