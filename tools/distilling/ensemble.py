"""One student that says what several say on average, which is closer to the teacher.

It starts from the first of them, and hears all sound that they were trained on, changed or not, and
two sounds at once.  Labels are used for p, b and m only: averages close the lips less.
"""

import copy
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from distilling.augment import (
    CONTEXT,
    FLOOR_DB,
    add_power,
    augment,
    noise_alone,
    some,
    to_db,
    to_mel,
    uniform,
)
from distilling.descent import descend, running_average, squared, variance
from distilling.expression import Material
from distilling.material import NEIGHBOURS, Labelled, silent_expression
from distilling.phonemes import LIPS_CLOSED
from distilling.student import Student

STEPS = 4000
LEARNING_RATE = 2e-4
AVERAGED_STEPS = 40  # the weights kept are an average over about that many
TEACHER, ESPEAK, TRACKED, SILENT = 24, 24, 20, 6  # windows of each sort in a batch
CLOSING = 1.0  # share of the way to the silent mouth that espeak-ng's p, b and m are moved
OFTEN, MOSTLY = 4, 0.4  # how much oftener windows are drawn of which p, b or m fill that share
_MIXED, _UNCHANGED = 0.3, 0.25  # shares of the windows


def merge(students: Sequence[Student], material: Material) -> Student:
    """Fit the first student to the mean of all, in evaluation mode."""
    many = [s.eval() for s in students]
    material = replace(material, espeak=_closing_often(material.espeak))
    student = copy.deepcopy(many[0])  # in evaluation mode: batch norm keeps its statistics
    average = running_average(student, AVERAGED_STEPS)
    rest = silent_expression(material.teacher)
    scale = variance(material.teacher.targets)

    def loss_at(_: float) -> Tensor:
        windows, closed = _windows(material)
        quiet = noise_alone(SILENT, windows)
        wanted = mean_mouth(many, windows).lerp(rest, CLOSING * closed)
        wanted = torch.cat([wanted, rest.expand(SILENT, -1)])
        given = student.mouth(student(torch.cat([windows, quiet])))
        return squared(given - wanted).mean() / scale

    descend(student, average, loss_at, STEPS, LEARNING_RATE, "merging")
    return average.module


def mean_mouth(students: Sequence[Student], windows: Tensor) -> Tensor:
    """What the students say on average: (N, 64)."""
    with torch.no_grad():
        return torch.stack([s.mouth(s(windows)) for s in students]).mean(dim=0)


def _closing_often(espeak: Labelled) -> Labelled:
    closed = espeak.targets[:, NEIGHBOURS, LIPS_CLOSED] > MOSTLY
    return replace(espeak, weights=torch.where(closed, OFTEN, 1) * espeak.weights)


def _windows(material: Material) -> tuple[Tensor, Tensor]:
    """Random windows of every sort, and how much of each is known to be p, b or m: (N, 1)."""
    sources = [(material.teacher, TEACHER), (material.espeak, ESPEAK)]
    sources += [(material.tracked, TRACKED)] if material.tracked else []
    windows, targets, _ = zip(*(s.draw(n) for s, n in sources), strict=True)
    heard = _mixed(torch.cat(windows))
    closed = torch.zeros(len(heard), 1, device=heard.device)
    closed[TEACHER : TEACHER + ESPEAK, 0] = targets[1][:, NEIGHBOURS, LIPS_CLOSED]
    kept = some(len(heard), _UNCHANGED, heard) > 0
    return torch.where(kept, heard[..., CONTEXT:], augment(heard)), closed


def _mixed(windows: Tensor) -> Tensor:
    """Some windows with another, 0...25 dB weaker."""
    db, count = to_db(windows), len(windows)
    other = db[torch.randperm(count, device=db.device)] - uniform(count, 0, 25, db)
    return to_mel(add_power(db, torch.where(some(count, _MIXED, db) > 0, other, FLOOR_DB)))
