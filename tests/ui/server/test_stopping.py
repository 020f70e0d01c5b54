"""`python app.py`, and its end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[3]


def test_a_stopped_server_takes_visitors_files_with_it(tmp_path):
    uploads = tmp_path / "uploads"
    server = subprocess.Popen(
        [sys.executable, "-u", "app.py"],
        cwd=ROOT,
        env={**os.environ, "GRADIO_TEMP_DIR": str(uploads)},
        stdout=subprocess.PIPE,
        text=True,
    )
    line = next(line for line in server.stdout if "http://" in line)
    address = line[line.index("http://") :].strip()
    next(line for line in server.stdout if line.strip())  # the start is over then
    sent = httpx.post(
        f"{address}/gradio_api/upload", files={"files": b"x"}, trust_env=False, timeout=600
    )
    assert Path(sent.json()[0]).read_bytes() == b"x"
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=600)
    assert not uploads.exists()
