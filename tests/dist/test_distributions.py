"""The wheel and the sdist: what is in them, and that the wheel runs without a checkout."""

import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import httpx
import numpy as np
import pytest
import scipy.io
from packaging.requirements import Requirement
from samples import write_speech

from sadcoeff import Audio2Coeff, __version__, find_weights, make_batch

ROOT = Path(__file__).parents[2]
DATA = {
    f"{folder}/{name}"
    for folder, names in {
        "configs": ("audio2exp.yaml", "audio2pose.yaml"),
        "checkpoints": ("README.md", "demo.safetensors"),
    }.items()
    for name in names
}
BESIDE = {"CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml", ".gitignore"}
INSTALLED = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def build(folder, *kinds):
    """Build from the checkout, with what is installed here."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """A folder with an sdist, and the wheel that was built from it."""
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel(dist):
    return next(dist.glob("*.whl"))


def source_files():
    """The package's files in the checkout, by their path below its root."""
    found = (p for p in (ROOT / "sadcoeff").rglob("*") if p.is_file())
    return {p.relative_to(ROOT).as_posix() for p in found if p.suffix != ".pyc"}


def test_requirements_are_the_packages_own_but_for_the_pinned_torch(wheel):
    """A Space installs requirements.txt alone, so it cannot refer to pyproject.toml."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"sadcoeff-{__version__}.dist-info/METADATA").decode()
    needed = {Requirement(r) for r in re.findall(r"^Requires-Dist: ([^;\n]+)$", metadata, re.M)}
    listed = {Requirement(r) for r in (ROOT / "requirements.txt").read_text().splitlines()}
    assert needed ^ listed == {Requirement("torch>=2.6,<3"), Requirement("torch==2.13.0")}


def test_the_sdist_holds_the_package_its_data_and_nothing_else(dist):
    with tarfile.open(dist / f"sadcoeff-{__version__}.tar.gz") as archive:
        names = {n.removeprefix(f"sadcoeff-{__version__}/") for n in archive.getnames()}
    assert names == source_files() | DATA | BESIDE


def test_the_wheel_holds_the_package_with_its_data_inside(wheel):
    info = f"sadcoeff-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for name in DATA:
            assert archive.read(f"sadcoeff/_data/{name}") == (ROOT / name).read_bytes()
    data = {f"sadcoeff/_data/{name}" for name in DATA}
    assert names == source_files() | data | {f"{info}/{name}" for name in INSTALLED}


def test_a_wheel_built_from_the_checkout_is_the_same(wheel, tmp_path):
    direct = build(tmp_path, "--wheel") / wheel.name
    assert direct.read_bytes() == wheel.read_bytes()


class Installation:
    """The wheel in a folder of its own, the command run in an empty one, the checkout not seen."""

    def __init__(self, folder, wheel):
        self.target, self.home, self.here = (folder / n for n in ("target", "home", "here"))
        self.here.mkdir()
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
        subprocess.run([*pip, "--target", self.target, wheel], check=True, timeout=300)
        libraries = [p for p in sys.path if Path(p).name == "site-packages"]
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GRADIO_")},
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "HF_HOME": str(self.home / "hub"),
            "PYTHONPATH": os.pathsep.join([str(self.target), *libraries]),
        }
        # Without -S an editable installation would put the checkout on the path.
        self.command = [sys.executable, "-S", "-u", str(self.target / "bin" / "sadcoeff")]

    def run(self, *arguments):
        return subprocess.run(
            [*self.command, *map(str, arguments)],
            cwd=self.here,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )

    def start(self, *arguments, **environment):
        return subprocess.Popen(
            [*self.command, *arguments],
            cwd=self.here,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def installation(wheel, tmp_path_factory):
    return Installation(tmp_path_factory.mktemp("installation"), wheel)


def test_it_finds_its_own_weights_and_those_in_the_users_folder(installation):
    demo = installation.target / "sadcoeff" / "_data" / "checkpoints" / "demo.safetensors"
    added = installation.home / "data" / "sadcoeff" / "checkpoints"
    added.mkdir(parents=True)
    (added / "SadTalker_V0.0.2_512.safetensors").symlink_to(demo)
    done = installation.run("weights")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["demo", "17.7", "MB", "embedded", str(demo)],
        [
            "official-512",
            "17.7",
            "MB",
            "not",
            "checked",
            str(added / "SadTalker_V0.0.2_512.safetensors"),
        ],
    ]
    assert f"Put files of your own into '{added}'.\n" in done.stderr


def test_recordings_and_folders_become_what_the_checkout_makes(installation, tmp_path):
    speech = write_speech(tmp_path / "clips" / "speech.wav", 30)
    options = ("--device", "cpu", "--seed", "4")
    done = installation.run(speech, "-o", "out", *options)
    assert done.stdout == "out/neutral##speech.mat\n"
    done = installation.run("batch", speech.parent, "-o", "bulk", *options)
    assert done.stdout == "1 written, 0 already there, 0 failed: bulk/manifest.jsonl\n"
    model = Audio2Coeff(find_weights("demo"), "cpu")
    for folder in ("out", "bulk"):
        content = scipy.io.loadmat(installation.here / folder / "neutral##speech.mat")
        seed = content["seed"].item()
        wanted = model.predict(make_batch(speech, seed=seed), 0, seed=seed)
        np.testing.assert_allclose(content["coeff_3dmm"], wanted, atol=1e-6)


def test_the_page_and_all_its_files_are_served(installation):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    assets = installation.target / "sadcoeff" / "assets"
    files = [p for f in ("preview", "explore", "vendor") for p in (assets / f).rglob("*") if p.is_file()]
    assert len(files) > 12
    process = installation.start("app", GRADIO_SERVER_PORT=port)
    try:
        line = next(line for line in process.stdout if "http://" in line)
        address = line[line.index("http://") :].strip()
        with httpx.Client(base_url=address, trust_env=False) as client:
            page = client.get("/").text
            (root,) = set(re.findall(r"/gradio_api/preview-[0-9a-f]{16}", page))
            for path in files:
                answer = client.get(f"{root}/{path.relative_to(assets).as_posix()}")
                assert (answer.status_code, answer.content) == (200, path.read_bytes()), path
        for sheet in ("page.css", "styles.css"):
            assert re.search(r"[.#][-\w]+ {", (assets / sheet).read_text()).group() in page
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
