"""Requests of many megabytes, and uploads that do not end: refused early, and no file stays."""

import socket
from urllib.parse import urlsplit

import pytest
from hosting import until

from sadcoeff.ui.server.guard import MAX_BODY

GENERATE = "/gradio_api/call/generate"
MEGABYTE = 1 << 20


def connection(address):
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=600)


def head(path, kind, length):
    return (f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{length}\r\n\r\n").encode()


@pytest.mark.parametrize("path", [GENERATE, "/gradio_api/queue/join", "/gradio_api/upload"])
def test_a_body_of_100_megabytes_is_refused_before_it_comes(server, path):
    kind = "multipart/form-data; boundary=x"
    with connection(server.address) as raw:
        raw.sendall(head(path, kind, f"Content-Length: {100 * MEGABYTE}"))
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_body_of_no_stated_length_is_refused_once_it_is_too_long(server):
    with connection(server.address) as raw:
        raw.sendall(head(GENERATE, "application/json", "Transfer-Encoding: chunked"))
        raw.sendall(b"%x\r\n" % (MAX_BODY + 1) + b"x" * (MAX_BODY + 1) + b"\r\n")
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")


def files(server):
    return {path for path in server.uploads.rglob("*") if path.is_file()}


def test_what_a_killed_server_left_is_swept_at_the_next_start(server):
    assert until(lambda: not list(server.uploads.glob("of a killed server/speech.wav")))


@pytest.mark.parametrize("parts", [1, 3])
def test_too_large_an_upload_leaves_no_file(http, server, parts):
    before = files(server)
    content = b"x" * (9 * MEGABYTE // parts + 1)
    answer = http.post("/gradio_api/upload", files=[("files", content)] * parts)
    assert answer.status_code == 413
    assert "maximum allowed size" in answer.text or "more than the limit" in answer.text
    assert files(server) == before


def test_an_upload_of_no_stated_length_leaves_no_file_either(http, server):
    before = files(server)

    def parts():
        for _ in range(12):
            yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
            yield b"x" * MEGABYTE + b"\r\n"

    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = http.post("/gradio_api/upload", content=parts(), headers=headers)
    assert answer.status_code == 413
    assert files(server) == before


def test_an_upload_that_breaks_off_leaves_no_file(server):
    before = files(server)
    begin = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    with connection(server.address) as raw:
        kind = "multipart/form-data; boundary=x"
        raw.sendall(head("/gradio_api/upload", kind, f"Content-Length: {MEGABYTE}"))
        raw.sendall(begin + b"x" * 100_000)
        assert until(lambda: files(server) != before)
    assert until(lambda: files(server) == before)


def test_100_megabytes_leave_the_memory_as_it_was(server, http):
    before = server.memory()
    for _ in range(3):
        answer = http.post(GENERATE, content=(b"x" * MEGABYTE for _ in range(100)))
        assert answer.status_code == 413
    assert server.memory() - before < 20 * MEGABYTE
    assert http.get("/healthz").json()["status"] == "ok"
