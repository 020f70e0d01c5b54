"""How the coefficients move in speech: their spread, and the main directions of their motion."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from calibrating.clips import TRACKED, Clip
from sadcoeff.face.speech import Speech
from sadcoeff.motion.columns import EXPRESSION

DIRECTIONS = 6  # they hold 99 % of the motion; what is left cannot be seen
_UNLICENSED = "dyntet_sing_72s"  # and sung
_TURNS = 500  # of varimax: it has long settled


def usual_motion(folder: Path, clips: Sequence[Clip]) -> np.ndarray:
    """(64, 64): covariance about each recording's mean, half SadTalker's, half tracked faces'.

    Of the former, repositories count alike; of the latter, speakers.
    """
    tracked = ((c.speaker, c.expression) for c in clips if c.repository == TRACKED)
    return (mean_covariance(_published(folder)) + mean_covariance(tracked)) / 2


def _published(folder: Path) -> Iterable[tuple[str, np.ndarray]]:
    """Repository and expression (T, 64) of each run in `folder`/teacher."""
    for path in sorted((folder / "teacher").glob("*.npz")):
        if path.stem == _UNLICENSED:
            continue
        with np.load(path) as file:
            runs = file["coeff_3dmm"][..., EXPRESSION].astype(np.float64)
        yield from ((path.stem.split("_")[0], run) for run in runs)


def mean_covariance(recordings: Iterable[tuple[str, np.ndarray]]) -> np.ndarray:
    """(C, C): mean over sources of the covariance of their rows (T, C), less recordings' means."""
    moved = defaultdict(list)
    for source, rows in recordings:
        moved[source].append(rows - rows.mean(axis=0))
    sources = (np.concatenate(parts) for parts in moved.values())
    return np.mean([rows.T @ rows / len(rows) for rows in sources], axis=0)


def find_speech(covariance: np.ndarray, gradients: np.ndarray) -> Speech:
    """The main directions for the measures of these gradients (64, M), each counted alike.

    They are the principal components of the measures' motion, turned so that each moves as few
    measures as can be (varimax), and away from what mostly falls.
    """
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))  # (64, 64): root @ root.T is the covariance
    effects = root.T @ gradients
    effects /= np.linalg.norm(effects, axis=0)  # the usual size of each measure is 1
    components = np.linalg.svd(effects)[0][:, :DIRECTIONS].T
    turned = varimax(components @ effects) @ components
    seen = turned @ effects
    strongest = np.take_along_axis(seen, np.abs(seen).argmax(axis=1)[:, None], axis=1)
    shares = (seen**2).sum(axis=1) / gradients.shape[1]
    order = np.argsort(-shares)
    directions = np.sign(strongest) * turned @ root.T
    return Speech(np.sqrt(np.diag(covariance)), directions[order], shares[order])


def varimax(loadings: np.ndarray) -> np.ndarray:
    """The rotation (D, D) after which the squares of loadings (D, M) vary most in each row."""
    rotation = np.eye(len(loadings))
    for _ in range(_TURNS):
        turned = rotation @ loadings
        squares = (turned**2).mean(axis=1, keepdims=True)
        left, _, right = np.linalg.svd((turned**3 - turned * squares) @ loadings.T)
        rotation = left @ right
    return rotation
