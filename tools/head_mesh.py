"""Sculpt the preview's own neutral head and write sadcoeff/assets/preview/head.mesh.

    python tools/head_mesh.py

The file, gzip, holds the half with x >= 0 (the viewer mirrors it), in model units of 10 cm:
uint32 counts N and Q, then int16 positions (N, 3) in 1/4000 unit, uint16 quads (Q, 4), uint8
sRGB colours (N, 3), uint8 jaw weights (N) in 1/255, int8 lid angles (N) in 1/2 degree.
"""

import gzip
from pathlib import Path

import numpy as np
from sculpting import eyes, mouth
from sculpting.face import head
from sculpting.shapes import ease
from sculpting.surface import slope, spaced, surface

ASSET = Path(__file__).parents[1] / "sadcoeff" / "assets" / "preview" / "head.mesh"
ORIGIN = np.array([0, -2.0, 2.0], np.float32)  # centimetres: what the head turns about
UNIT = 10.0  # centimetres
SKIN, LIP, INSIDE, BROW, LASH = (
    np.array(c, float)
    for c in ((226, 205, 192), (202, 152, 143), (34, 12, 12), (112, 88, 76), (64, 48, 42))
)

FINE = 0.17  # centimetres between columns in the face; rows are finer at eyes and mouth
X = spaced((-FINE / 2, 0), (FINE / 2, FINE), (5.0, FINE), (9.4, 0.32), (14, 0.9))
Y = spaced(
    (-19, 0), (-12, 0.9), (-8.5, 0.4), (-5.8, 0.15), (-1.4, 0.25), (1.3, 0.13), (2.7, 0.22), (13, 1)
)
Z = spaced((-12, 0), (-4, 1), (2.2, 0.32), (6, 0.42), (9.2, 0.2), (11.6, 0.24))


def main() -> None:
    """Write the asset and say how large it is."""
    points, quads = surface(head, (X, Y, Z))
    points[np.abs(points[:, 0]) < FINE / 2, 0] = 0
    shut = np.stack(mouth.shut_point(points.T), axis=1)
    content = pack(
        (shut - ORIGIN) / UNIT,
        quads,
        colours(points, shut),
        mouth.jaw_weight(shut.T, mouth.above(points.T)),
        np.degrees(eyes.closing(shut.T)),
    )
    ASSET.parent.mkdir(exist_ok=True)
    ASSET.write_bytes(content)
    size = len(content) / 1000
    print(f"{len(points)} points, {len(quads)} quads of half a head, {size:.0f} kB")


def colours(points: np.ndarray, shut: np.ndarray) -> np.ndarray:
    """sRGB (N, 3): skin, lips and the inside of the mouth, darker where little light comes."""
    lip = mouth.lip_share(shut.T)[:, None]
    inside = mouth.inside_share(shut.T)[:, None]
    colour = SKIN + (LIP - SKIN) * lip
    colour += (INSIDE - colour) * inside
    colour += (LASH - colour) * 0.8 * eyes.lash_share(points.T)[:, None]
    colour += (BROW - colour) * 0.6 * brow_share(points)[:, None]
    return colour * (1 - 0.45 * shade(points)[:, None])


def brow_share(points: np.ndarray) -> np.ndarray:
    """1 in the middle of the eyebrow, 0 off it."""
    x, y, z = points.T
    along = (x - 1.15) / 3.9
    line = 1.75 + 1.25 * along - 1.3 * along**2
    thick = 0.1 + 0.22 * (1 - np.clip(along, 0, 1))
    across = ease(np.abs(y - line) / thick, 1.5, 0.4)
    return across * ease(along, -0.02, 0.12) * ease(along, 1.02, 0.8) * ease(z, 4, 5)


def shade(points: np.ndarray) -> np.ndarray:
    """0 in the open, 1 in a deep fold: how much of the way outwards is taken up by the head."""
    normals = slope(head, points)
    taken = [1 - np.clip(head((points + r * normals).T) / r, 0, 1) for r in (0.4, 1.0, 2.2)]
    return np.mean(taken, axis=0)


def pack(
    places: np.ndarray, quads: np.ndarray, colour: np.ndarray, jaw: np.ndarray, lid: np.ndarray
) -> bytes:
    """The file's bytes, gzip."""
    parts = (
        (np.array([len(places), len(quads)]), np.uint32),
        (places * 4e3, np.int16),
        (quads, np.uint16),
        (colour, np.uint8),
        (jaw * 255, np.uint8),
        (lid * 2, np.int8),
    )
    plain = b"".join(np.rint(values).astype(kind).tobytes() for values, kind in parts)
    return gzip.compress(plain, mtime=0)


if __name__ == "__main__":
    main()
