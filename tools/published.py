"""Print what SadTalker's published outputs show: the ranges of `sadcoeff weights check`.

    python tools/published.py DATA_FOLDER

DATA_FOLDER holds `teacher/` and `measure/`: `NAME.npz` with `coeff_3dmm` (runs, T, 70) and `ref`,
and `NAME.flac`.  The smallest value, the 10th, 50th and 90th percentiles over recordings, and the
largest.  Takes some seconds.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from distilling.clips import Clip, load_licensed, load_measured
from distilling.people import loudness

from sadcoeff.checkup.head import CHUNK, cut_pieces, measure_head
from sadcoeff.checkup.mouth import first_share, lips_apart, mouth_width
from sadcoeff.mel import MEL_RANGE, mel_windows
from sadcoeff.motion.columns import FPS, POSE

AXES = ("pitch", "yaw", "roll", "x", "y", "z")
_LONG = 4 * FPS  # frames of a recording whose face counts
_LEAST_SILENT = 10  # frames
_QUIET = 25  # dB below a recording's peaks: silence to the ear
_SILENT, _SPOKEN = 0.2, 0.9  # shares of a chunk with sound
_EDGE = 6  # frames beside a seam that the smoothing reaches


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    data = parser.parse_args().data
    clips = [*load_licensed(data), *load_measured(data)]
    long = [clip for clip in clips if len(clip.audio_part) >= _LONG]
    _print("silence", [s for clip in long for s in _silence(clip)])
    _print("lips", [lips_apart(clip.audio_part).std() for clip in long])
    _print("width", [mouth_width(clip.audio_part).std() for clip in long])
    _print("share", [first_share(clip.audio_part) for clip in long])
    poses = dict(_read_poses(data))
    _print_heads(list(poses.values()))
    still, spoken = _speeds(clips, poses)
    print(f"unrest: {still / spoken:.2f}")


def _print(name: str, values: Sequence[float]) -> None:
    shown = " ".join(f"{v:.4f}" for v in np.percentile(values, [0, 10, 50, 90, 100]))
    print(f"{name}: {shown} ({len(values)} recordings)")


def _silence(clip: Clip) -> Iterator[float]:
    """Where the lips are in a recording's digital silence, if there is some."""
    silent = mel_windows(clip.mel, len(clip.audio_part)).max(axis=(1, 2)) <= -MEL_RANGE
    if silent.sum() >= _LEAST_SILENT:
        lips = lips_apart(clip.audio_part)
        yield float((lips[silent].mean() - lips[~silent].mean()) / lips[~silent].std())


def _read_poses(data: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Names and poses (runs, T, 6) of all recordings whose head moves."""
    for path in [*sorted((data / "teacher").glob("*.npz")), *sorted((data / "measure").glob("*"))]:
        if path.suffix == ".npz" and "ref" in (content := np.load(path)):
            yield path.stem, content["coeff_3dmm"][..., POSE].astype(np.float64)


def _print_heads(poses: Sequence[np.ndarray]) -> None:
    pieces = [np.concatenate([cut_pieces(run) for run in runs]) for runs in poses]
    found = [measure_head(p) for p in pieces if len(p)]
    for axis, name in enumerate(AXES):
        _print(name, [f.deviation[axis] for f in found])
    for axis, name in enumerate(AXES[:3]):
        _print(f"{name} of chunks", [f.of_chunks[axis] for f in found])
    for name in ("largest", "speed", "seams"):
        _print(name, [getattr(f, name) for f in found])


def _speeds(clips: Sequence[Clip], poses: dict[str, np.ndarray]) -> tuple[float, float]:
    """Mean speed of the head within chunks of silence, and within chunks of speech."""
    still, spoken = [], []
    for clip in (c for c in clips if c.name in poses):
        loud = loudness(clip.mel, len(clip.audio_part))
        heard = loud > np.quantile(loud, 0.9) - _QUIET
        speeds = np.linalg.norm(np.diff(np.degrees(poses[clip.name][..., :3]), axis=1), axis=2)
        for start in range(1, len(loud) - CHUNK + 1, CHUNK):
            within = speeds[:, start + _EDGE : start + CHUNK - _EDGE].mean(axis=1)
            share = heard[start : start + CHUNK].mean()
            still.extend(within if share <= _SILENT else [])
            spoken.extend(within if share > _SPOKEN else [])
    return float(np.mean(still)), float(np.mean(spoken))


if __name__ == "__main__":
    main()
