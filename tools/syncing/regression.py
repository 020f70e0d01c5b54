"""The fit: ridge regression from sound to mouth, and the directions in which it succeeds best."""

from collections.abc import Sequence

import numpy as np
from scipy.linalg import eigh

from sadcoeff.sync.bands import BANDS, BANDS_PER_SECOND, read_bands
from sadcoeff.sync.reading import TAPS, Reading, read_mouth, take_quick, take_taps
from syncing.clips import SONG, Clip

MEASURES = 3  # a fourth can hardly be heard
RIDGE = 1000.0
SHORTEST = 50  # frames


def fit(clips: Sequence[Clip]) -> Reading:
    """A reading from all clips that are long enough, but the song.

    A clip of T frames counts as sqrt(T); its runs are averaged, which leaves little of blinks.
    The directions are those of canonical correlation, each weighted by what it tells: the ratio of
    its variance that is heard to that which is not.
    """
    heard, both, seen, total = RIDGE * np.eye(TAPS * BANDS), 0.0, 0.0, 0.0
    for clip in clips:
        frames = clip.expressions.shape[1]
        if clip.name == SONG or frames < SHORTEST:
            continue
        sound, mouth = _sound(clip), read_mouth(clip.expressions.mean(axis=0))
        weight = frames**-0.5
        heard += weight * sound.T @ sound
        both += weight * sound.T @ mouth
        seen += weight * mouth.T @ mouth
        total += weight * frames
    return _best_directions(np.linalg.solve(heard, both), both / total, seen / total)


def fit_without(clips: Sequence[Clip]) -> dict[str, Reading]:
    """For each clip's name, a reading from the other repositories."""
    found = {
        name: fit([clip for clip in clips if clip.repository != name])
        for name in sorted({clip.repository for clip in clips})
    }
    return {clip.name: found[clip.repository] for clip in clips}


def _sound(clip: Clip) -> np.ndarray:
    """The bands around every video frame: (T, 13 * 8)."""
    bands = take_quick(read_bands(clip.samples), BANDS_PER_SECOND)
    return np.concatenate(list(take_taps(bands)), axis=1)[::2].astype(np.float64)


def _best_directions(weights: np.ndarray, both: np.ndarray, seen: np.ndarray) -> Reading:
    """From the regression's weights (104, 4), and the covariances (104, 4) and (4, 4)."""
    shares, directions = eigh(both.T @ weights, seen)
    shares, directions = shares[::-1][:MEASURES], directions[:, ::-1][:, :MEASURES]
    telling = shares / (1 - shares)
    mouth = directions * np.sqrt(telling / telling.sum())
    return Reading((weights @ mouth).reshape(TAPS, BANDS, MEASURES), mouth)
