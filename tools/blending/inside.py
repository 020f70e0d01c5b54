"""Inside Blender: read the heads back, take a picture, and run the guide's snippet.

    python tools/blending/inside.py FOLDER

FOLDER is as `tools/blending/takes.py` fills it.  Python has Blender's own module `bpy` and NumPy,
and nothing of ours.  Prints a table; what differs is an AssertionError.
"""

import os
import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Quaternion

RATES = (25, 30, 60)
SIZE, SAMPLES = 480, 32  # pixels, and rays for each
DISTANCE, LENS = 0.75, 85  # of the camera: metres, millimetres
SEEN = (0.2, 0.8)  # share of the picture that a head covers
NEAR = 1e-5  # metres, radians, weights


def main(folder: Path) -> None:
    """Check, and print."""
    os.chdir(folder)  # where the guide's snippet looks
    print(f"| Blender | {bpy.app.version_string} |")
    for fps in RATES:
        print(f"| head of {fps} frames a second: key frames of 52 targets | {check_head(fps)} |")
    print(f"| share of the picture that the head covers | {take_picture():.0%} |")
    print(f"| the picture | {folder / 'head.png'} |")
    print(f"| key frames of the guide's snippet | {check_snippet()} |")


def check_head(fps: int) -> int:
    """Import a head, compare all of it, and leave it open-mouthed; the number of its key frames."""
    head, wanted = import_head(fps), np.load(f"{fps}.npz")
    shapes, names = head.data.shape_keys, wanted["names"].tolist()
    assert shapes.key_blocks.keys() == ["Basis", *names]
    (action,) = bpy.data.actions
    assert action.name == str(wanted["name"])
    weights = read_keys(shapes.animation_data)
    assert len(weights) == len(names)
    found = [weights[f'key_blocks["{name}"].value', 0] for name in names]
    compare(np.stack(found, axis=1), wanted["weights"])
    pose = read_keys(head.animation_data)
    turns = np.stack([pose["rotation_quaternion", axis] for axis in range(4)], axis=1)
    compare([Quaternion(turn).to_matrix() for turn in turns], wanted["turns"])
    places = np.stack([pose["location", axis] for axis in range(3)], axis=1)
    compare(places, wanted["places"])
    bpy.context.scene.frame_set(int(wanted["open"]))
    compare(shaped_points(head), wanted["points"])
    check_another(shapes, names)
    return len(places)


def check_another(shapes: Any, names: list[str]) -> None:
    """Another character whose shape keys have the same names follows the same action."""
    bpy.ops.mesh.primitive_cube_add()
    other = bpy.context.object
    for name in ("Basis", *reversed(names)):
        other.shape_key_add(name=name)
    animated = other.data.shape_keys.animation_data_create()
    animated.action = shapes.animation_data.action
    (animated.action_slot,) = animated.action_suitable_slots
    bpy.context.view_layer.update()
    values = [[s.key_blocks[name].value for name in names] for s in (shapes, other.data.shape_keys)]
    compare(values[1], np.array(values[0]))
    assert max(values[0]) > 0.1
    bpy.data.objects.remove(other)


def import_head(fps: int) -> Any:
    """The object, in a scene of its own whose frames are the file's."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.scene.render.fps = fps
    bpy.ops.import_scene.gltf(filepath=f"{fps}.glb")
    (head,) = bpy.data.objects
    return head


def read_keys(animated: Any) -> dict[tuple[str, int], np.ndarray]:
    """Values (T,) of each curve by path and axis: keys are on frames 0, 1, 2..., lines between."""
    bag = animated.action.layers[0].strips[0].channelbag(animated.action_slot)
    found = {}
    for curve in bag.fcurves:
        points = np.array([point.co for point in curve.keyframe_points])
        compare(points[:, 0], np.arange(len(points)), 1e-2)
        assert {point.interpolation for point in curve.keyframe_points} == {"LINEAR"}
        found[curve.data_path, curve.array_index] = points[:, 1]
    return found


def shaped_points(head: Any) -> np.ndarray:
    """(V, 3), metres: the points as the scene's frame shapes them, before the head's pose."""
    mesh = head.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    found = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", found)
    return found.reshape(-1, 3)


def take_picture() -> float:
    """Render the scene from the front as `head.png`; the share of it that is covered."""
    scene = bpy.context.scene
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.location, camera.rotation_euler = (0, -DISTANCE, 0), (np.pi / 2, 0, 0)
    camera.data.lens = LENS
    sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
    sun.data.energy, sun.data.angle, sun.rotation_euler = 3, 0.5, (0.9, 0.1, -0.4)
    for thing in (camera, sun):
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.world = bpy.data.worlds.new("world")
    set_up_render(scene.render)
    bpy.ops.render.render(write_still=True)
    pixels = np.array(bpy.data.images.load(scene.render.filepath).pixels).reshape(-1, 4)
    covered = pixels[:, 3] > 0.5
    assert SEEN[0] < covered.mean() < SEEN[1], "The picture does not show a head."
    assert pixels[covered, :3].std() > 0.05, "The picture is of one colour."
    return covered.mean()


def set_up_render(render: Any) -> None:
    """On the processor, since Blender's other renderers need a graphics card."""
    render.engine = "CYCLES"
    bpy.context.scene.cycles.samples = SAMPLES
    bpy.context.scene.view_settings.view_transform = "Standard"
    render.resolution_x = render.resolution_y = SIZE
    render.film_transparent = True
    render.filepath = str(Path.cwd() / "head.png")


def check_snippet() -> int:
    """Run the guide's snippet on a head that faces -Y, and compare; the number of key frames."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.mesh.primitive_monkey_add()
    head, wanted = bpy.context.object, np.load("snippet.npz")["turns"]
    exec(compile(Path("snippet.py").read_text("utf-8"), "snippet.py", "exec"), {})
    assert bpy.context.scene.render.fps == RATES[0]
    assert head.animation_data.action.frame_range[:] == (1, len(wanted))
    turns = []
    for frame in range(1, len(wanted) + 1):
        bpy.context.scene.frame_set(frame)
        turns.append(head.matrix_world.to_3x3())
    compare(turns, wanted)
    return len(turns)


def compare(found: Any, wanted: np.ndarray, near: float = NEAR) -> None:
    """Assert that all of it is near what was wanted."""
    np.testing.assert_allclose(np.array(found), wanted, rtol=0, atol=near)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
