"""Apple's 52 names from an expression."""

import time

import numpy as np
import pytest
from scipy.optimize import minimize

from sadcoeff import make_batch
from sadcoeff.checkup.voices import VOICES
from sadcoeff.face import arkit as module
from sadcoeff.face.arkit import ARKIT_NAMES, UNSUPPORTED, arkit, fit_units
from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.points import LIPS, find_points
from sadcoeff.face.rest import rest_of
from sadcoeff.face.units import OPPOSED, UNITS

# The columns of a take by an iPhone, between BlendshapeCount and HeadYaw.
LIVE_LINK_FACE = """
EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft,EyeLookOutLeft,EyeLookUpLeft,EyeSquintLeft,EyeWideLeft,
EyeBlinkRight,EyeLookDownRight,EyeLookInRight,EyeLookOutRight,EyeLookUpRight,EyeSquintRight,
EyeWideRight,JawForward,JawRight,JawLeft,JawOpen,MouthClose,MouthFunnel,MouthPucker,MouthRight,
MouthLeft,MouthSmileLeft,MouthSmileRight,MouthFrownLeft,MouthFrownRight,MouthDimpleLeft,
MouthDimpleRight,MouthStretchLeft,MouthStretchRight,MouthRollLower,MouthRollUpper,MouthShrugLower,
MouthShrugUpper,MouthPressLeft,MouthPressRight,MouthLowerDownLeft,MouthLowerDownRight,
MouthUpperUpLeft,MouthUpperUpRight,BrowDownLeft,BrowDownRight,BrowInnerUp,BrowOuterUpLeft,
BrowOuterUpRight,CheekPuff,CheekSquintLeft,CheekSquintRight,NoseSneerLeft,NoseSneerRight,TongueOut
"""
GAZE = [f"eyeLook{way}{side}" for side in ("Left", "Right") for way in ("Down", "In", "Out", "Up")]


def of(weights, name):
    return weights[:, ARKIT_NAMES.index(name)]


def wideness(weights):
    wide = of(weights, "mouthStretchLeft") + of(weights, "mouthSmileLeft")
    return wide - of(weights, "mouthPucker") - of(weights, "mouthFunnel")


def random_rows(frames, seed=0):
    """Faces of twice the size of speech."""
    return np.random.default_rng(seed).normal(0, 0.2, (frames, 64))


def test_names_are_those_of_an_iphones_take_in_its_order():
    columns = LIVE_LINK_FACE.replace("\n", "").split(",")
    assert [name[0].upper() + name[1:] for name in ARKIT_NAMES] == columns
    assert len(columns) == 52


def test_what_the_coefficients_cannot_hold_is_zero_and_listed():
    assert {*GAZE, "tongueOut", "cheekPuff", "jawLeft", "jawRight"} <= set(UNSUPPORTED)
    weights = arkit(random_rows(200))
    for name in ARKIT_NAMES:
        assert of(weights, name).any() == (name not in UNSUPPORTED), name


@pytest.mark.parametrize("size", [0, 1, 100])
def test_weights_stay_in_range_and_both_sides_are_equal(size):
    weights = arkit(size * random_rows(100))
    assert weights.shape == (100, 52)
    assert weights.dtype == np.float32
    assert weights.min() >= 0
    assert weights.max() <= 1
    for name in ARKIT_NAMES:
        if name.endswith("Left") and name not in ("jawLeft", "mouthLeft"):
            np.testing.assert_array_equal(
                of(weights, name), of(weights, name.removesuffix("Left") + "Right")
            )


def test_each_frame_is_the_best_fit_that_the_costs_allow():
    calibration, rows = load_calibration(), random_rows(12)
    pull, gram = module._normal_equations(calibration)
    rest = np.einsum("pc,pcu->u", rest_of(rows, calibration), pull)
    aims = rows @ pull.sum(axis=0) - rest - module._THRESHOLD
    for aim, weights in zip(aims, fit_units(rows, calibration), strict=True):
        best = minimize(
            lambda w, aim=aim: w @ gram @ w / 2 - aim @ w,
            np.full(len(UNITS), 0.1),
            jac=lambda w, aim=aim: gram @ w - aim,
            bounds=[(0, 1)] * len(UNITS),
            method="L-BFGS-B",
            options={"ftol": 1e-15, "gtol": 1e-9},
        )
        np.testing.assert_allclose(weights, best.x, atol=2e-3)


def test_one_best_fit_exists_although_opposed_units_are_kept_apart():
    assert np.linalg.eigvalsh(module._normal_equations(load_calibration())[1]).min() > 0.005


def test_a_blink_shuts_the_eyes_and_leaves_the_mouth_alone(voices, blink):
    rows = voices["it_linda"][:100].copy()
    before = arkit(rows)
    rows[50] += blink
    after = arkit(rows)
    assert of(after, "eyeBlinkLeft")[50] > 0.8
    assert of(before, "eyeBlinkLeft").max() < 0.1
    still = [i for i, name in enumerate(ARKIT_NAMES) if not name.startswith("eye")]
    assert np.abs(after[50] - before[50])[still].max() < 0.05


