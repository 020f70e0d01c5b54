"""A decoder that crashes, hangs or takes too much costs one request, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fuzzing.containers import Format, write_container
from onsets import one_onset

from sadcoeff.audio import ffmpeg, load_audio
from sadcoeff.errors import AudioError

FOLDER = Path(ffmpeg.__file__).parent
LOCKED = "import os, socket, sys; from decoder.records import lock_up\nlock_up({order})\n"
ORDER = {"cpu_seconds": 1, "data_bytes": 200 << 20}


@pytest.fixture
def recording(tmp_path):
    return write_container(tmp_path / "x.m4a", one_onset(44_100), Format("m4a", "ipod", "aac"))


@pytest.fixture
def decoder(tmp_path, monkeypatch):
    """Put a program of one's own in the place of the interpreter that decodes."""

    def replace(code):
        program = tmp_path / "program"
        program.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{code}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return replace


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "its decoder crashed"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "decoding it takes too long"),
        ("sys.exit(1)", "its decoder crashed"),
        ("print('{')", "its decoder crashed"),
        ("print('{\"samples\": 100000}'); print('short')", "its decoder crashed"),
        ('print(\'{"error": "Out of luck"}\')', "out of luck"),
        ("print('[]')", "its decoder crashed"),
        ('print(\'{"samples": 4, "format": "x"}\'); print(\'abc\')', "its decoder crashed"),
    ],
)
def test_however_a_decoder_ends_it_is_one_refusal(recording, decoder, code, reason):
    right = load_audio(recording)
    interpreter = sys.executable
    decoder(code)
    with pytest.raises(AudioError, match=rf"'x\.m4a' cannot be read as sound \({reason}\)"):
        load_audio(recording)
    sys.executable = interpreter
    assert len(load_audio(recording)) == len(right)


def test_a_decoder_that_says_nothing_is_ended(recording, decoder, monkeypatch):
    monkeypatch.setattr(ffmpeg, "_SILENT_SECONDS", 0.2)
    decoder("time.sleep(1000)")
    with pytest.raises(AudioError, match="its decoder hangs"):
        load_audio(recording)


def test_a_refusal_in_the_middle_ends_the_decoder(recording, tmp_path, decoder):
    decoder(
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        'line = b\'{"silence": 16000000, "rate": 16000}\\n\'\n'
        "while True: sys.stdout.buffer.write(line)"
    )
    with pytest.raises(AudioError, match="lasts more than the limit of 60 s"):
        load_audio(recording, max_seconds=60)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def run_locked(code):
    done = subprocess.run(
        [sys.executable, "-c", LOCKED.format(order=ORDER) + code],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr.strip().rpartition("\n")[2]


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("open('/etc/hostname')", "OSError: [Errno 24] Too many open files"),
        ("socket.socket()", "OSError: [Errno 24] Too many open files"),
        ("os.open('x', os.O_CREAT | os.O_WRONLY)", "OSError: [Errno 24] Too many open files"),
        ("os.pipe()", "OSError: [Errno 24] Too many open files"),
    ],
)
def test_a_decoder_opens_no_file_and_no_address(code, said):
    assert said in run_locked(code)[1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts all of a process's data")
def test_a_decoder_takes_no_more_memory_and_time_than_it_may():
    assert run_locked("print(len(bytearray(100 << 20)))") == (0, f"{100 << 20}\n")
    assert run_locked("bytearray(300 << 20)") == (1, "MemoryError")
    assert run_locked("while True: pass")[0] == -signal.SIGXCPU


def test_no_module_beside_the_decoder_hides_one_that_it_needs():
    """It runs in this folder, which Python searches first."""
    names = {path.stem for path in FOLDER.iterdir()}
    assert not names & (sys.stdlib_module_names | {"av", "numpy"})
