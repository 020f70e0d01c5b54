"""The program's end, while a visitor is connected and a run goes on."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tools.crowding.crowd import recording
from tools.crowding.visitor import Visitor, values_of_run

ROOT = Path(__file__).parents[3]
SECONDS = 120  # of sound, so that the run would go on for a while


@contextmanager
def connected(command, uploads):
    """A server of its own, with a visitor whose streams are open and whose run is under way."""
    server = subprocess.Popen(
        [sys.executable, "-u", *command],
        cwd=ROOT,
        env={**os.environ, "GRADIO_TEMP_DIR": str(uploads)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell has what it runs in the background ignore Ctrl-C, and all that comes of it.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    line = next(line for line in server.stdout if "http://" in line)
    with Visitor(line[line.index("http://") :].strip()) as visitor:
        heartbeat = f"/gradio_api/heartbeat/{visitor.session}"
        with visitor.http.stream("GET", heartbeat) as open_stream:
            beats = open_stream.iter_lines()
            assert next(beats) == "data: ALIVE"
            audio = visitor.upload("speech.wav", recording(SECONDS))
            visitor.ask("generate", values_of_run(audio))
            messages = visitor.messages()
            while "Moving the face: frame" not in str(next(messages)):
                pass
            assert Path(audio["path"]).exists()
            yield server
            messages.close()
            beats.close()


@pytest.mark.parametrize(
    ("command", "number"),
    [(["app.py"], signal.SIGTERM), (["-m", "sadcoeff", "app"], signal.SIGINT)],
)
def test_a_stopped_server_takes_visitors_files_with_it(tmp_path, command, number):
    uploads = tmp_path / "uploads"
    with connected(command, uploads) as server:
        server.send_signal(number)
        _, log = server.communicate(timeout=600)
    assert not uploads.exists()
    assert server.returncode == 0
    assert "Traceback" not in log
    assert log.count("outcome=") == log.count("outcome=cancelled") == 1
