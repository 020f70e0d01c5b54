"""Kinds of speech sounds that a mouth shows, and how much of a video frame each of them fills."""

from collections.abc import Sequence

import numpy as np

from sadcoeff.motion.columns import FPS

# IPA letters by what the mouth does; a letter's first letter decides for diphthongs and affricates.
KINDS = (
    ("pause", ""),
    ("lips closed", "pbmɓʙ"),
    ("lip to teeth", "fvɱⱱ"),
    ("rounded, narrow", "uwyʉʊʏɥɸβʋ"),
    ("rounded, wide", "oɔøœɵɒ"),
    ("open", "aɑæɐʌɶɤ"),
    ("half open", "eɛεəɜɘɚɝ"),
    ("spread", "iɪjɨɯ"),
    ("tongue tip", "tdnlrɾɹɻɫɭɳʈɖɽ"),
    ("hissing", "szθðɬ"),
    ("hushing", "ʃʒɕʑʂʐçʝ"),
    ("back", "kɡgŋxɣχqɴʁʀhɦʔʕħcɟɲʎ"),
)
PAUSE = 0
LIPS_CLOSED = 1
OPEN_VOWEL = 5
_KIND_OF = {letter: kind for kind, (_, letters) in enumerate(KINDS) for letter in letters}


def kind_of(ipa: str) -> int | None:
    """The kind of a phoneme by its first known letter; None for one that is no sound."""
    if not ipa:
        return PAUSE
    return next((_KIND_OF[letter] for letter in ipa if letter in _KIND_OF), None)


def kinds_by_frame(phonemes: Sequence[tuple[float, str]], frames: int) -> np.ndarray:
    """Share of each video frame that each kind fills: (T, kinds) float32, rows sum to 1."""
    times, kinds = spans(phonemes, frames / FPS)
    fine = 10  # samples a frame
    at = (np.arange(frames * fine) + 0.5) / (FPS * fine)
    held = np.searchsorted(times, at, side="right") - 1
    kind = np.where(held >= 0, np.array(kinds)[held.clip(0)], PAUSE)
    return np.eye(len(KINDS), dtype=np.float32)[kind].reshape(frames, fine, -1).mean(axis=1)


def spans(phonemes: Sequence[tuple[float, str]], end: float) -> tuple[np.ndarray, list[int]]:
    """When each known sound starts, in seconds (P,), and its kind; those after `end` are cut."""
    known = [(t, k) for t, p in phonemes if t < end and (k := kind_of(p)) is not None]
    return np.array([t for t, _ in known]), [k for _, k in known]
