"""Our own head under real runs: its lips, lids and teeth where the measured face has them."""

import gzip

import numpy as np
import pytest

from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.head import HEAD, load_head, load_shapes, mode_weights
from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.packed import pack, unpack
from sadcoeff.face.points import find_points
from sadcoeff.face.rest import rest_of
from sadcoeff.face.speech import load_speech
from sadcoeff.face.units import ARKIT_NAMES

HEAD_UNIT = 0.93  # model units: the outer eye-corner distance of this head
SEAM = -0.505  # y where the lips meet in the middle
SEE_TOOTH = 0.03  # model units around a point in the picture


@pytest.fixture(scope="module")
def head():
    return load_head()


@pytest.fixture(scope="module")
def run(voices):
    rows = voices["en-us_m6"].astype(np.float64)
    return rows, rest_of(rows, load_calibration())


def moved(head, weights, which):
    """(T, n, 3): where these points are under weights (T, R)."""
    still = np.broadcast_to(head.points[which], (len(weights), len(which), 3)).copy()
    moving = which < head.moves.shape[2]
    move = np.einsum("tr,ran->tna", weights, head.moves[:, :, which[moving]])
    still[:, moving] += move
    return still


def middle(head, height):
    """The foremost skin of the middle plane around a height."""
    x, y, z = head.points.T
    return np.flatnonzero((x == 0) & (head.skin == 1) & (np.abs(y - height) < 0.011) & (z > 0.66))


def lips(head):
    """Upper and lower points of the lips' inner edge, in the middle."""
    edge = middle(head, SEAM)
    follows = head.moves[: len(head.gap), 1, edge].T @ head.gap[:, 0]
    upper = follows > follows.mean()
    assert upper.any()
    assert not upper.all()
    return edge[upper], edge[~upper]


def distance(points, above, below):
    return points(above)[..., 1].mean(axis=1) - points(below)[..., 1].mean(axis=1)


@pytest.mark.parametrize(
    ("ends", "place"),
    [((13, 14), lips), ((0, 17), lambda h: (middle(h, -0.442), middle(h, -0.596)))],
)
def test_the_lips_are_as_far_apart_as_those_measured(head, run, ends, place):
    rows, rest = run
    weights = mode_weights(rows, rest)
    seen = distance(lambda which: moved(head, weights, which), *place(head))
    above, below = find_points(ends)
    y = landmarks(rows - rest[0])[..., 1]
    told = y[:, below] - y[:, above]
    apart = told > 0.033 if ends == (13, 14) else np.full(len(told), True)  # below, lips stick
    assert apart.sum() > 50
    told, seen = told[apart], seen[apart]
    assert np.corrcoef(seen, told)[0, 1] > 0.99
    assert np.polyfit(told, seen / HEAD_UNIT, 1)[0] == pytest.approx(1, abs=0.06)


def test_at_rest_it_is_as_sculpted_and_lips_never_pass_each_other(head, run):
    rows, rest = run
    weights = mode_weights(np.repeat(rest[:1], 2, axis=0), np.stack([rest[0]] * 3))
    np.testing.assert_allclose(weights, 0, atol=1e-9)
    for strength in (1, 2):
        weights = mode_weights(rest[0] + strength * (rows - rest[0]), rest)
        gap = distance(lambda which, w=weights: moved(head, w, which), *lips(head))
        assert gap.min() > -0.003  # 0.3 mm
        assert gap.max() > 0.05


def test_lips_part_once_they_are_moved_apart_by_a_millimetre_and_then_catch_up(head):
    opening = np.linspace(0, 3, 61)[:, None] * load_speech().directions[0]
    weights = mode_weights(opening, np.zeros((3, 64)))
    told = weights[:, : len(head.gap)] @ head.gap[:, 0]  # centimetres
    seen = 10 * distance(lambda which: moved(head, weights, which), *lips(head))
    assert told[-1] > 1
    assert (told < 0.1).sum() > 3
    seen -= seen[0]
    np.testing.assert_allclose(seen[told < 0.1], 0, atol=0.005)
    np.testing.assert_allclose(seen[told > 0.3], told[told > 0.3], atol=0.02)
    assert (np.diff(seen) > -1e-6).all()


def test_lips_are_together_all_along_where_they_hardly_part_in_the_middle(head, run):
    weights = mode_weights(*run)
    count = len(head.gap)
    apart = weights[:, :count] @ head.gap
    held = apart + weights[:, count + 2 :]
    closed = apart[:, 0] < 0.1
    assert closed.sum() > 10
    assert (apart[closed] > 0.02).any()
    np.testing.assert_allclose(held[closed], 0, atol=1e-9)


def normals(points, triangles):
    """(F, 3): their lengths are twice the areas."""
    a, b, c = points[triangles].swapaxes(0, 1)
    return np.cross(b - a, c - a)


