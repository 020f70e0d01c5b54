"""The page inside another application: at its root, at a path, and behind a proxy."""

import io
import re
import subprocess
import sys
from contextlib import ExitStack, asynccontextmanager

import httpx
import numpy as np
import pytest
import scipy.io
from fastapi import FastAPI, Request
from gradio_client import Client, handle_file
from hosting import PREFIX, Proxied, leave_behind, serving, until
from matplotlib.image import imread
from samples import write_speech

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.ui import mount
from sadcoeff.ui.server.headers import HEADERS
from sadcoeff.ui.settings import Settings
from tools.crowding.visitor import Visitor, values_of_run

BASES = ("", "/docs/coeffs", f"{PREFIX}/docs/coeffs")  # /docs: an address that the page closes
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def uploads(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mounted") / "uploads"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def host(uploads):
    """An application with a life of its own and the page in two places: its address."""
    alive = []

    @asynccontextmanager
    async def lifespan(_):
        alive.append(True)
        yield
        alive.clear()

    app = FastAPI(lifespan=lifespan)

    @app.post("/count")
    async def count(request: Request):
        return {"bytes": len(await request.body()), "alive": bool(alive)}

    leave_behind(uploads / "of a killed server" / "speech.wav")
    settings = Settings(max_seconds=5, max_upload_mb=1, queue_size=8)
    for path in ("/docs/coeffs", "/"):
        mount(app, path, settings)
    with serving(Proxied(app)) as address:
        yield address
    assert alive == []
    assert not uploads.exists()


@pytest.fixture(params=BASES)
def base(host, request):
    return f"{host}{request.param}"


@pytest.fixture
def http():
    with httpx.Client(timeout=600, trust_env=False) as client:
        yield client


def test_importing_the_way_in_does_not_load_gradio():
    code = "import sys, sadcoeff.ui; print('gradio' in sys.modules, callable(sadcoeff.ui.mount))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"


def test_the_hosts_own_routes_are_left_alone(host, http):
    answer = http.post(f"{host}/count", content=b"x" * (3 * MEGABYTE))
    assert answer.json() == {"bytes": 3 * MEGABYTE, "alive": True}
    assert not {name.lower() for name in HEADERS} & set(answer.headers)


def test_every_answer_of_the_page_has_its_headers(base, http):
    for path in ("/", "/config", "/healthz", "/gradio_api/info"):
        answer = http.get(f"{base}{path}")
        assert answer.status_code == 200
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert http.get(f"{base}/healthz").json()["loaded"] == [{"weights": "demo", "device": "cpu"}]


def test_the_scripts_of_the_head_are_there(base, http):
    folder = re.search("/gradio_api/preview-[0-9a-f]+", http.get(f"{base}/config").text).group()
    for file in ("preview/viewer.js", "preview/head.mesh", "vendor/three/entry.js"):
        assert http.get(f"{base}{folder}/{file}").status_code == 200


def test_the_limits_hold_below_the_path(base, http):
    assert http.get(f"{base}/monitoring").status_code == 404
    assert http.get(f"{base}/gradio_api/file=/etc/passwd").status_code == 403
    assert http.post(f"{base}/gradio_api/queue/join", content=b"no json").status_code == 400
    sent = http.post(f"{base}/gradio_api/upload", files={"files": b"x" * (3 * MEGABYTE)})
    assert sent.status_code == 413


@pytest.mark.usefixtures("host")
def test_what_an_earlier_server_left_is_swept(uploads):
    assert until(lambda: not list(uploads.glob("of a killed server/*")))


def test_a_script_gets_the_coefficients(base, tmp_path):
    path = write_speech(tmp_path / "speech.wav", 12)
    client = Client(base, download_files=tmp_path, verbose=False, analytics_enabled=False)
    answer = client.predict(
        audio=handle_file(path), seed="3", device="cpu", weights="demo", api_name="/generate"
    )
    wanted = Audio2Coeff(find_weights("demo"), "cpu").predict(make_batch(path, seed=3), 0, seed=3)
    np.testing.assert_array_equal(scipy.io.loadmat(answer[-1])["coeff_3dmm"], wanted)


def test_links_to_files_start_with_the_path(base, http, tmp_path):
    speech = write_speech(tmp_path / "speech.wav", 12).read_bytes()
    with Visitor(base) as visitor:
        upload = visitor.upload("speech.wav", speech)
        answer = visitor.answer(visitor.ask("generate", values_of_run(upload)))
    for link in (answer[1]["audio"]["url"], answer[5]["url"]):
        assert link.startswith(f"{base}/gradio_api/file=")
    mat = scipy.io.loadmat(io.BytesIO(http.get(answer[5]["url"]).content))
    assert mat["coeff_3dmm"].shape == (12, 70)


@pytest.fixture
def open_tab(chromium):
    """Opens a tab, which is closed again: a server waits for those that listen to it."""
    with ExitStack() as stack:
        context = stack.enter_context(chromium.new_context())
        context.set_default_timeout(300_000)  # ms, far more than a slow machine takes
        yield context.new_page


STATE = "[...document.querySelectorAll('*')].find(e => e.previewState)?.previewState"


def test_the_head_is_drawn_and_the_sound_is_there(host, open_tab, tmp_path):
    speech = write_speech(tmp_path / "speech.wav", 25)
    troubles = []
    page = open_tab()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and troubles.append(answer.url))
    page.goto(f"{host}{BASES[-1]}/")
    page.set_input_files("#recording input[type=file]", speech)
    page.locator("#recording .waveform-container").first.wait_for()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(f"({STATE})?.run")
    page.wait_for_function("document.querySelector('.preview-sound').readyState")
    assert troubles == []
    shot = imread(io.BytesIO(page.locator(".preview-stage").screenshot()))[..., :3]
    assert shot.std() > 0.02  # a head in front of a plain ground
