"""The animated head, checked by Khronos' validator and played by three.js, in a browser."""

from pathlib import Path

import numpy as np
import pytest
from made_up import rows
from scipy.spatial.transform import Rotation, Slerp

from sadcoeff.face import glb
from sadcoeff.face.arkit import ARKIT_NAMES, arkit
from sadcoeff.face.glb import METRES, write_head
from sadcoeff.face.whole_head import head_meshes
from sadcoeff.motion.columns import ANGLES, FPS, TRANSLATION

READERS = Path(__file__).parents[2] / "vendor" / "gltf" / "readers.min.js"
PLACE = "http://127.0.0.1:4444"  # answered by `serve` alone
KINDS = {".js": "text/javascript", ".glb": "model/gltf-binary"}
HOSTILE = 'a"</script>\n\\u0000\u202e../__proto__\x7f'
TIMES = np.array([0, 0.02, 0.4, 1, 1.35, 2.01])  # seconds, on frames and between
EVERY = 20  # one of so many points is compared

VALIDATE = """async (files) => {
    const { validateBytes } = await import("./readers.min.js");
    return Promise.all(files.map(async (file) => {
        const content = await (await fetch(file)).arrayBuffer();
        return validateBytes(new Uint8Array(content), { maxIssues: 0 });
    }));
}"""

PLAY = """async ([file, times, every]) => {
    const { AnimationMixer, GLTFLoader, LoopOnce } = await import("./readers.min.js");
    const { scene, animations } = await new GLTFLoader().loadAsync(file);
    const mixer = new AnimationMixer(scene), head = scene.getObjectByName("head");
    mixer.clipAction(animations[0]).setLoop(LoopOnce).play();
    const point = (part, number) => part.getVertexPosition(number, head.position.clone())
        .applyMatrix4(head.matrixWorld).toArray();
    const points = (part) => Array.from(
        { length: Math.ceil(part.geometry.attributes.position.count / every) },
        (_, index) => point(part, index * every));
    const named = (part) => Object.fromEntries(Object.entries(part.morphTargetDictionary)
        .map(([name, number]) => [name, part.morphTargetInfluences[number]]));
    const frames = times.map((time) => {
        mixer.setTime(time);
        scene.updateMatrixWorld();
        return {
            weights: head.children.map(named),
            turn: head.quaternion.toArray(),
            place: head.position.toArray(),
            points: head.children.flatMap(points),
        };
    });
    return { names: animations.map((clip) => clip.name), length: animations[0].duration, frames };
}"""


@pytest.fixture(scope="module")
def coeffs():
    """(76, 70): three seconds of a face and a head that move much."""
    return rows(76, seed=4) * np.float32(3)


@pytest.fixture(scope="module")
def meshes():
    return head_meshes()


def corner(mesh):
    """The points of its first triangles."""
    return mesh.part(np.isin(np.arange(len(mesh.points)), mesh.triangles[:99]))


@pytest.fixture(scope="module")
def takes(coeffs, meshes, tmp_path_factory):
    """A folder of heads at three rates, some of one frame or still, but the first of few points."""
    folder = tmp_path_factory.mktemp("takes")
    write_head(folder / "25.glb", coeffs, 25, HOSTILE)
    few = {name: corner(mesh) for name, mesh in meshes.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glb, "head_meshes", lambda: few)  # all are written alike, and checked faster
        for fps in (30, 60):
            write_head(folder / f"{fps}.glb", coeffs, fps, HOSTILE)
        write_head(folder / "one.glb", coeffs[:1], 60, "")
        write_head(folder / "still.glb", coeffs * np.float32(0), 25, "__proto__")
    return folder


@pytest.fixture
def reader(browsing, takes):
    """A page beside the takes and what reads them."""

    def serve(route):
        name = Path(route.request.url).name
        path = READERS if name == READERS.name else takes / name
        if path.suffix in KINDS:
            route.fulfill(content_type=KINDS[path.suffix], body=path.read_bytes())
        else:
            route.fulfill(content_type="text/html", body="<link rel=icon href=data:,>")

    page = browsing.new_page()
    page.route(f"{PLACE}/**", serve)
    page.goto(f"{PLACE}/page")
    return page


@pytest.fixture(scope="module")
def wanted(coeffs, meshes):
    """Weights, turns, places and points (len(TIMES), ...) between the frames, in metres."""
    keys, pose = np.arange(len(coeffs)) / FPS, coeffs[:, ANGLES]
    weights = between(keys, arkit(coeffs[:, :64]))
    turns = Slerp(keys, Rotation.from_euler("xyz", pose))(TIMES)
    places = between(keys, coeffs[:, TRANSLATION]) * METRES
    points = []
    for mesh in meshes.values():
        shaped = mesh.points[::EVERY] + np.tensordot(weights, mesh.targets[:, ::EVERY], 1)
        points.append(np.einsum("tij,tvj->tvi", turns.as_matrix(), shaped) * METRES)
    return weights, turns, places, np.concatenate(points, axis=1) + places[:, None]


def between(keys, columns):
    return np.stack([np.interp(TIMES, keys, column) for column in columns.T], axis=1)


def test_khronos_finds_no_fault_and_three_plays_what_went_in(reader, takes, wanted):
    lines = []
    reader.on("console", lambda line: lines.append(line.text))
    names = sorted(path.name for path in takes.iterdir())
    assert len(names) == 5
    for name, report in zip(names, reader.evaluate(VALIDATE, names), strict=True):
        assert report["issues"]["messages"] == [], name  # no error, warning, hint or remark
        assert (report["info"]["animationCount"], report["info"]["hasMorphTargets"]) == (1, True)

    played = reader.evaluate(PLAY, ["25.glb", TIMES.tolist(), EVERY])
    assert (played["names"], played["length"]) == ([HOSTILE], pytest.approx(3))
    weights, turns, places, points = wanted
    assert np.ptp(weights, axis=0).max() > 0.3
    for index, frame in enumerate(played["frames"]):
        assert len(frame["weights"]) == 3
        for part in frame["weights"]:
            assert list(part) == list(ARKIT_NAMES)
            np.testing.assert_allclose(list(part.values()), weights[index], rtol=0, atol=1e-6)
        assert (turns[index].inv() * Rotation.from_quat(frame["turn"])).magnitude() < 1e-5
        np.testing.assert_allclose(frame["place"], places[index], rtol=0, atol=1e-6)
        np.testing.assert_allclose(frame["points"], points[index], rtol=0, atol=2e-6)
    assert lines == []