def test_no_skin_folds_over_in_speech(head, run):
    """In the face but for lids and the mouth's inside no triangle turns over or nearly vanishes."""
    rows, rest = run
    talk = [mode_weights(rest[0] + s * (rows[::5] - rest[0]), rest) for s in (1, 2)]
    main = load_speech().directions
    ends = mode_weights(np.concatenate([3 * main, -3 * main]), np.zeros((3, 64)))
    count = head.moves.shape[2]
    moves = np.einsum("tr,ran->tna", np.concatenate([*talk, ends]), head.moves)
    named = ("jawOpen", "mouthFunnel", "mouthPucker", "mouthStretch", "mouthSmile", "browInnerUp")
    shapes = np.stack([load_shapes()[name].T[:count] for name in named])
    triangles = head.quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(int)
    light = head.colours[triangles].mean(axis=1)[:, 0] > 140
    off = np.linalg.norm(head.points[triangles].mean(axis=1) - head.eye[:3], axis=1)
    front = head.points[triangles, 2].min(axis=1) > 0.4
    triangles = triangles[light & (off > 0.26) & front & (triangles < count).all(axis=1)]
    assert len(triangles) > 5000
    still = normals(head.points, triangles)
    area = np.linalg.norm(still, axis=1)
    flat = area < 1e-6  # two corners are one
    triangles, still, area = triangles[~flat], still[~flat], area[~flat]
    for move in (*moves, *shapes):
        now = normals(head.points[:count] + move, triangles)
        size = np.linalg.norm(now, axis=1)
        assert ((now * still).sum(axis=1) > 0).all()
        assert (size > 0.25 * area).all()


@pytest.mark.parametrize("strength", [1, 2])
def test_a_blink_shuts_the_eyes(head, strength):
    lid = load_calibration().landmarks[:, find_points((145, 159)), 1]
    opened = lid[:, 0] - lid[:, 1]
    full = load_calibration().units[0, find_points((145, 159)), 1]
    blink = opened * (full[0] - full[1]) / (opened @ opened)  # closes by that and no more
    weights = mode_weights(strength * blink[None], np.zeros((3, 64)))
    x, y, z, _ = head.eye
    away = head.points - [x, y, z]
    far = np.linalg.norm(away, axis=1)  # from the eye's middle: the lids' rims are just outside it
    middle = (np.abs(away[:, 0]) < 0.02) & (away[:, 2] > 0.1) & (head.skin == 1)
    edge = np.flatnonzero(middle & (far > 0.15) & (far < 0.168))
    upper, lower = edge[away[edge, 1] > 0], edge[away[edge, 1] < 0]

    def aperture(w):
        return moved(head, w, upper)[..., 1].min() - moved(head, w, lower)[..., 1].max()

    rest = aperture(np.zeros_like(weights))
    assert rest > 0.07
    assert aperture(weights) < 0.05 * rest


def test_no_lip_is_behind_a_tooth(head, run):
    rows, rest = run
    told = mode_weights(rest[0] + 2 * (rows - rest[0]), rest)
    told = told[np.unique([*told.argmin(axis=0), *told.argmax(axis=0)])]
    alone = np.zeros((2 * len(head.gap), told.shape[1]))
    alone[np.arange(len(alone)), np.tile(np.arange(len(head.gap)), 2)] = head.limit.ravel()
    weights = np.concatenate([told, alone])
    x, y, z = head.points.T
    seen = (head.skin == 1) & (head.colours.sum(axis=1) > 300) & (z > 0.62 - 1.7 * x**2)
    lip = np.flatnonzero(seen & (np.abs(y - SEAM) < 0.1) & (x < 0.22))
    assert len(lip) > 200
    tooth = np.flatnonzero((head.skin == 0) & (head.colours.sum(axis=1) > 400))
    for lips_now, teeth_now in zip(
        moved(head, weights, lip), moved(head, weights, tooth), strict=True
    ):
        off = lips_now[:, None, :2] - teeth_now[None, :, :2]
        near = (off**2).sum(axis=2) < SEE_TOOTH**2
        foremost = np.where(near, teeth_now[:, 2], -np.inf).max(axis=1)
        assert (lips_now[:, 2] > foremost).all()


def test_faces_go_no_further_than_a_third_beyond_what_was_measured(head):
    ends = np.einsum("cl,lc->l", head.read[:, :-1], np.linalg.pinv(head.read[:, :-1]))
    assert ends == pytest.approx(1)
    for sign in (-1, 1):
        far = sign * 1e4 * np.linalg.pinv(head.read[:, :-1]).sum(axis=0)[None]
        weights = mode_weights(far, np.zeros((3, 64)))[:, : len(head.gap)]
        assert (np.abs(weights) < 1.301 * np.abs(head.limit).max(axis=0)).all()


def test_it_has_all_of_apples_shapes(head):
    shapes = load_shapes()
    bare = {n.removesuffix("Left").removesuffix("Right") for n in ARKIT_NAMES}
    sided = {"jawLeft", "jawRight", "mouthLeft", "mouthRight"}
    assert set(shapes) == (bare - {"jaw", "mouth"}) | sided
    assert all(moved.shape == (3, len(head.points)) for moved in shapes.values())
    eyes_only = {"eyeLookIn", "eyeLookOut"}  # of which only the balls move
    assert {n for n, moved in shapes.items() if np.abs(moved).max() < 0.005} == eyes_only


def test_packed_arrays_come_back():
    content = pack({"a": (np.arange(6, dtype=np.int16).reshape(2, 3), 0.5),
                    "bé": (np.array([3], np.uint8), 1)})  # fmt: skip
    assert gzip.decompress(content)[:2] != b"\x1f\x8b"
    found = unpack(content)
    np.testing.assert_array_equal(found["a"], np.arange(6).reshape(2, 3) / 2)
    assert found["bé"].dtype == np.uint8
    assert len(HEAD.read_bytes()) < 1e6
