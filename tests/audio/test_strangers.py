"""What is no recording is named, and nothing that it names is ever opened."""

import json
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
from fuzzing.containers import Format, write_container
from onsets import RATE, one_onset
from samples import speech

from sadcoeff.audio import ffmpeg, load_audio
from sadcoeff.errors import AudioError

WEB_PAGE, PLAYLIST = "a web page", "a playlist, which only names recordings"
STRANGERS = {
    "html": (b"<!DOCTYPE html>\n<html><body>Not found</body></html>", WEB_PAGE),
    "xhtml": (b'<?xml version="1.0"?>\n<html xmlns="x"></html>', WEB_PAGE),
    "comment": (b"\xef\xbb\xbf\n<!-- saved -->\n<HTML></HTML>", WEB_PAGE),
    "utf-16": ("<html></html>".encode("utf-16"), WEB_PAGE),
    "pls": (b"[playlist]\nFile1=a.mp3\n", PLAYLIST),
    "text": ("Guten Tag, schöne Grüße.\n".encode(), "text"),
    "json": (b'{"error": "404"}', "text"),
    "zip": (b"PK\x03\x04" + bytes(60), "an archive or document (ZIP)"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "a picture (PNG)"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(60), "a picture (JPEG)"),
    "webp": (b"RIFF\x40\0\0\0WEBPVP8 " + bytes(60), "a picture (WebP)"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(60), "a picture (HEIF)"),
    "pdf": (b"%PDF-1.7\n" + bytes(60), "a PDF document"),
    "midi": (b"MThd\0\0\0\x06" + bytes(60), "a list of notes (MIDI)"),
    "mat": (b"MATLAB 5.0 MAT-file" + bytes(200), "a MATLAB file"),
}
SCRIPTS = {  # FFmpeg's demuxer, and what it would follow
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {} RTP/AVP 0\n",
    "dash": '<?xml version="1.0"?>\n<MPD><Period><BaseURL>{}</BaseURL></Period></MPD>',
    "asx": '<asx version="3.0"><entry><ref href="{}"/></entry></asx>',
    "image2": "{}",
}


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("ending", ["mp3", "wav"])
def test_what_is_no_recording_is_named(tmp_path, kind, ending):
    content, name = STRANGERS[kind]
    path = tmp_path / f"x.{ending}"
    path.write_bytes(content)
    with pytest.raises(AudioError) as caught:
        load_audio(path)
    start = f"'x.{ending}' cannot be read as sound (it is {name}, not sound): "
    assert str(caught.value).startswith(start)


@pytest.fixture
def canary(tmp_path):
    """A recording that no other file may lead to."""
    soundfile.write(tmp_path / "canary.wav", speech(16_000), 16_000)
    return tmp_path / "canary.wav"


@pytest.fixture
def listener():
    """A local address that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()


def decode(path, demuxer):
    """What the decoding process says, told to open a file as anything."""
    order = {**ffmpeg.ORDER, "demuxer": demuxer, "use_clock": True, "times_priming": True}
    with path.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "decoder", json.dumps(order)],
            stdin=file,
            capture_output=True,
            check=False,
            cwd=Path(ffmpeg.__file__).parent,
        )
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout else {"status": done.returncode}


@pytest.mark.parametrize("demuxer", SCRIPTS)
def test_no_script_leads_to_another_file_or_address(tmp_path, canary, listener, demuxer):
    """Neither is it taken for a recording, nor would the process that decodes follow it."""
    for place in (canary, canary.as_uri(), canary.name, f"http://127.0.0.1:{listener}/x.wav"):
        path = tmp_path / "x.mp3"
        path.write_text(SCRIPTS[demuxer].format(place))
        with pytest.raises(AudioError, match=r"'x\.mp3' cannot be read as sound \(it is "):
            load_audio(path)
        assert "end" not in decode(path, demuxer)


def test_an_mp4_that_refers_to_another_file_is_read_by_itself(tmp_path):
    """QuickTime's references to data elsewhere are not followed."""
    form = Format("mov", "mov", "pcm_s16le", RATE, 1)
    content = write_container(tmp_path / "x.mov", one_onset(RATE), form).read_bytes()
    own = struct.pack(">I4sI", 12, b"url ", 1)
    assert own in content
    for kind in (b"url ", b"alis"):
        elsewhere = struct.pack(">I4sI", 12, kind, 0)
        (tmp_path / "x.mov").write_bytes(content.replace(own, elsewhere))
        assert len(load_audio(tmp_path / "x.mov")) // 640 == 40


def test_noise_with_a_sync_word_is_no_recording(tmp_path):
    """libsndfile takes two bytes for an MP3: AAC named .mp3 gave one frame of noise."""
    (tmp_path / "x.mp3").write_bytes(b"\xff\xfb" + b"\x55\x12\x9a" * 9000)
    with pytest.raises(AudioError, match=r"'x\.mp3' cannot be read as sound \("):
        load_audio(tmp_path / "x.mp3")


@pytest.mark.parametrize(
    ("form", "cut"),
    [
        (Format("aac", "adts", "aac"), 100),
        (Format("mp3", "mp3", "libmp3lame"), 700),
        (Format("ac3", "ac3", "ac3", 48_000), 100),
        (Format("ts", "mpegts", "aac"), 1000),
    ],
    ids=str,
)
def test_a_stream_that_begins_within_a_frame_is_read(tmp_path, form, cut):
    content = write_container(tmp_path / "x", one_onset(form.rate), form).read_bytes()
    (tmp_path / "x").write_bytes(content[cut:])
    assert 33 <= len(load_audio(tmp_path / "x")) // 640 <= 40
