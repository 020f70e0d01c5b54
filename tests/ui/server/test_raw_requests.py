"""Requests that no page makes, over raw HTTP: each is refused in one answer, and costs nothing."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tools.crowding.crowd import recording
from tools.crowding.visitor import Refused, values_of_run

META = {"_type": "gradio.FileData"}
NO_UPLOAD = "names a file that was not uploaded"
NO_FILE = "validation error for FileData"  # Gradio's own
GENERATE = "/gradio_api/call/generate"
SECRET = "root:"  # in /etc/passwd


@pytest.fixture
def listener():
    """A server on this machine that counts who asks it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def refusal(answer, status):
    """The one sentence of an answer."""
    assert answer.status_code == status, answer.text
    assert SECRET not in answer.text
    return str(answer.json()["detail"])


@pytest.mark.parametrize(
    ("audio", "said"),
    [
        ({"path": "/etc/passwd", "meta": META}, NO_UPLOAD),
        ({"path": "/etc/passwd"}, NO_UPLOAD),
        ({"path": "../../../../../../etc/passwd", "meta": META}, NO_UPLOAD),
        ({"path": "app.py", "meta": META}, NO_UPLOAD),
        ({"path": "", "meta": META}, NO_UPLOAD),
        ({"path": "/\0", "meta": META}, NO_UPLOAD),
        ({"path": "x" * 100_000, "meta": META}, NO_UPLOAD),
        ({"path": "https://example.org/speech.wav", "meta": META}, NO_UPLOAD),
        ({"path": "file:///etc/passwd", "meta": META}, NO_UPLOAD),
        ({"path": None, "meta": META}, NO_FILE),
        ({"meta": META}, NO_FILE),
        ("/etc/passwd", NO_FILE),
        (["/etc/passwd"], NO_FILE),
        (3, NO_FILE),
        ({}, NO_FILE),
    ],
)
def test_only_uploads_are_opened(http, audio, said):
    answer = http.post(GENERATE, json={"data": values_of_run(audio)})
    assert said in refusal(answer, 400)


def test_addresses_of_this_machine_are_never_asked(http, visitor, listener):
    address, asked = listener
    upload = visitor.upload("speech.wav", recording(0.5))
    for file in (
        {"path": f"{address}/x.wav", "meta": META},
        {"path": f"{address}/x.wav", "url": f"{address}/x.wav", "meta": META},
    ):
        answer = http.post(GENERATE, json={"data": values_of_run(file)})
        assert NO_UPLOAD in refusal(answer, 400)
    both = {**upload, "url": f"{address}/x.wav"}
    assert end(visitor, values_of_run(both)) == RUNS  # from the upload
    for path in ("file=", "proxy=", "file/", "proxy/"):
        refusal(http.get(f"/gradio_api/{path}{address}/x.wav"), 404)
    assert asked == []


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/gradio_api/file=app.py",
        "/gradio_api/file=checkpoints/demo.safetensors",
        "/gradio_api/file//etc/passwd",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets/..%2f..%2f..%2froutes.py",
        "/svelte/..%2f..%2f..%2froutes.py",
        "{preview}/..%2f..%2f..%2fapp.py",
        "{preview}/..%2f..%2fguide.md",
        "{preview}//etc/passwd",
        "/gradio_api/file=HTTPS://example.org/",
        "/gradio_api/deep_link?session_hash=x",
        "/gradio_api/custom_component/1/client/component/x",
        "/gradio_api/stream/a/b/1/playlist-file",
        "/gradio_api/vibe-code",
        "/monitoring",
        "/monitoring/summary",
        "/openapi.json",
    ],
)
def test_nothing_else_is_served(http, path):
    preview = http.get("/config").text.split("/gradio_api/preview-")[1][:16]
    answer = http.get(path.format(preview=f"/gradio_api/preview-{preview}/preview"))
    assert answer.status_code in (403, 404)
    assert set(answer.json()) == {"detail"}


@pytest.mark.parametrize("name", ["docs", "login", "monitoring", "file=http:", "gradio_api"])
def test_an_upload_may_have_any_name(visitor, name):
    path = visitor.upload(name, name.encode())["path"]
    assert visitor.get(f"/gradio_api/file={path}").text == name


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"no json", 400, "is not JSON"),
        (b"", 400, "is not JSON"),
        (b"[" * 900_000, 400, "is not JSON"),
        (b"null", 422, "dictionary"),
        (b"{}", 422, "required"),
        (b'{"data": "x"}', 422, "list"),
        (b'{"data": []}', 400, "has 0 values, not 19"),
        (json.dumps({"data": [None] * 17}).encode(), 400, "has 17 values, not 19"),
        (json.dumps({"data": values_of_run(None)}).encode(), 422, "no recording yet"),
    ],
)
def test_bodies_of_another_kind_are_refused(http, body, status, said):
    headers = {"content-type": "application/json"}
    assert said in refusal(http.post(GENERATE, content=body, headers=headers), status)


