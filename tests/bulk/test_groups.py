"""Which recordings run together: estimated first, and bounded by what they turn out to be."""

import pytest
import soundfile
from fuzzing.containers import Format, write_container
from samples import speech, write_speech

from sadcoeff.audio import estimate_seconds
from sadcoeff.bulk import groups
from sadcoeff.bulk.groups import gather, group_items
from sadcoeff.bulk.options import Options, References
from sadcoeff.bulk.recordings import Item, find_items
from sadcoeff.bulk.worker import Worker


def test_a_length_comes_from_the_header_and_not_from_the_name(tmp_path):
    soundfile.write(tmp_path / "x.raw", speech(8000 * 7), 8000, format="WAV")
    assert estimate_seconds(tmp_path / "x.raw") == 7
    soundfile.write(tmp_path / "x.mp3", speech(8000 * 3), 8000, format="FLAC")
    assert estimate_seconds(tmp_path / "x.mp3") == 3


def test_of_a_container_it_comes_from_the_size(tmp_path):
    """Sixty-four kbit/s are assumed; a recording of silence has less, and a picture far more."""
    form = Format("m4a", "ipod", "aac")
    path = write_container(tmp_path / "x.m4a", speech(44_100 * 4, 44_100), form)
    assert estimate_seconds(path) == path.stat().st_size / 8000
    assert 2 < estimate_seconds(path) < 16


@pytest.mark.parametrize("content", [b"", b"words and no sound", b"\x89PNG" + bytes(99_999)])
def test_what_is_no_recording_has_no_length(tmp_path, content):
    (tmp_path / "x.wav").write_bytes(content)
    assert estimate_seconds(tmp_path / "x.wav") == 0
    for name in ("gone.wav", "nul\0.wav", "x" * 300):
        assert estimate_seconds(tmp_path / name) == 0


def test_groups_are_full_of_frames_or_of_recordings():
    assert list(gather([900, 900, 900, 5000, 1, 1], int)) == [[900, 900], [900], [5000], [1, 1]]
    assert list(gather([1] * 5, int, most=2)) == [[1, 1], [1, 1], [1]]
    assert list(gather([], int)) == []


def test_every_worker_gets_several_groups(tmp_path):
    items = [Item(str(n), str(tmp_path / "gone")) for n in range(17)]
    assert [len(group) for group in group_items(items, 2)] == [3, 3, 3, 3, 3, 2]


def test_a_worker_holds_no_more_than_their_true_lengths_allow(tmp_path, monkeypatch):
    """A header that counts too little must not bring hours of sound into memory at once."""
    for n, frames in enumerate((6, 6, 30, 3)):
        write_speech(tmp_path / f"{n}.wav", frames, seed=n)
    (tmp_path / "1b.wav").write_bytes(b"words")
    items = find_items(tmp_path).items
    worker = Worker(Options(), References())
    whole = worker.work(items)
    monkeypatch.setattr(groups, "GROUP_FRAMES", 12)
    sizes, takes = [], worker.model.takes

    def count(batches, *args, **options):
        sizes.append(len(batches))
        return takes(batches, *args, **options)

    monkeypatch.setattr(worker.model, "takes", count)
    parts = worker.work(items)
    assert sizes == [2, 1, 1]
    for one, other in zip(whole, parts, strict=True):
        assert (one.item, one.error) == (other.item, other.error)
        if one.output:
            assert (one.output.coeffs == other.output.coeffs).all()
