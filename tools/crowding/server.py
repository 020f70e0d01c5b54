"""A server in a process of its own, for as long as a block lasts."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import save_file

from sadcoeff import find_weights
from tests.golden_weights import build_weights
from tools.crowding.holding import hold

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ("demo", "official")  # the second has the tests' weights in its place
_PATIENCE = 600  # seconds for the server to end


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    address: str
    uploads: Path
    log: Path  # all that it wrote to stderr
    process: subprocess.Popen[str]
    holds: Path

    def lines(self, word: str) -> list[str]:
        """The log's lines that hold a word."""
        return [line for line in self.log.read_text().splitlines() if word in line]

    def memory(self) -> int:
        """Bytes of memory that the process holds, on Linux."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def hold(self, frames: int) -> AbstractContextManager[None]:
        """Let runs of so many frames last until the block ends."""
        return hold(self.holds, frames)


@contextmanager
def serving(folder: Path, **settings: int | str) -> Iterator[Server]:
    """Start a server with settings such as `queue_size`; its files lie in `folder`."""
    checkpoints, uploads = _make_checkpoints(folder / "checkpoints"), folder / "uploads"
    holds = folder / "holds"
    holds.mkdir()
    variables = {f"SADCOEFF_{name.upper()}": str(value) for name, value in settings.items()}
    log = folder / "stderr.txt"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.crowding.serve", str(checkpoints), str(holds)],
            cwd=ROOT,
            env={**os.environ, **variables, "GRADIO_TEMP_DIR": str(uploads)},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        address = process.stdout.readline().strip().rstrip("/")
        if not address:
            raise RuntimeError(f"The server did not start: {log.read_text()}")
        yield Server(address, uploads, log, process, holds)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_PATIENCE)


def _make_checkpoints(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "demo.safetensors").symlink_to(find_weights("demo")["checkpoint"])
    save_file(build_weights(), folder / "SadTalker_V0.0.2_256.safetensors")
    return folder
