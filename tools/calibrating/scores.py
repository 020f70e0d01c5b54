"""How well clips that the fit has not seen are predicted."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from calibrating.clips import TRACKED
from calibrating.measures import MEASURES, NAMED, correlation, named, predicted, seen
from calibrating.regression import Sample, fit
from sadcoeff.face.arkit import fit_units
from sadcoeff.face.calibration import Calibration
from sadcoeff.face.points import LIPS, find_points
from sadcoeff.face.rest import rest_of
from sadcoeff.face.units import spread_matrix

BACK = "lips given back"
COLUMNS = (*MEASURES, *NAMED, BACK)

Scores = dict[str, np.ndarray]  # by clip, one number for each of COLUMNS


def by_repository(samples: Sequence[Sample], blink: np.ndarray, units: np.ndarray) -> Scores:
    """Each clip by a fit without any of its repository."""
    return _left_out(samples, lambda s: s.clip.repository, blink, units)


def by_speaker(samples: Sequence[Sample], blink: np.ndarray, units: np.ndarray) -> Scores:
    """As `by_repository`, but of the tracked repository only the clip's speaker is left out."""

    def group(sample: Sample) -> str:
        tracked = sample.clip.repository == TRACKED
        return sample.clip.speaker if tracked else sample.clip.repository

    return _left_out(samples, group, blink, units)


def _left_out(
    samples: Sequence[Sample], group: Callable[[Sample], str], blink: np.ndarray, units: np.ndarray
) -> Scores:
    scores = {}
    for name in sorted({group(sample) for sample in samples}):
        calibration = fit([s for s in samples if group(s) != name], blink, units)
        for sample in samples:
            if group(sample) == name:
                scores[sample.clip.name] = np.array(list(_score(sample, calibration)))
    return scores


def _score(sample: Sample, calibration: Calibration) -> Iterator[float]:
    """One number for each of COLUMNS."""
    rows = sample.clip.expression
    truth = seen(sample.clip.landmarks)
    motion = np.einsum("tc,cka->tka", rows, calibration.landmarks)
    for name, line in predicted(motion).items():
        yield correlation(truth[name], line)
    units = fit_units(rows, calibration)
    weights = np.minimum(units @ spread_matrix(), 1)
    for measure, line in zip(("outer lips", "width", "eyes"), named(weights), strict=True):
        yield correlation(truth[measure], line)
    yield given_back(rows, units, calibration)


def given_back(rows: np.ndarray, units: np.ndarray, calibration: Calibration) -> float:
    """Share of the lips' motion from rest, across and up, that the units' weights reproduce."""
    lips = find_points(LIPS)
    mouth_rest = rest_of(rows, calibration)[0]
    wanted = np.einsum("tc,cka->tka", rows - mouth_rest, calibration.landmarks[:, lips, :2])
    made = np.einsum("tu,uka->tka", units, calibration.units[:, lips, :2])
    return float(1 - ((wanted - made) ** 2).sum() / (wanted**2).sum())
