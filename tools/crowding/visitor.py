"""A visitor who speaks to the server in raw HTTP, as the page's scripts do."""

import io
import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np
import scipy.io

_API = "/gradio_api"
_PATIENCE = 600  # seconds for an answer, behind a full queue
# After the weights and the level: strengths, smoothing, stillness, blinks, their rate, and the
# reference's two.
_AS_PREDICTED = [1, 1, 1, False, True, 0, 25, 0]


class Refused(Exception):
    """The server's answer to what it did not take: its status, and what it said."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status}: {said}")
        self.status, self.said = status, said


class Visitor:
    """One visit: a session of its own."""

    def __init__(self, address: str) -> None:
        self.session = uuid.uuid4().hex
        self.http = httpx.Client(base_url=address, timeout=_PATIENCE, trust_env=False, verify=False)
        self._config = self.get("/config").json()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str) -> httpx.Response:
        """A page or a file; raises Refused."""
        return _accepted(self.http.get(path))

    def upload(self, name: str, content: bytes) -> dict[str, Any]:
        """The file as requests name it.  Raises Refused."""
        answer = self.http.post(f"{_API}/upload", files={"files": (name, content)})
        (path,) = _accepted(answer).json()
        return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def ask(self, endpoint: str, values: list[Any]) -> str:
        """Queue a request; its event.  Raises Refused."""
        body = {"data": values, "fn_index": self._function(endpoint), "session_hash": self.session}
        return _accepted(self.http.post(f"{_API}/queue/join", json=body)).json()["event_id"]

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the server tells this visit, as it comes, until nothing is left to do."""
        query = {"session_hash": self.session}
        with self.http.stream("GET", f"{_API}/queue/data", params=query) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))

    def answer(self, event: str) -> list[Any]:
        """A queued request's outputs, when they are there.  Raises Refused."""
        for message in self.messages():
            if message["msg"] == "process_completed" and message["event_id"] == event:
                if not message["success"]:
                    raise Refused(200, str(message["output"]["error"]))
                return message["output"]["data"]
        raise Refused(200, "The server ended the connection.")

    def coeffs(self, event: str) -> np.ndarray:
        """The coefficients (T, 70) in the file that a run's answer links to."""
        path = self.answer(event)[5]["path"]
        return scipy.io.loadmat(io.BytesIO(self.get(f"{_API}/file={quote(path)}").content))[
            "coeff_3dmm"
        ]

    def press(self, button: str) -> None:
        """What a click on a button does besides its run, such as Cancel; the first by that name."""
        function = next(
            f for f in self._config["dependencies"] if not f["queue"] and self._starts(f, button)
        )
        body = {"data": [], "fn_index": function["id"], "session_hash": self.session}
        _accepted(self.http.post(f"{_API}/run/predict", json=body))

    def _function(self, endpoint: str) -> int:
        return next(f["id"] for f in self._config["dependencies"] if f["api_name"] == endpoint)

    def _starts(self, function: dict[str, Any], button: str) -> bool:
        ids = [c["id"] for c in self._config["components"] if c["props"].get("value") == button]
        return any(target == [ids[0], "click"] for target in function["targets"])


def values_of_run(audio: Any, style: int = 0, seed: int = 1, weights: str = "demo") -> list[Any]:
    """What the endpoint `generate` takes, without further files."""
    given = [audio, style, None, None, None, str(seed), "cpu", weights]
    return [*given, False, "eyelids", None, None, *_AS_PREDICTED]


def _accepted(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    raise Refused(answer.status_code, answer.text)
