"""Sculpt our own head and give it what faces do: writes head.mesh and head_shapes.bin.

    python tools/build_head.py DATA_FOLDER

DATA_FOLDER/geometry holds clips as for `tools/calibrate.py`, whose result is used as well;
arkit/ict_arkit.npz is the ICT head with Apple's shapes.  Nothing is drawn at random.  Prints how
large the files are and how much of the measured motion they keep.
"""

import argparse
from pathlib import Path

import numpy as np
from calibrating.clips import read_clips
from calibrating.frontal import mean_face
from calibrating.shapes import FACE, find_vertices
from moving.apple import apple_shapes
from moving.directions import UNITS, skin_directions
from moving.modes import Modes, find_modes, usual_motion
from moving.packing import pack_head, pack_shapes
from moving.transfer import IctHead, Transfer
from sculpting.sculpture import sculpt

from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.head import HEAD, SHAPES


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds geometry/ and arkit/")
    folder = parser.parse_args().data
    clips, calibration = read_clips(folder), load_calibration()
    sculpture, ict = sculpt(), IctHead(folder)
    skin_quads = sculpture.quads[(sculpture.quads < sculpture.skin).all(axis=1)]
    transfer = Transfer(ict, sculpture.points[: sculpture.skin], sculpture.upper, skin_quads)
    vertices = find_vertices(ict.points[:FACE] * [1, -1, -1], mean_face(clips))
    skin, weights = skin_directions(transfer, calibration.landmarks, vertices)
    bodies = sculpture.points[sculpture.skin :]
    jaw = np.stack([transfer.jaw(name, bodies) for name in UNITS]) * sculpture.lower[:, None]
    directions = np.concatenate([skin, np.einsum("cu,una->cna", weights, jaw)], axis=1)
    modes = find_modes(directions, calibration, clips, sculpture)
    HEAD.write_bytes(pack_head(sculpture, modes))
    SHAPES.write_bytes(pack_shapes(apple_shapes(sculpture, transfer), modes))
    for path in (HEAD, SHAPES):
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    print(_kept(directions, modes, clips))


def _kept(directions: np.ndarray, modes: Modes, clips: list) -> str:
    """How far the points are from where all 64 directions would have them, in the clips."""
    linear = len(modes.gap)
    lost = directions - np.einsum("cr,rna->cna", modes.read[:, :linear], modes.moves[:linear])
    usual = usual_motion(clips)
    off, moved = (np.einsum("cna,cd,dna->n", m, usual, m) for m in (lost, directions))
    return (
        f"{linear} modes keep {1 - off.sum() / moved.sum():.3%} of {len(clips)} clips' motion; "
        f"no point is off by more than {np.sqrt(off.max()) * 10:.2f} mm (RMS) of "
        f"{np.sqrt(moved.max()) * 10:.1f}"
    )


if __name__ == "__main__":
    main()
