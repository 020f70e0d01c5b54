"""20,000 sound files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from fuzzing import lies, mutate
from fuzzing.corpus import Corpus, Item
from fuzzing.sounds import RATES, STRANGE, any_file, encode, long_file, speech_like

Rng = np.random.Generator
MakeBytes = Callable[[Rng], bytes]

PAGE_SECONDS = 600.0  # what the page takes, and here whatever may last hours
_ENDINGS = ("wav", "flac", "ogg", "mp3", "raw", "au", "txt", "opus", "m4a", "")


def open_sound(path: Path, item: Item) -> None:
    """Make a batch of it, as every way into the program does."""
    import torch

    from sadcoeff import make_batch

    torch.set_num_threads(1)  # what is measured is the processor's time
    batch = make_batch(path, max_seconds=item.max_seconds, seed=0)
    if not np.isfinite(batch["indiv_mels"].numpy()).all() or batch["num_frames"] < 1:
        raise RuntimeError("The batch is not finite.")


def _item(ending: str, content: bytes, **options: float | None) -> Item:
    return Item(f"recording.{ending}", content, **options)


def _intact(rng: Rng) -> Item:
    kind = str(rng.choice(["WAV", "FLAC", "OGG", "MP3"]))
    rate = int(rng.choice(RATES))
    sound = np.tile(speech_like(rng, rate, int(rng.integers(1, 3))), (3, 1))
    return _item(kind.lower(), encode(sound, rate, kind))


def _any(rng: Rng) -> Item:
    return _item(*any_file(rng))


def _damaged(damage: mutate.Damage, rng: Rng) -> Item:
    ending, content = any_file(rng)
    return _item(ending, damage(rng, content), max_seconds=_limit(rng))


def _limit(rng: Rng) -> float | None:
    return float(rng.choice([PAGE_SECONDS, 0.5])) if rng.random() < 0.7 else None


def _joined(rng: Rng) -> Item:
    (ending, first), (_, second) = any_file(rng), any_file(rng)
    return _item(ending, first + (first if rng.random() < 0.5 else second))


def _nothing(rng: Rng) -> Item:
    return _item(str(rng.choice(_ENDINGS)), rng.bytes(int(rng.integers(0, 20))))


def _noise(rng: Rng) -> Item:
    return _item(str(rng.choice(_ENDINGS)), rng.bytes(int(rng.integers(0, 5000))))


def _misnamed(rng: Rng) -> Item:
    return _item(str(rng.choice(_ENDINGS)), any_file(rng)[1])


def _strange(rng: Rng) -> Item:
    make = STRANGE[rng.integers(len(STRANGE))]
    rate = int(rng.choice(RATES))
    sound = make(rng, int(rate * rng.uniform(0.03, 1)))[:, None]
    if rng.random() < 0.4:
        return _item("flac", encode(np.nan_to_num(np.clip(sound, -1, 1)), rate, "FLAC"))
    kind, subtype = rng.choice(["WAV", "AU", "CAF", "W64"]), rng.choice(["FLOAT", "DOUBLE"])
    return _item(str(kind).lower(), encode(sound, rate, str(kind), str(subtype)))


def _long(rng: Rng) -> Item:
    return _item(*long_file(rng), max_seconds=PAGE_SECONDS)


def _hole(rng: Rng) -> Item:
    """Up to 200 MB, what the page takes as an upload, nearly all of it a hole."""
    size = int(rng.integers(1, 200_000_000))
    rate, channels = int(rng.choice([8000, 48_000, 10**7])), int(rng.choice([1, 2, 1000]))
    content = lies.wav(b"", rate, channels, size=size)
    return _item("wav", content, size=len(content) + size, max_seconds=PAGE_SECONDS)


def _lying(make: MakeBytes, ending: str, rng: Rng) -> Item:
    return _item(ending, make(rng), max_seconds=PAGE_SECONDS)


def _unlimited(make: MakeBytes, rng: Rng) -> Item:
    return _item("wav", make(rng))


AUDIO = Corpus(
    "audio",
    20_000,
    {
        "intact": _intact,
        "every subtype": _any,
        **{f"damaged: {d.__name__}": partial(_damaged, d) for d in mutate.DAMAGES},
        "damaged again": partial(_damaged, mutate.any_damage),
        "joined": _joined,
        "next to nothing": _nothing,
        "noise": _noise,
        "misnamed": _misnamed,
        "strange samples": _strange,
        "multi-hour": _long,
        "hole": _hole,
        "rate": partial(_unlimited, lies.wav_of_rate),
        "channels": partial(_unlimited, lies.wav_of_channels),
        "lying WAV": partial(_lying, lies.lying_wav, "wav"),
        "lying WAV, no limit": partial(_unlimited, lies.lying_wav),
        "lying FLAC": partial(_lying, lies.lying_flac, "flac"),
        "lying OGG": partial(_lying, lies.lying_ogg, "ogg"),
        "lying MP3": partial(_lying, lies.lying_mp3, "mp3"),
    },
    open_sound,
)
