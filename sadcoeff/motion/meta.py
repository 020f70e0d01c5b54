"""How coefficients were made, as a coefficient file records it."""

from dataclasses import dataclass, fields

from sadcoeff.motion.columns import FPS


@dataclass(frozen=True)
class Meta:
    """How coefficients were made; None for what is unknown."""

    fps: float | None = float(FPS)
    pose_style: int | None = None
    seed: int | None = None
    weights: str | None = None
    audio: str | None = None  # the recording's name
    version: str | None = None  # of this program
    raised_db: float | None = None  # by which a quiet recording was raised

    def variables(self) -> dict[str, float | int | str]:
        """The known fields by name."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) is not None}