DICT, LIST, WORD, LARGE, NOTHING, EMPTY = VALUES = ({"a": 1}, ["a"], "a", 1e300, None, [])
RUNS = ""  # what is said of a setting that is taken
NO_NUMBER, TOO_LARGE = "Could not preprocess input component", "greater than maximum"
NO_SEED, NO_CHOICE, NO_NAME = "The seed is", "not in the list of choices", "are one name each"
NUMBER = (NO_NUMBER, NO_NUMBER, NO_NUMBER, TOO_LARGE, NO_NUMBER, NO_NUMBER)
UNUSED = (RUNS, None, None, None, None, None)  # not looked at beside a recording alone
FILE = (NO_FILE, NO_FILE, NO_FILE, NO_FILE, RUNS, NO_FILE)
TICK = (RUNS, None, None, None, RUNS, None)  # None: not tried, since anything is true or false
CHOICE = (NO_CHOICE,) * 4
# What each of VALUES ends in, in the order of the endpoint's parameters after the recording.
ENDS = {
    "style": NUMBER,
    "ref_pose": FILE,
    "source": FILE,
    "eye_blink": FILE,
    "seed": (NO_SEED, NO_SEED, NO_SEED, NO_SEED, RUNS, NO_SEED),
    "device": (*CHOICE, NO_NAME, NO_NAME),
    "weights": (*CHOICE, "NoneType", "list"),
    "eye_blink_mode": (*CHOICE, RUNS, NO_CHOICE),
    "eye_blink_fps": UNUSED,
    "idle_seconds": UNUSED,
    "expression_strength": NUMBER,
    "head_strength": NUMBER,
    "smoothing": NUMBER,
    "still": TICK,
    "blinks": TICK,
    "blinks_per_minute": NUMBER,
    "ref_fps": (NO_NUMBER, NO_NUMBER, NO_NUMBER, TOO_LARGE, RUNS, NO_NUMBER),
    "ref_blend": NUMBER,
}


def end(visitor, values):
    """What is said of a run; "" if it is done."""
    try:
        assert len(visitor.coeffs(visitor.ask("generate", values))) == 12
    except Refused as refused:
        return refused.said
    return RUNS


@pytest.mark.parametrize("setting", ENDS)
def test_settings_of_another_kind_end_in_an_answer(server, visitor, setting):
    values = values_of_run(visitor.upload("speech.wav", recording(0.5)))
    place = list(ENDS).index(setting) + 1
    tried = [(v, e) for v, e in zip(VALUES, ENDS[setting], strict=True) if e is not None]
    for value, wanted in tried:
        said = end(visitor, [*values[:place], value, *values[place + 1 :]])
        assert bool(said) == bool(wanted), (value, said)
        assert wanted in said
    assert server.lines("Traceback") == []


UNKNOWN = "There is no such endpoint"


@pytest.mark.parametrize("path", ["call/nothing", "call/v2/nothing", "run/nothing", "api/nothing"])
@pytest.mark.parametrize("index", [None, 9999, -1])
def test_an_endpoint_that_is_not_there_is_refused(http, path, index):
    body = {"data": [], "fn_index": index, "session_hash": "x"}
    assert UNKNOWN in refusal(http.post(f"/gradio_api/{path}", json=body), 404)


@pytest.mark.parametrize("index", [9999, -1, 0])  # 0 is a script of the page
def test_a_number_of_no_function_is_refused(http, index):
    body = {"data": [], "fn_index": index, "session_hash": "x"}
    for path in ("queue/join", "run/predict"):
        assert UNKNOWN in refusal(http.post(f"/gradio_api/{path}", json=body), 404)
    assert UNKNOWN in refusal(http.post("/gradio_api/call/nothing", json=body), 404)


@pytest.mark.parametrize(
    ("body", "wrong"), [({}, "audio"), ({"audio": None, "colour": "red"}, "colour")]
)
def test_named_values_of_other_names_are_refused(http, body, wrong):
    answer = http.post("/gradio_api/call/v2/generate", json=body)
    assert f"Unknown or missing: {wrong};" in refusal(answer, 400)


def test_named_values_are_taken(http, visitor):
    body = {"audio": visitor.upload("speech.wav", recording(0.5)), "seed": "1"}
    event = http.post("/gradio_api/call/v2/generate", json=body).json()["event_id"]
    answer = http.get(f"/gradio_api/call/v2/generate/{event}").text
    assert "event: complete" in answer
    assert "12 frames" in answer
