"""Training of the expression net, with two more tasks that teach its trunk to hear speech.

The teacher's clips are few voices.  So the same trunk also names the sounds of synthetic speech
in many voices, and follows tracked faces; what reads these is thrown away in the end.  On all of
them the mouth has to move as the student's own average over the last steps says it does, however
their sound is changed.

For the last part of the training batch norm keeps fixed statistics, taken from much sound, so that
what is trained is what will be used: in a batch of some dozens no window can be far from the
batch's own mean, which by fixed statistics a rare sound can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from distilling.augment import CONTEXT, augment, noise_alone
from distilling.descent import descend, running_average, settle, squared, variance
from distilling.material import Labelled, silent_expression
from distilling.phonemes import PAUSE
from distilling.student import Student, explained
from sadcoeff.errors import SadCoeffError

LEARNING_RATE = 1e-3
AVERAGED_STEPS = 100  # the weights kept are an average over about that many
LEAST_EXPLAINED = 0.5  # share of the variance of what it was trained on
SOUNDS_WEIGHT, TRACKED_WEIGHT, OFFSET_WEIGHT = 0.1, 0.05, 0.1
STEADY_AFTER, SETTLING = 0.65, 60  # a share of the steps; batches that the statistics are over
AGREEMENT_WEIGHT, AGREED_AFTER = 0.5, 0.3  # the latter a share of the steps, until which it grows


@dataclass(frozen=True)
class Recipe:
    """Windows of each sort in a batch, and how many batches."""

    teacher: int = 32
    espeak: int = 8
    tracked: int = 8
    silent: int = 6
    steps: int = 2500


@dataclass(frozen=True)
class Material:
    """What is learned from; `tracked` is None where there are no tracked clips."""

    teacher: Labelled
    espeak: Labelled
    tracked: Labelled | None


class _Lesson:
    """One batch's loss, from fixed material."""

    def __init__(
        self, student: Student, average: AveragedModel, material: Material, recipe: Recipe
    ) -> None:
        self.student, self.average = student, average
        self.material, self.recipe = material, recipe
        self.silent = silent_expression(material.teacher)
        student.mouth.bias.data.copy_(material.teacher.targets.mean(dim=0))
        self.teacher_targets = material.teacher.targets
        self.teacher_variance = variance(self.teacher_targets)
        self.tracked_variance = variance(material.tracked.targets) if material.tracked else None

    def loss(self, progress: float) -> Tensor:
        """Of random windows of every sort, passed through the trunk together.

        `progress` 0...1 is how much of the training is done.
        """
        if progress >= STEADY_AFTER and self.student.training:
            batches = (self._hear(self._draw()[0]) for _ in range(SETTLING))
            settle(self.student, self.average, batches)
        windows, targets, owners = self._draw()
        sizes = [*(len(w) for w in windows), self.recipe.silent]
        heard = self.student(self._hear(windows))
        teacher, espeak, *tracked, silent = heard.split(sizes)
        loss = self._mouth(teacher, silent, targets[0], owners[0])
        loss = loss + SOUNDS_WEIGHT * self._sounds(espeak, silent, targets[1])
        for embedding in tracked:
            error = squared(self.student.tracked(embedding) - targets[2]).mean()
            loss = loss + TRACKED_WEIGHT * error / self.tracked_variance
        unchanged = torch.cat(windows[1:])[..., CONTEXT:]
        agreement = self._agreement(torch.cat([espeak, *tracked]), unchanged)
        return loss + AGREEMENT_WEIGHT * min(progress / AGREED_AFTER, 1) * agreement

    def _draw(self) -> tuple[tuple[Tensor, ...], ...]:
        """Windows, targets and owners of every sort."""
        m, r = self.material, self.recipe
        sources = [(m.teacher, r.teacher), (m.espeak, r.espeak)]
        sources += [(m.tracked, r.tracked)] if m.tracked else []
        return tuple(zip(*(s.draw(n) for s, n in sources), strict=True))

    def _hear(self, windows: Sequence[Tensor]) -> Tensor:
        """The windows, changed, and then silent ones: (N, 80, 16)."""
        changed = augment(torch.cat(list(windows)))
        return torch.cat([changed, noise_alone(self.recipe.silent, changed)])

    def _agreement(self, changed: Tensor, unchanged: Tensor) -> Tensor:
        """Of embeddings of changed windows with what the average says of the windows."""
        with torch.no_grad():
            wanted = limit(self.average.module.mouth(self.average(unchanged)), self.teacher_targets)
        return squared(self.student.mouth(changed) - wanted).mean() / self.teacher_variance

    def _mouth(self, teacher: Tensor, silent: Tensor, wanted: Tensor, owners: Tensor) -> Tensor:
        offsets = self.student.offsets(owners)
        speaking = squared(self.student.mouth(teacher) + offsets - wanted)
        resting = squared(self.student.mouth(silent) - self.silent)
        error = torch.cat([speaking, resting]).mean() / self.teacher_variance
        return error + OFFSET_WEIGHT * squared(offsets).mean()

    def _sounds(self, espeak: Tensor, silent: Tensor, wanted: Tensor) -> Tensor:
        pause = torch.zeros(len(silent), *wanted.shape[1:], device=wanted.device)
        pause[..., PAUSE] = 1
        logits = self.student.sounds(torch.cat([espeak, silent])).unflatten(1, wanted.shape[1:])
        return -(torch.cat([wanted, pause]) * logits.log_softmax(dim=2)).sum(dim=2).mean()


def limit(mouths: Tensor, targets: Tensor) -> Tensor:
    """Bring mouths (N, 64) no further from the targets' mean than the furthest target is.

    On sounds without a label a student follows its own average, and the average the student: a
    mouth that opens too far there could open further and further.
    """
    middle = targets.mean(dim=0)
    furthest = squared(targets - middle).max().sqrt()
    moved = mouths - middle
    length = moved.norm(dim=1, keepdim=True)
    return middle + moved * (furthest / length.clamp(min=furthest))


def train_student(material: Material, recipe: Recipe, device: torch.device) -> Student:
    """Fit a student, and return its averaged weights in evaluation mode.

    Raises SadCoeffError if it does not even explain what it was trained on.
    """
    clips = int(material.teacher.owners.max()) + 1
    student = Student(clips).to(device).to(memory_format=torch.channels_last)
    average = running_average(student, AVERAGED_STEPS)
    lesson = _Lesson(student, average, material, recipe)
    descend(student, average, lesson.loss, recipe.steps, LEARNING_RATE, "expression")
    share = explained(average.module, material.teacher)
    if share < LEAST_EXPLAINED:
        raise SadCoeffError(
            f"training failed: the student explains {share:.2f} of the motion it was trained on, "
            f"{LEAST_EXPLAINED} is the least expected: train for more steps, or at a lower rate."
        )
    return average.module
