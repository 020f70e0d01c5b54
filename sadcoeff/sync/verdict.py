"""What the comparison comes to: in a word, in numbers and in a sentence."""

from dataclasses import dataclass

from sadcoeff.motion.columns import FPS

IN_STEP, LATE, EARLY, APART, UNKNOWN = "in step", "late", "early", "apart", "unknown"

_FARTHEST = 0.3  # s; of a larger shift only the direction is told
_IN_STEP = 0.05  # s: one frame, and what a shift is off by; viewers notice 45 ms (ITU-R BT.1359)
# An agreement is no chance if it is above 0.1 + 3.2 e, e its standard error: of 3,600 mouths and
# other people's speech, 1 to 20 s long, one in a thousand reached that.
_LEAST, _ERRORS = 0.1, 3.2
# It is too low if 2 e above it would still be below what mouths have with their own sound.
_LOWEST, _MARGIN = 0.35, 2.0


@dataclass(frozen=True)
class Sync:
    """How a mouth goes with a sound.

    verdict: "in step" within 50 ms; "late" or "early", the mouth against the sound; "apart", they
    do not belong together; "unknown".
    shift: by how many seconds the mouth is late, negative where it is early.  None for more than
    0.3, and where they are apart or nothing is known.
    agreement: correlation of lips and jaw with what the sound asks for, at the best shift.  None
    where nothing could be compared.  SadTalker's output has about 0.7 with its own sound, tracked
    faces 0.3 to 0.6, strangers after ten seconds 0 to 0.25.
    reason: why nothing is known, a clause; "" otherwise.
    """

    verdict: str
    shift: float | None = None
    agreement: float | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """All of it in one sentence, with what to do."""
        if self.verdict == UNKNOWN:
            return f"Whether the mouth is in step with the sound cannot be told: {self.reason}."
        agreement = f"agreement {self.agreement:.2f}"
        if self.verdict == APART:
            return (
                f"The mouth does not follow this sound ({agreement}): use the recording that the "
                f"coefficients belong to, and check that they have {FPS} frames a second."
            )
        if self.verdict == IN_STEP:
            return f"The mouth is in step with the sound ({self._tell_shift()}, {agreement})."
        if self.verdict == LATE:
            where, cure = "behind", f"drop {self._count_frames()} at the beginning of"
        else:
            where, cure = "ahead of", f"put {self._count_frames()} in front of"
        return (
            f"The mouth is {self._tell_shift()} {where} the sound ({agreement}): {cure} the "
            "coefficients."
        )

    def _count_frames(self) -> str:
        if self.shift is None:
            return "frames"
        count = round(abs(self.shift) * FPS)
        return "1 frame" if count == 1 else f"{count} frames"

    def _tell_shift(self) -> str:
        """The shift to 5 ms, which is about how well it is known."""
        if self.shift is None:
            return f"more than {_FARTHEST * 1000:.0f} ms"
        rounded = 5 * round(abs(self.shift) * 200)
        side = "" if self.verdict != IN_STEP or not rounded else LATE if self.shift > 0 else EARLY
        return f"{rounded} ms {side}".rstrip()


def cannot_tell(reason: str, agreement: float | None = None) -> Sync:
    """That nothing is known, and why: a clause."""
    return Sync(UNKNOWN, None, agreement, reason)


def judge(shift: float, agreement: float, error: float) -> Sync:
    """The verdict on the highest correlation, `shift` seconds off, and its standard error."""
    if agreement <= _LEAST + _ERRORS * error:
        if agreement + _MARGIN * error < _LOWEST:
            return Sync(APART, None, agreement)
        return cannot_tell(
            f"an agreement of {agreement:.2f} can be chance where there is so little to compare",
            agreement,
        )
    told = shift if abs(shift) <= _FARTHEST else None
    if abs(shift) <= _IN_STEP:
        return Sync(IN_STEP, told, agreement)
    return Sync(LATE if shift > 0 else EARLY, told, agreement)
