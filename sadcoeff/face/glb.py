"""A take as an animated head: a `.glb` file, as Blender, three.js and game engines read it."""

from pathlib import Path
from typing import Any

import numpy as np

from sadcoeff.face.arkit import ARKIT_NAMES
from sadcoeff.face.tracks import resample_tracks
from sadcoeff.face.whole_head import Mesh, head_meshes
from sadcoeff.files.gltf import CORNERS, VERTICES, Numbers, write_glb
from sadcoeff.motion.columns import FPS
from sadcoeff.version import __version__

METRES = 0.1  # of a model unit
_ROUGHNESS = {"skin": 0.6, "mouth": 0.35, "eyes": 0.12}


def write_head(path: str | Path, coeffs: np.ndarray, fps: int = FPS, name: str = "take") -> None:
    """Write coeffs (T, 70) of 25 frames a second as our own head, moving, at 25, 30 or 60 `fps`.

    The mesh has ARKIT_NAMES as targets; its weights, and the head's rotation and translation, are
    one animation called `name`.  Metres and y up, as glTF has it.  Written whole or not at all.
    Raises SettingError for what `resample_tracks` refuses, and CoeffFileError if the file cannot
    be written.
    """
    name = name.encode(errors="replace").decode()  # JSON holds no halves of surrogate pairs
    numbers = Numbers()
    animation = _animation(coeffs, fps, numbers) | {"name": name}
    materials, primitives = [], []
    for index, (part, mesh) in enumerate(head_meshes().items()):
        base = mesh.colours.max(axis=0)
        materials.append(_material(part, base))
        primitives.append(_primitive(mesh, base, numbers) | {"material": index})
    document = {
        "asset": {"version": "2.0", "generator": f"sadcoeff {__version__}"},
        "scene": 0,
        "scenes": [{"name": name, "nodes": [0]}],
        "nodes": [{"name": "head", "mesh": 0}],
        "meshes": [
            {
                "name": "head",
                "primitives": primitives,
                "weights": [0.0] * len(ARKIT_NAMES),
                "extras": {"targetNames": list(ARKIT_NAMES)},
            }
        ],
        "materials": materials,
        "animations": [animation],
    }
    write_glb(Path(path), document, numbers)


def quaternions(angles: np.ndarray) -> np.ndarray:
    """(T, 4) x, y, z, w of pitch, yaw, roll (T, 3) in radians: R = Rz @ Ry @ Rx.

    From frame to frame the shorter way, since players go straight between quaternions.
    """
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles.T / 2), np.sin(angles.T / 2)
    turns = np.stack(
        [
            sx * cy * cz - cx * sy * sz,
            cx * sy * cz + sx * cy * sz,
            cx * cy * sz - sx * sy * cz,
            cx * cy * cz + sx * sy * sz,
        ],
        axis=1,
    )
    away = (turns[1:] * turns[:-1]).sum(axis=1) < 0
    return turns * np.cumprod(np.r_[1, np.where(away, -1, 1)])[:, None]


def _animation(coeffs: np.ndarray, fps: int, numbers: Numbers) -> dict[str, Any]:
    tracks = resample_tracks(coeffs, fps)
    times = (np.arange(len(tracks.weights)) / fps).astype(np.float32)
    clock = numbers.add(times, bounds=True)
    paths = {
        "weights": tracks.weights.ravel(),
        "rotation": quaternions(tracks.angles.astype(np.float64)).astype(np.float32),
        "translation": tracks.translation * np.float32(METRES),
    }
    return {
        "samplers": [
            {"input": clock, "output": numbers.add(values), "interpolation": "LINEAR"}
            for values in paths.values()
        ],
        "channels": [
            {"sampler": index, "target": {"node": 0, "path": path}}
            for index, path in enumerate(paths)
        ],
    }


def _material(name: str, base: np.ndarray) -> dict[str, Any]:
    """Programs that show no colours of points still show this one."""
    return {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*base.tolist(), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": _ROUGHNESS[name],
        },
    }


def _primitive(mesh: Mesh, base: np.ndarray, numbers: Numbers) -> dict[str, Any]:
    opaque = np.column_stack([np.clip(mesh.colours / base, 0, 1), np.ones(len(mesh.points))])
    colours = np.rint(opaque * 255).astype(np.uint8)
    corners = mesh.triangles.ravel().astype(np.uint16)
    still = numbers.add_sparse(np.zeros_like(mesh.points, np.float32))
    return {
        "attributes": {
            "POSITION": numbers.add(_metres(mesh.points), VERTICES, bounds=True),
            "NORMAL": numbers.add(mesh.normals.astype(np.float32), VERTICES),
            "COLOR_0": numbers.add(colours, VERTICES, normalized=True),
        },
        "indices": numbers.add(corners, CORNERS),
        "targets": [
            {"POSITION": numbers.add_sparse(_metres(moved)) if moved.any() else still}
            for moved in mesh.targets
        ],
    }


def _metres(values: np.ndarray) -> np.ndarray:
    return (values * METRES).astype(np.float32)