@pytest.mark.parametrize("seed", range(5))
def test_a_face_that_does_not_move_is_neutral_wherever_it_rests(seed):
    weights = arkit(np.repeat(random_rows(1, seed), 1500, axis=0))
    assert weights.max() < 0.05


@pytest.mark.parametrize("name", ["en-us_m6", "es_Alicia"])
def test_where_a_face_rests_does_not_change_how_it_speaks(voices, name):
    rows = np.tile(voices[name], (5, 1))
    elsewhere = rows + random_rows(1, 7) / 2
    assert np.abs(arkit(elsewhere) - arkit(rows)).max() < 0.1


def test_one_frame_and_few_frames_are_measured_from_the_mean_face(voices):
    spoken = np.concatenate(list(voices.values()))
    jaw = of(arkit(spoken), "jawOpen")
    widest, closest = jaw.argmax(), jaw.argmin()
    alone = [of(arkit(spoken[i : i + 1]), "jawOpen")[0] for i in (widest, closest)]
    assert alone[0] > alone[1] + 0.1
    assert arkit(np.zeros((1, 64))).max() < 0.5
    assert arkit(random_rows(2)).shape == (2, 52)


def test_frames_do_not_depend_on_each_other(voices):
    rows = voices["fr_Marco"]
    np.testing.assert_allclose(arkit(rows[::-1])[::-1], arkit(rows), atol=1e-6)
    np.testing.assert_array_equal(arkit(rows), arkit(rows))


def test_a_frame_more_changes_the_others_by_no_more_than_the_rest_moves(voices):
    rows = voices["en-us_m6"]
    shift = np.abs(arkit(rows)[:-1] - arkit(rows[:-1]))
    assert shift.max() < 0.01
    assert shift.mean() < 0.001


def test_opposed_shapes_are_hardly_ever_used_at_once(voices):
    for rows in voices.values():
        units = fit_units(rows, load_calibration())
        names = [unit.shapes[-1].removesuffix("Right") for unit in UNITS]
        for one, other in OPPOSED:
            both = np.minimum(units[:, names.index(one)], units[:, names.index(other)])
            assert (both > 0.05).mean() < 0.02, (one, other)


def test_the_jaw_opens_with_the_lips_and_lips_are_given_back(voices):
    upper, lower = find_points((0, 17))
    calibration, lips = load_calibration(), find_points(LIPS)
    jaws = []
    for rows in voices.values():
        moved = landmarks(rows)
        distance = moved[:, lower, 1] - moved[:, upper, 1]
        jaws.append(np.corrcoef(of(arkit(rows), "jawOpen"), distance)[0, 1])
        rest = landmarks(rest_of(rows, calibration)[:1])
        wanted = (moved - rest)[:, lips, :2]
        made = np.einsum("tu,uka->tka", fit_units(rows, calibration), calibration.units)
        left = wanted - made[:, lips, :2]
        assert (left**2).sum() < 0.15 * (wanted**2).sum()
    assert np.mean(jaws) > 0.88


def test_vowels_are_shaped_as_they_are_spoken(vowel_rows):
    rows, frames = vowel_rows
    weights = arkit(rows)
    jaw, wide = of(weights, "jawOpen"), wideness(weights)
    assert jaw[frames["ah"]].mean() > 0.12
    assert jaw[frames["ah"]].mean() > jaw[frames["oo"]].mean() + 0.03
    assert jaw[2:10].mean() < 0.05  # the pause before
    assert wide[frames["ee"]].mean() > wide[frames["oo"]].mean() + 0.08


def test_the_mouth_closes_on_p_b_and_m_and_opens_on_open_vowels(voices, sounds):
    closed, opened = [], []
    for name, rows in voices.items():
        jaw = of(arkit(rows), "jawOpen")
        jaw = np.interp(np.arange(0, len(jaw) / 25, 0.01), (np.arange(len(jaw)) + 0.5) / 25, jaw)
        usual = jaw.mean()

        def near(start, end, jaw=jaw):
            return jaw[max(int(100 * start) - 3, 0) : int(100 * end) + 3]

        for start, end, kind in sounds[name]:
            if kind == "lips closed":
                closed.append(near(start, end).min() < usual)
            elif kind == "open vowel":
                opened.append(near(start, end).max() > usual)
    assert min(len(closed), len(opened)) > 60
    assert np.mean(closed) >= 0.85
    assert np.mean(opened) >= 0.9


def seconds(work):
    """Of processor time, which a busy machine does not stretch."""
    tries = []
    for _ in range(3):
        start = time.process_time()
        work()
        tries.append(time.process_time() - start)
    return min(tries)


def test_time_grows_with_the_frames_and_is_small_beside_the_networks(demo):
    batch = make_batch(VOICES / "it_linda.flac", use_blink=False)
    network = seconds(lambda: demo.predict(batch, 0, seed=0))
    few, many = random_rows(4_000), random_rows(16_000)
    fast = seconds(lambda: arkit(few))
    assert seconds(lambda: arkit(many)) < 12 * fast
    assert fast / len(few) < 0.2 * network / batch["num_frames"]
