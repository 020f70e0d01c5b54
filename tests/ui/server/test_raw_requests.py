"""Requests that no page makes, over raw HTTP: each is refused in one answer, and costs nothing."""

import json

import pytest

from tools.crowding.crowd import recording
from tools.crowding.visitor import values_of_run

META = {"_type": "gradio.FileData"}
NO_UPLOAD = "names a file that was not uploaded"
NO_FILE = "not an uploaded file"
GENERATE = "/gradio_api/call/generate"
INPUTS = len(values_of_run(None))
SECRET = "root:"  # in /etc/passwd


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
    assert len(visitor.coeffs(visitor.ask("generate", values_of_run(both)))) == 12  # the upload's
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
        (b'{"data": []}', 400, f"has 0 values, not {INPUTS}"),
        (
            json.dumps({"data": [None] * (INPUTS + 1)}).encode(),
            400,
            f"has {INPUTS + 1} values, not {INPUTS}",
        ),
        (json.dumps({"data": values_of_run(None)}).encode(), 422, "no recording yet"),
    ],
)
def test_bodies_of_another_kind_are_refused(http, body, status, said):
    headers = {"content-type": "application/json"}
    assert said in refusal(http.post(GENERATE, content=body, headers=headers), status)


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
