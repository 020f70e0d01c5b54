"""The table of scores that a training run ends with, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence

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
    lines = ["Trained on:", "", score_table({"": net}, clips), ""]
    lines += ["Unseen:", "", score_table({"": net}, unseen), ""]
    lines += ["| background | opening |", "|---|---|"]
    lines += [f"| {k} | {v:+.2f} |" for k, v in silence(net, axis, longest).items()]
    lines += ["", "| voice | p, b, m closed | open vowels open | opening in pauses |"]
    lines += ["|---|---|---|---|", *_voices(net, axis)]
    return "\n".join(lines)


def score_table(nets: Mapping[str, Audio2Exp], clips: Sequence[Clip]) -> str:
    """Fit of named nets to the teacher by source, and over all clips, weighted by frames."""
    scores = {name: [fit(net, clip) for clip in clips] for name, net in nets.items()}
    heads = [head for name in nets for head in (f"{name} R²", f"{name} PC 1")]
    lines = [f"| clips of | seconds | {' | '.join(h.strip() for h in heads)} |"]
    lines.append("|---" * (2 + len(heads)) + "|")
    sources = dict.fromkeys(clip.source for clip in clips)
    for source in [*sources, "all"]:
        own = [i for i, c in enumerate(clips) if source in (c.source, "all")]
        frames = [len(clips[i].audio_part) for i in own]
        means = [_mean_fit([fits[i] for i in own], frames) for fits in scores.values()]
        lines.append(f"| {source} | {sum(frames) / FPS:.0f} | {' | '.join(means)} |")
    return "\n".join(lines)


def _mean_fit(fits: Sequence[Fit], frames: Sequence[int]) -> str:
    r2, pc1 = (np.average([getattr(f, k) for f in fits], weights=frames) for k in ("r2", "pc1"))
    return f"{r2:.3f} | {pc1:.3f}"


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
