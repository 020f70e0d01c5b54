"""What every recording of a bulk run is converted with."""

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.devices import FLOAT32
from sadcoeff.errors import BulkError
from sadcoeff.exports import choose_rates
from sadcoeff.files.checksums import sha256_of
from sadcoeff.files.read import read_coeffs
from sadcoeff.motion.blinks import EYELIDS
from sadcoeff.motion.columns import FPS
from sadcoeff.motion.edits import UNEDITED, Edits
from sadcoeff.motion.reference import RefPose
from sadcoeff.networks.config import PoseConfig, load_config
from sadcoeff.source import NEUTRAL, Source, check_eye_blink, read_source
from sadcoeff.validation import seed_number, whole_number
from sadcoeff.version import __version__
from sadcoeff.weights.catalogue import find_weights

_SEED_BITS = 53  # exact even in a JSON reader that turns numbers into doubles


@dataclass(frozen=True, eq=False)
class References:
    """The contents of the coefficient files that all recordings of a run share."""

    source: Source = NEUTRAL
    ref_pose: np.ndarray | None = None  # (N, 70)


@dataclass(frozen=True)
class Options:
    """The options of a bulk run; files by their absolute paths, weights by name or path."""

    style: int = 0
    seed: int = 0
    normalise: bool = False
    edits: Edits = UNEDITED
    source: str | None = None
    ref_pose: str | None = None
    ref_fps: float = float(FPS)
    eye_blink: str | None = None
    eye_blink_mode: str = EYELIDS
    eye_blink_fps: float | None = None
    formats: tuple[str, ...] = ("mat",)
    fps: int | None = None
    weights: str = "demo"
    device: str = "cpu"
    precision: str = FLOAT32

    def check(self) -> None:
        """Raise what a run would raise: SettingError or WeightsError."""
        RefPose(self.ref_fps)
        files = find_weights(self.weights)
        styles = load_config(PoseConfig, files["audio2pose_yaml_path"]).styles
        whole_number("pose style", self.style, 0, styles - 1)
        seed_number(self.seed)
        choose_rates(self.formats, self.fps)
        check_eye_blink(self.eye_blink_mode, self.eye_blink_fps)

    def read_references(self) -> References:
        """Read source face, eye-blink file and reference pose, once for all recordings.

        Raises CoeffFileError.
        """
        ref_pose = read_coeffs(self.ref_pose) if self.ref_pose else None
        source = read_source(
            self.source,
            self.eye_blink,
            eye_blink_mode=self.eye_blink_mode,
            eye_blink_fps=self.eye_blink_fps,
        )
        return References(source, ref_pose)

    def derive_seed(self, name: str) -> int:
        """The seed of one recording, which depends on the run's seed and its own name alone."""
        digest = hashlib.sha256(f"{self.seed}\n".encode() + os.fsencode(name)).digest()
        return int.from_bytes(digest[:8], "big") >> (64 - _SEED_BITS)

    def record(self, base: Path) -> dict[str, Any]:
        """All that the results depend on, files by their content, for the options file.

        `base` is the folder that the recordings' names are relative to.  Raises BulkError for a
        file that cannot be read.
        """
        return {
            "folder": str(base),
            "style": self.style,
            "seed": self.seed,
            "normalise": self.normalise,
            **asdict(self.edits),
            "format": sorted(self.formats),
            "fps": choose_rates(self.formats, self.fps),
            "precision": self.precision,
            "source": self.source and _sha256(Path(self.source)),
            "ref_pose": self.ref_pose and _sha256(Path(self.ref_pose)),
            "ref_fps": self.ref_fps,
            "eye_blink": self.eye_blink and _sha256(Path(self.eye_blink)),
            "eye_blink_mode": self.eye_blink and self.eye_blink_mode,
            "eye_blink_fps": self.eye_blink and self.eye_blink_fps,
            **self.fingerprint(),
        }

    def fingerprint(self) -> dict[str, Any]:
        """The version of this program and the SHA-256 of the weights.

        These have to be the same on every machine of a run.  Raises BulkError for a file that
        cannot be read.
        """
        found = find_weights(self.weights)
        weights = [Path(v) for k, v in found.items() if k.endswith("checkpoint")]
        return {
            "version": __version__,
            "weights": {p.name: _sha256(p) for p in weights},
        }


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise BulkError(f"'{path}' cannot be read ({error.strerror}): allow reading it.") from error
