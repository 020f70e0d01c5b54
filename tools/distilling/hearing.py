"""What the pose decoder hears: ridge regression of `linear_audio` on the trunk's embeddings."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from distilling.augment import CONTEXT, augment, noise_alone
from distilling.bank import Bank
from distilling.clips import Clip
from distilling.people import loudness, rhythm
from distilling.student import Student
from sadcoeff.networks.audio2pose import Audio2Pose

MOUTH_AXES = 3
_AUGMENTED = 2  # changed copies of every window in the regression
_SILENT_WINDOWS = 1500  # of noise alone, which is to sound like silence
_RESTING = 0.02  # activity of silence
_RIDGE = 1e-3
_BLOCK = 256  # windows
_SPEECH_BELOW_PEAKS, _SOFTNESS = 22, 4  # dB


def wanted_hearing(clip: Clip, mouth: np.ndarray) -> np.ndarray:
    """Activity 0...1, loudness, its rise, and the mouth along three axes, scaled: (T, 6)."""
    loud = loudness(clip.mel, len(mouth))
    above = (loud - np.quantile(loud, 0.9) + _SPEECH_BELOW_PEAKS) / _SOFTNESS
    moved = (mouth - mouth.mean(axis=0)) / mouth.std(axis=0)[0]
    return np.column_stack([1 / (1 + np.exp(-above)), rhythm(loud), moved]).astype(np.float32)


def fit_hearing(pose: Audio2Pose, student: Student, clips: Sequence[Clip]) -> list[Tensor]:
    """Give the pose net the student's trunk and its hearing; what it hears of the clips (T, 6).

    The mouth's axes are the principal components of what the student says of the clips.
    """
    pose.audio_encoder.audio_encoder.load_state_dict(student.trunk.state_dict())
    lengths = [len(c.audio_part) for c in clips]
    bank = Bank([c.mel for c in clips], lengths, torch.device("cpu"))
    clean = _embed(student, bank[:][..., CONTEXT:])
    axes = _axes(student, clean)
    mouths = (student.mouth(clean).detach() @ axes).split(lengths)
    wanted = [wanted_hearing(c, m.numpy()) for c, m in zip(clips, mouths, strict=True)]
    changed = [_embed(student, augment(bank[:])) for _ in range(_AUGMENTED)]
    target = torch.from_numpy(np.concatenate(wanted))
    rest = target[target[:, 0] < _RESTING].mean(dim=0)
    changed.append(_embed(student, noise_alone(_SILENT_WINDOWS, clean)))
    target = torch.cat([target.repeat(1 + _AUGMENTED, 1), rest.expand(_SILENT_WINDOWS, -1)])
    _regress(pose.netG.decoder.linear_audio, torch.cat([clean, *changed]), target)
    with torch.no_grad():
        return list(pose.netG.decoder.linear_audio(clean).split(lengths))


def _embed(student: Student, windows: Tensor) -> Tensor:
    with torch.no_grad():
        return torch.cat([student(w) for w in windows.split(_BLOCK)])


def _axes(student: Student, embeddings: Tensor) -> Tensor:
    mouth = student.mouth(embeddings).detach()
    return torch.linalg.svd(mouth - mouth.mean(dim=0), full_matrices=False)[2][:MOUTH_AXES].T


def _regress(linear: torch.nn.Linear, embeddings: Tensor, target: Tensor) -> None:
    x = torch.cat([embeddings, torch.ones(len(embeddings), 1)], dim=1).double()
    square = x.T @ x / len(x) + _RIDGE * torch.eye(x.shape[1])
    solution = torch.linalg.solve(square, x.T @ target.double() / len(x)).float()
    with torch.no_grad():
        linear.weight.copy_(solution[:-1].T)
        linear.bias.copy_(solution[-1])
