"""The table of scores that a training run ends with, in Markdown."""

from collections.abc import Iterator, Sequence

import numpy as np
from torch import Tensor

from distilling.chunks import CHUNK
from distilling.clips import Clip
from distilling.motion import Styles
from distilling.pose_scores import (
    StyleRange,
    rest_share,
    seam_ratios,
    spread_ratio,
    style_range,
    takes,
)
from distilling.pose_words import describe
from distilling.scores import Fit, articulation, first_axis, fit, silence
from distilling.texts import HELD_OUT
from sadcoeff.motion.columns import FPS
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose

SHOWN = 60 * FPS  # frames that the styles are measured in


def expression_report(net: Audio2Exp, clips: Sequence[Clip], unseen: Sequence[Clip]) -> str:
    """Fit to the teacher on clips trained on and unseen, silence, and synthetic voices."""
    axis = first_axis(clips)
    longest = max(clips, key=lambda c: len(c.audio_part))
    lines = ["Trained on:", "", score_table(net, clips), ""]
    lines += ["Unseen:", "", score_table(net, unseen), ""]
    lines += ["| background | opening |", "|---|---|"]
    lines += [f"| {k} | {v:+.2f} |" for k, v in silence(net, axis, longest).items()]
    lines += ["", "| voice | p, b, m closed | open vowels open | opening in pauses |"]
    lines += ["|---|---|---|---|", *_voices(net, axis)]
    return "\n".join(lines)


def score_table(net: Audio2Exp, clips: Sequence[Clip]) -> str:
    """Fit to the teacher by source, and over all clips, weighted by frames."""
    scores = [fit(net, clip) for clip in clips]
    lines = ["| clips of | seconds | R² | PC 1 correlation |", "|---|---|---|---|"]
    for source in dict.fromkeys(c.source for c in clips):
        own = [i for i, c in enumerate(clips) if c.source == source]
        lines.append(_mean_row(source, [clips[i] for i in own], [scores[i] for i in own]))
    return "\n".join([*lines, _mean_row("all", clips, scores)])


def _mean_row(name: str, clips: Sequence[Clip], scores: Sequence[Fit]) -> str:
    frames = [len(c.audio_part) for c in clips]
    r2, pc1 = (np.average([getattr(s, k) for s in scores], weights=frames) for k in ("r2", "pc1"))
    return f"| {name} | {sum(frames) / FPS:.0f} | {r2:.3f} | {pc1:.3f} |"


def _voices(net: Audio2Exp, axis: np.ndarray) -> Iterator[str]:
    scores = [articulation(net, axis, voice, text) for voice, text in HELD_OUT.items()]
    for voice, s in zip(HELD_OUT, scores, strict=True):
        yield f"| {voice} | {s.closed:.0%} | {s.vowels:.0%} | {s.pauses:+.2f} |"
    closed, vowels = (np.mean([getattr(s, k) for s in scores]) for k in ("closed", "vowels"))
    yield f"| mean | {closed:.0%} | {vowels:.0%} | {np.nanmean([s.pauses for s in scores]):+.2f} |"


def pose_report(net: Audio2Pose, styles: Styles, speech: Tensor) -> str:
    """Seams, rest, and how every style moves, for a minute of speech (T, 6)."""
    motions = [takes(net, speech[:SHOWN], style) for style in range(net.config.styles)]
    whole, last = seam_ratios(motions, CHUNK)
    rest = rest_share(net, motions)
    ranges = [style_range(motion) for motion in motions]
    lines = [
        f"Steps at seams between whole chunks are {whole:.2f} times those elsewhere, and "
        f"{last:.2f} times into the last partial chunk; steps in silence are {rest:.2f} times "
        f"those in speech. Styles are {spread_ratio(motions):.2f} times as far apart as takes of "
        "one. *Held* is the mean, speed is in degrees per frame, and *takes* is how much the "
        "deviation differs from take to take.",
        "",
        "| style | how | from | held ° | pitch ° | yaw ° | roll ° | x | y | z | speed | largest "
        "| takes |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    rows = zip(describe(ranges), styles.names, ranges, strict=True)
    lines += [f"| {number} | {_style_row(*row)} |" for number, row in enumerate(rows)]
    return "\n".join(lines)


def _style_row(how: str, name: str, r: StyleRange) -> str:
    held = ", ".join(f"{v:+.1f}" for v in np.rad2deg(r.held))
    angles = [f"{v:.2f}" for v in np.rad2deg(r.deviation[:3])]
    moves = [f"{v:.4f}" for v in r.deviation[3:]]
    end = [f"{r.speed:.2f}", f"{r.largest:.1f}", f"±{r.between.mean():.0%}"]
    return " | ".join([how, name, held, *angles, *moves, *end])
