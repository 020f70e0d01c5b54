"""What is trained: the expression net's trunk, and the heads that read it."""

import numpy as np
import torch
from torch import Tensor, nn

from distilling.augment import CONTEXT
from distilling.clips import REF_SLOPE
from distilling.descent import squared, variance
from distilling.material import NEIGHBOURS, Labelled
from distilling.phonemes import KINDS
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.config import ExpConfig
from sadcoeff.networks.trunk import MEL_EMBEDDING, MelTrunk

EXPRESSION_SIZE = 64
FRAMES_ASKED = 2 * NEIGHBOURS + 1
EVALUATED = 256  # windows at once
WIDER = 1.06  # the mouth of a voice not trained on opens 0.87 as far as the teacher's


class Student(nn.Module):
    """The trunk and what reads it, with an offset of its own for every clip of the teacher's.

    The offsets take up what a face's influence is not quite linear in.
    """

    def __init__(self, clips: int) -> None:
        super().__init__()
        self.trunk = MelTrunk()
        self.mouth = nn.Linear(MEL_EMBEDDING, EXPRESSION_SIZE)
        self.sounds = nn.Linear(MEL_EMBEDDING, FRAMES_ASKED * len(KINDS))
        self.tracked = nn.Linear(MEL_EMBEDDING, EXPRESSION_SIZE)
        self.offsets = nn.Embedding(clips, EXPRESSION_SIZE)
        for layer in (self.mouth, self.tracked, self.offsets):
            nn.init.zeros_(layer.weight)

    def forward(self, windows: Tensor) -> Tensor:
        """(N, 80, 16) -> embedding (N, 512)."""
        x = windows[:, None].contiguous(memory_format=torch.channels_last)
        with torch.autocast(x.device.type, torch.bfloat16):
            embedding = self.trunk(x).flatten(1)
        return embedding.float()


def explained(student: Student, teacher: Labelled) -> float:
    """Share of the teacher's variance that the student explains, on sound as it is."""
    windows = teacher.windows[:][..., CONTEXT:].split(EVALUATED)
    with torch.no_grad():
        mouths = torch.cat([student.mouth(student(w)) for w in windows])
        error = squared(mouths + student.offsets(teacher.owners) - teacher.targets).mean()
    return float(1 - error / variance(teacher.targets))


def open_wider(student: Student, axis: np.ndarray, rest: Tensor) -> None:
    """Move the mouth further from its rest (64,) along the axis of its opening, (64,).

    Squared error makes motion smaller than it is where it is not sure of it.
    """
    along = torch.from_numpy(axis).float()
    added = (WIDER - 1) * torch.outer(along, along)
    layer = student.mouth
    with torch.no_grad():
        layer.weight += added @ layer.weight
        layer.bias += added @ (layer.bias - rest)


def expression_net(student: Student, blink: np.ndarray) -> Audio2Exp:
    """The network in the released shape: trunk, source face and blink in one linear layer."""
    net = Audio2Exp(ExpConfig(EXPRESSION_SIZE))
    net.audio_encoder.load_state_dict(student.trunk.state_dict())
    face = REF_SLOPE * torch.eye(EXPRESSION_SIZE)
    mouth = student.mouth.cpu()
    with torch.no_grad():
        net.mapping1.weight.copy_(
            torch.cat([mouth.weight, face, torch.tensor(blink)[:, None]], dim=1)
        )
        net.mapping1.bias.copy_(mouth.bias)
    return net.eval()
