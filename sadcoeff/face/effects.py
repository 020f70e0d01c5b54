"""What a change of the expression does to a face, in words and numbers."""

import numpy as np

from sadcoeff.face.arkit import ARKIT_NAMES, fit_units_from
from sadcoeff.face.calibration import load_calibration
from sadcoeff.face.expression import check_expression
from sadcoeff.face.measures import MEASURES, gradients_of
from sadcoeff.face.speech import Speech
from sadcoeff.face.units import spread_matrix

VISIBLE = 0.003  # outer eye-corner distances: a quarter of a millimetre
HARDLY = "hardly visible"
_LEAST, _MOST = 0.02, 3  # weight of a shape that is named, and how many are
_MAIN = 0.7  # what a direction is named by: of its strongest effect, at least this share


def gradients() -> np.ndarray:
    """(64, M): what one unit of each coefficient adds to MEASURES."""
    return gradients_of(load_calibration().landmarks)


def describe(changes: np.ndarray) -> list[str]:
    """What each change of the expression (N, 64) does, its largest effect first.

    'lips 0.044 apart, jaw down 0.026', in outer eye-corner distances, without effects that are
    less than VISIBLE; HARDLY where all are.  Raises SettingError for changes of another shape or
    with NaN.
    """
    return [_describe(effects) for effects in check_expression(changes) @ gradients()]


def _describe(effects: np.ndarray) -> str:
    order = np.argsort(-np.abs(effects), kind="stable")
    said = [MEASURES[i].say(effects[i]) for i in order if abs(effects[i]) >= VISIBLE]
    return ", ".join(said) or HARDLY


def name_shapes(changes: np.ndarray) -> list[str]:
    """Apple's shapes that come nearest to each change of the expression (N, 64) of a resting face.

    'jawOpen 0.11, mouthSmile 0.04': the strongest three, both sides of a shape together; '' where
    none reaches 0.02.  Raises SettingError for changes of another shape or with NaN.
    """
    rows, calibration = check_expression(changes), load_calibration()
    units = fit_units_from(np.zeros_like(calibration.rest), rows, calibration)
    return [_name_shapes(weights) for weights in units @ spread_matrix()]


def _name_shapes(weights: np.ndarray) -> str:
    either = {
        name.removesuffix("Left"): weight
        for name, weight in zip(ARKIT_NAMES, weights, strict=True)
        if not name.endswith("Right")
    }
    strongest = sorted(either, key=lambda name: -either[name])[:_MOST]
    return ", ".join(f"{n} {either[n]:.2f}" for n in strongest if either[n] >= _LEAST)


def name_directions(speech: Speech) -> list[str]:
    """A name for each main direction, by what it moves most for how far that usually goes."""
    effects = speech.directions @ gradients()
    return [_name_direction(row) for row in effects / np.linalg.norm(effects, axis=0)]


def _name_direction(effects: np.ndarray) -> str:
    """By its strongest effects (M,), of which there are one or two."""
    sizes = np.abs(effects)
    order = np.argsort(-sizes, kind="stable")[:2]
    main = [i for i in order if sizes[i] >= _MAIN * sizes.max()]
    return ", ".join(MEASURES[i].name(effects[i]) for i in main)
