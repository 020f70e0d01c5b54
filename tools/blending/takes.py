"""What Blender is given, and what it must find: files beside each other in one folder.

neutral##speech.csv    as the page downloads it, for the guide's snippet
snippet.py             that snippet, taken from the guide
{fps}.glb, {fps}.npz   an animated head, and what it must come to in Blender
"""

import re
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from sadcoeff import Audio2Coeff, find_weights, make_batch
from sadcoeff.exports import ANIMATIONS, write_outputs
from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.glb import METRES
from sadcoeff.face.tracks import resample_tracks
from sadcoeff.face.whole_head import head_meshes
from sadcoeff.motion.columns import ANGLES
from sadcoeff.motion.frame_rates import FRAME_RATES

ASSETS = Path(__file__).parents[2] / "sadcoeff" / "assets"
NAMES = ("speech", "a\"'\\\n</script>", "../__proto__\u202e")  # of the recording, one per rate
_TO_BLENDER = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])  # y up becomes z up, towards you is -y


def prepare(folder: Path) -> None:
    """Write the files of this module into a folder."""
    batch = make_batch(ASSETS / "examples" / "english.flac")
    coeffs = Audio2Coeff(find_weights("demo"), "cpu").predict(batch, 0, seed=0)
    write_outputs(folder, "neutral", "speech", coeffs, ["csv"])
    (folder / "snippet.py").write_text(_blender_snippet(), "utf-8")
    turns = _to_blender(Rotation.from_euler("xyz", coeffs[:, ANGLES]).as_matrix())
    np.savez(folder / "snippet.npz", turns=turns)
    for fps, name in zip(FRAME_RATES, NAMES, strict=True):
        ANIMATIONS["glb"].write(folder / f"{fps}.glb", coeffs, fps, name)
        np.savez(folder / f"{fps}.npz", name=name, **_wanted(coeffs, fps))


def _blender_snippet() -> str:
    guide = (ASSETS / "guide.md").read_text("utf-8")
    (code,) = (c for c in re.findall(r"```python\n(.*?)```", guide, re.S) if "import bpy" in c)
    return code


def _wanted(coeffs: np.ndarray, fps: int) -> dict[str, np.ndarray]:
    """Names, weights (T, 52), turns (T, 3, 3), places (T, 3) in metres, and the points (V, 3) of
    the frame where the mouth is open most."""
    tracks = resample_tracks(coeffs, fps)
    frame = int(tracks.weights[:, ARKIT_NAMES.index("jawOpen")].argmax())
    shaped = [
        m.points + np.tensordot(tracks.weights[frame], m.targets, 1) for m in head_meshes().values()
    ]
    return {
        "names": np.array(ARKIT_NAMES),
        "weights": tracks.weights,
        "turns": _to_blender(Rotation.from_euler("xyz", tracks.angles).as_matrix()),
        "places": tracks.translation @ _TO_BLENDER.T * METRES,
        "open": np.array(frame),
        "points": np.concatenate(shaped) @ _TO_BLENDER.T * METRES,
    }


def _to_blender(turns: np.ndarray) -> np.ndarray:
    """Rotations (T, 3, 3) about Blender's axes."""
    return _TO_BLENDER @ turns @ _TO_BLENDER.T
