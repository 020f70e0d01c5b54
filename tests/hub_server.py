"""A stand-in for the Hub on the loopback: one file, with the faults that a test asks for."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import safetensors.torch
import torch

from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose
from sadcoeff.networks.config import ExpConfig, PoseConfig, load_config
from sadcoeff.weights.catalogue import CONFIGS
from sadcoeff.weights.hub import OFFICIAL, HubFile

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RESOLVE = f"/{OFFICIAL.repo}/resolve/main/{OFFICIAL.name}"
STORE = "/store/of/large/files"  # where the Hub redirects to
PIECE = 1 << 16
NOT_RUN = ("audio2pose.netG.encoder.x", "audio2pose.netD_motion.x", "face_3drecon.x", "a.x")


@dataclass
class Hub:
    """What the stand-in serves, how it fails, and what it was asked for."""

    content: bytes
    etag: str | None = None  # None: the content's SHA-256, as on the Hub
    statuses: list[int] = field(default_factory=list)  # of the next answers; 200 is a good one
    store_status: int | None = None  # of every answer to a range where it redirects to
    cuts: list[int] = field(default_factory=list)  # bytes after which the next long bodies break
    ranges: bool = True
    loops: bool = False
    redirects: bool = True
    store: str = STORE
    silent: Event | None = None  # until it is set, nothing is answered
    sent: int = 0  # bytes of file
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path, Range
    tokens: list[str | None] = field(default_factory=list)
    endpoint: str = ""

    def __post_init__(self) -> None:
        """Fix the checksum, which a test that damages the content leaves as it is."""
        self.sha256 = hashlib.sha256(self.content).hexdigest()

    def asked_bytes(self) -> int:
        """How much of the file was asked for, whether or not the client waited for it."""
        here = [r or "" for path, r in self.asked if path == self.store]
        ranges = [re.fullmatch(r"bytes=(\d+)-(\d+)", r) for r in here]
        return sum(int(r[2]) + 1 - int(r[1]) for r in ranges if r)

    def file(self) -> HubFile:
        """The pinned facts of what is served."""
        size = len(self.content)
        return HubFile(OFFICIAL.repo, OFFICIAL.name, size, self.sha256, self.endpoint)


@cache
def released_file() -> bytes:
    """A safetensors file like SadTalker's: both networks, what only trains them, and others."""
    torch.manual_seed(0)
    configs = (CONFIGS["audio2pose_yaml_path"], CONFIGS["audio2exp_yaml_path"])
    pose = Audio2Pose(load_config(PoseConfig, configs[0])).state_dict()
    exp = Audio2Exp(load_config(ExpConfig, configs[1])).state_dict()
    tensors = {f"audio2pose.{k}": v for k, v in pose.items()}
    tensors |= {f"audio2exp.{k}": v for k, v in exp.items()}
    return safetensors.torch.save(tensors | {k: torch.randn(500_000) for k in NOT_RUN})


@cache
def small_file() -> bytes:
    """As `released_file`, of 2 MB to run and no use to the networks."""
    torch.manual_seed(0)
    run = ("audio2exp.a", "audio2pose.a", "audio2pose.netG.decoder.a", "audio2pose.netG.decoder.b")
    return safetensors.torch.save({k: torch.randn(125_000) for k in (*run, *NOT_RUN)})


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Run the stand-in; its address is `hub.endpoint`."""
    handler = type("Handler", (_Handler,), {"hub": hub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        hub.endpoint = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield hub
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def do_GET(self) -> None:
        hub = self.hub
        hub.asked.append((self.path, self.headers["Range"]))
        hub.tokens.append(self.headers["Authorization"])
        if hub.silent:
            hub.silent.wait(600)
        status = hub.statuses.pop(0) if hub.statuses else 200
        if status != 200:
            self._empty(status)
        elif hub.loops:
            self._empty(302, {"Location": self.path})
        elif self.path == RESOLVE and hub.redirects:
            self._empty(302, {"Location": hub.store, "X-Repo-Commit": COMMIT, **self._linked()})
        elif self.path in (RESOLVE, STORE):
            self._content()
        else:
            self._empty(404)

    def _linked(self) -> dict[str, str]:
        etag = self.hub.sha256 if self.hub.etag is None else self.hub.etag
        return {"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": str(len(self.hub.content))}

    def _empty(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def _content(self) -> None:
        hub, asked = self.hub, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"] or "")
        ranged = asked is not None and hub.ranges
        if ranged and hub.store_status:
            self._empty(hub.store_status)
            return
        first, last = map(int, asked.groups()) if ranged else (0, len(hub.content) - 1)
        self.send_response(206 if ranged else 200)
        if ranged:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(hub.content)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.send_header("ETag", '"of-the-store"')
        self.end_headers()
        self._send(memoryview(hub.content)[first : last + 1])

    def _send(self, body: memoryview) -> None:
        hub = self.hub
        cut = hub.cuts.pop(0) if hub.cuts and len(body) > hub.cuts[0] else None
        self.close_connection = cut is not None
        with suppress(ConnectionError):  # a client that has seen enough
            for start in range(0, len(body[:cut]), PIECE):
                piece = body[:cut][start : start + PIECE]
                self.wfile.write(piece)
                hub.sent += len(piece)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""
