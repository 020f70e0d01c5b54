"""The table of scores that a training run ends with, in Markdown."""

from collections.abc import Iterator, Sequence

import numpy as np
from torch import Tensor

from distilling.clips import Clip
from distilling.motion import Styles
from distilling.people import CHUNK
from distilling.pose_scores import rest_share, seam_ratios, style_range, takes
from distilling.scores import articulation, first_axis, fit, silence
from distilling.texts import HELD_OUT
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose


def expression_report(net: Audio2Exp, clips: Sequence[Clip], unseen: Sequence[Clip]) -> str:
    """Fit to the teacher, silence, and synthetic voices."""
    axis = first_axis(clips)
    lines = ["| clip | R² | PC 1 correlation |", "|---|---|---|"]
    for clip in [*clips, *unseen]:
        score = fit(net, clip)
        seen = "unseen" if clip in unseen else "trained on"
        lines.append(f"| {clip.name} ({seen}) | {score.r2:.3f} | {score.pc1:.3f} |")
    lines += ["", "| background | opening |", "|---|---|"]
    lines += [f"| {k} | {v:+.2f} |" for k, v in silence(net, axis, clips[0]).items()]
    lines += ["", "| voice | p, b, m closed | open vowels open | opening in pauses |"]
    lines += ["|---|---|---|---|", *_voices(net, axis)]
    return "\n".join(lines)


def _voices(net: Audio2Exp, axis: np.ndarray) -> Iterator[str]:
    scores = [articulation(net, axis, voice, text) for voice, text in HELD_OUT.items()]
    for voice, s in zip(HELD_OUT, scores, strict=True):
        yield f"| {voice} | {s.closed:.0%} | {s.vowels:.0%} | {s.pauses:+.2f} |"
    closed, vowels = (np.mean([getattr(s, k) for s in scores]) for k in ("closed", "vowels"))
    yield f"| mean | {closed:.0%} | {vowels:.0%} | {np.nanmean([s.pauses for s in scores]):+.2f} |"


def pose_report(net: Audio2Pose, styles: Styles, speech: Tensor) -> str:
    """Seams, rest and every style's range, for the speech (T, 6) of one clip."""
    motions = [takes(net, speech, style) for style in range(net.config.styles)]
    whole, last = seam_ratios(motions, CHUNK)
    rest = rest_share(net, motions)
    lines = [
        f"Steps at seams between whole chunks are {whole:.2f} times those elsewhere, and "
        f"{last:.2f} times into the last partial chunk; steps in silence are {rest:.2f} times "
        "those in speech. Speed is in degrees per frame; *takes* is how much the deviation differs "
        "from take to take.",
        "",
        "| style | like | pitch ° | yaw ° | roll ° | x | y | z | speed | largest | takes |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for number, (name, motion) in enumerate(zip(styles.names, motions, strict=True)):
        r = style_range(motion)
        angles = " | ".join(f"{v:.2f}" for v in np.rad2deg(r.deviation[:3]))
        moves = " | ".join(f"{v:.4f}" for v in r.deviation[3:])
        lines.append(
            f"| {number} | {name} | {angles} | {moves} | {r.speed:.2f} | {r.largest:.1f} | "
            f"±{r.between.mean():.0%} |"
        )
    return "\n".join(lines)


def left_out_report(net: Audio2Exp, source: str, clips: Sequence[Clip], unseen: Clip) -> str:
    """Fit to a source that was left out of training."""
    scores = ((c.name, fit(net, c)) for c in [*clips, unseen])
    return f"without {source}: " + "; ".join(
        f"{n} R² {s.r2:.3f}, PC 1 {s.pc1:.3f}" for n, s in scores
    )
