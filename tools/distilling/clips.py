"""Published outputs of the teacher, and recordings of tracked faces, with their sound."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sadcoeff.audio import SAMPLES_PER_FRAME, load_audio
from sadcoeff.mel import log_mel, mel_windows
from sadcoeff.motion.blinks import BLINK
from sadcoeff.motion.columns import EXPRESSION, FPS

LICENSED = {  # clips by source
    "avatargenerator": ("avatargenerator_24s",),
    "createvideo": ("createvideo_196s", "createvideo_66s"),
    "digitalhuman": ("digitalhuman_40s", "digitalhuman_1s"),
    "dockertalker": ("dockertalker_2s",),
    "edison": ("edison_60s", "edison_3s", "edison_2s"),
    "glm": ("glm_11s",),
    "healthhack": ("healthhack_40s", "healthhack_30s", "healthhack_25s", "healthhack_2s"),
    "laptoman": ("laptoman_9s", "laptoman_3s"),
    "newsai": ("newsai_4s",),
    "noatmosphere": ("noatmosphere_29s",),
    "openclone": ("openclone_18s", "openclone_11s", "openclone_1s"),
    "projectx": ("projectx_7s",),
    "slidetalker": ("slidetalker_54s",),
    "talkingphoto": ("talkingphoto_19s",),
    "talktrain": ("talktrain_11s", "talktrain_8s"),
    "xuanbaojr": ("xuanbaojr_1s",),
}
UNSEEN = "dyntet_sing_72s"  # has no licence, as those of `measure/`: measured on, never trained on
REF_SLOPE = 0.85  # of the expression against the source face's, from the clips' means
TRACKED_FPS = 30
_BLINK_SCORE = 0.6  # least match with the blink's shape; audio alone stays below 0.1
_DELAYS = np.arange(0, 9)  # tracked frames by which sound may trail the face
_FOLDS, _RIDGE = 4, 300.0


@dataclass(frozen=True)
class Clip:
    """One sound and the expression that goes with it."""

    name: str
    mel: np.ndarray  # (80, M)
    audio_part: np.ndarray  # (T, 64) without blinks and source face, averaged over runs

    @property
    def source(self) -> str:
        """The repository that it is from."""
        return self.name.split("_")[0]


def load_licensed(data: Path, without: Collection[str] = ()) -> list[Clip]:
    """Everything that may be trained on, but for the sources in `without`."""
    kept = [names for source, names in LICENSED.items() if source not in without]
    return [load_clip(data, "teacher", name) for names in kept for name in names]


def load_measured(data: Path) -> list[Clip]:
    """Everything that is only measured on."""
    names = [p.stem for p in sorted((data / "measure").glob("*.npz"))]
    return [load_clip(data, "teacher", UNSEEN), *(load_clip(data, "measure", n) for n in names)]


def load_clip(data: Path, folder: str, name: str) -> Clip:
    """Read `FOLDER/NAME.npz` and its sound."""
    content = np.load(data / folder / f"{name}.npz")
    blink = load_blink(data)
    runs = content["coeff_3dmm"][..., EXPRESSION].astype(np.float64)  # (R, T, 64)
    open_eyed = np.stack([r - blink_ratio(r, blink)[:, None] * blink for r in runs])
    means = open_eyed.mean(axis=1)
    faces = content["ref"][:, EXPRESSION] if "ref" in content else means / REF_SLOPE
    audio_part = (open_eyed - REF_SLOPE * faces[:, None]).mean(axis=0)
    mel = log_mel(load_audio(data / folder / f"{name}.flac"))
    return Clip(name, mel, audio_part.astype(np.float32))


def load_blink(data: Path) -> np.ndarray:
    """What a blink of strength 1 adds to the teacher's expression, (64,)."""
    return np.load(data / "teacher" / "blink_vector.npy")


def blink_ratio(expression: np.ndarray, blink: np.ndarray) -> np.ndarray:
    """Strength (T,) of the blinks in one run's expression (T, 64), found by their shape."""
    shape = np.array(BLINK)
    along = expression @ blink / (blink @ blink)
    along -= np.median(along)
    score = np.correlate(along, shape / (shape @ shape), "valid")
    ratio = np.zeros(len(expression))
    while score.max() > _BLINK_SCORE:
        start = int(score.argmax())
        ratio[start : start + len(shape)] = shape
        score[max(start - len(shape), 0) : start + len(shape)] = 0
    return ratio


def load_tracked(data: Path) -> Iterator[Clip]:
    """The clips of `tracked/`, brought to 25 frames a second and in step with their sound."""
    for path in sorted((data / "tracked").glob("*.npz")):
        expression = np.load(path)["coeff_3dmm"][:, EXPRESSION]
        samples = load_audio(path.with_suffix(".flac"))
        frames = min(len(samples) // SAMPLES_PER_FRAME, len(expression) * FPS // TRACKED_FPS)
        mel = log_mel(samples)
        delayed = [_centred(at_25(expression, frames, d)) for d in _DELAYS]
        heard = _coarse(mel_windows(mel, frames))
        best = max(delayed, key=lambda seen: _explained(heard, seen))
        yield Clip(path.stem, mel, best.astype(np.float32))


def at_25(rows: np.ndarray, frames: int, delay: float = 0) -> np.ndarray:
    """Resample (N, C) from 30 to 25 a second, `delay` old frames later: (T, C)."""
    at = np.arange(frames) * TRACKED_FPS / FPS - delay
    return np.column_stack([np.interp(at, np.arange(len(rows)), r) for r in rows.T])


def _centred(rows: np.ndarray) -> np.ndarray:
    return rows - rows.mean(axis=0)


def _coarse(windows: np.ndarray) -> np.ndarray:
    """Means of mel windows over 4 bands x 4 columns, standardised: (T, 80)."""
    coarse = windows.reshape(len(windows), 20, 4, 4, 4).mean(axis=(2, 4)).reshape(len(windows), -1)
    return (coarse - coarse.mean(axis=0)) / (coarse.std(axis=0) + 1e-3)


def _explained(heard: np.ndarray, seen: np.ndarray) -> float:
    """Cross-validated share of `seen` that is linear in `heard`; higher is better."""
    fold = np.arange(len(heard)) * _FOLDS // len(heard)
    error = 0.0
    for k in range(_FOLDS):
        x, y = heard[fold != k], seen[fold != k]
        weights = np.linalg.solve(x.T @ x + _RIDGE * np.eye(x.shape[1]), x.T @ y)
        error += np.square(seen[fold == k] - heard[fold == k] @ weights).sum()
    return 1 - error / np.square(seen).sum()
