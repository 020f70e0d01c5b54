"""The table of scores that a training run ends with, in Markdown."""

from collections.abc import Iterator, Sequence

import numpy as np

from distilling.clips import Clip
from distilling.pose_scores import (
    StyleMotions,
    StyleRange,
    rest_shares,
    seam_ratios,
    style_ranges,
)
from distilling.pose_words import describe
from distilling.scores import Fit, articulation, first_axis, fit, silence
from distilling.texts import HELD_OUT
from sadcoeff.checkup.head import spread_ratio
from sadcoeff.motion.columns import FPS
from sadcoeff.networks.audio2exp import Audio2Exp


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


def pose_report(motions: StyleMotions) -> str:
    """Seams, rest, and how every style moves."""
    ranges, seams, rest = style_ranges(motions), seam_ratios(motions), rest_shares(motions)
    lines = [
        f"Steps at seams between chunks are {seams.mean():.2f} times those elsewhere, at most "
        f"{seams.max():.2f} times; steps in silence are {rest.min():.2f} to {rest.max():.2f} "
        f"times those in speech. Styles are {spread_ratio(motions.speech):.2f} times as far apart "
        "as takes of one. *Held* is the mean, speed is in degrees per frame, *rest* the steps in "
        "silence against those in speech, and *takes* how much the deviation differs from take "
        "to take.",
        "",
        "| style | how | held ° | pitch ° | yaw ° | roll ° | x | y | z | speed | largest | rest "
        "| takes |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    rows = zip(describe(ranges), ranges, rest, strict=True)
    lines += [f"| {number} | {_style_row(*row)} |" for number, row in enumerate(rows)]
    return "\n".join(lines)


def _style_row(how: str, r: StyleRange, rest: float) -> str:
    held = ", ".join(f"{v:+.1f}" for v in np.rad2deg(r.held))
    angles = [f"{v:.2f}" for v in np.rad2deg(r.deviation[:3])]
    moves = [f"{v:.4f}" for v in r.deviation[3:]]
    end = [f"{r.speed:.2f}", f"{r.largest:.1f}", f"{rest:.2f}", f"±{r.between.mean():.0%}"]
    return " | ".join([how, held, *angles, *moves, *end])
