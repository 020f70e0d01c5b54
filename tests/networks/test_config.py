"""The networks' shapes come from YAML in SadTalker's keys."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from samples import fake_batch

from sadcoeff import Audio2Coeff
from sadcoeff.errors import SadCoeffError, SettingError
from sadcoeff.networks.config import ExpConfig, PoseConfig, load_config
from sadcoeff.weights.catalogue import CONFIGS

ALL_KEYS = Path(__file__).parent / "configs"
POSE_YAML, EXP_YAML = ALL_KEYS / "pose_all_keys.yaml", ALL_KEYS / "exp_all_keys.yaml"
USED = {
    ExpConfig: ["DATASET.EXP_DIM"],
    PoseConfig: [
        "DATASET.NUM_CLASSES",
        "MODEL.CVAE.AUDIO_EMB_IN_SIZE",
        "MODEL.CVAE.AUDIO_EMB_OUT_SIZE",
        "MODEL.CVAE.SEQ_LEN",
        "MODEL.CVAE.LATENT_SIZE",
        "MODEL.CVAE.DECODER_LAYER_SIZES",
    ],
}
KIND_AND_KEY = [(kind, key) for kind, keys in USED.items() for key in keys]


def changed(tmp_path, key, *value):
    """The project's YAML with another value at `key`, or without it."""
    name = "audio2pose_yaml_path" if key in USED[PoseConfig] else "audio2exp_yaml_path"
    tree = yaml.safe_load(Path(CONFIGS[name]).read_text())
    *parents, last = key.split(".")
    branch = tree
    for parent in parents:
        branch = branch[parent]
    del branch[last]
    if value:
        branch[last] = value[0]
    path = tmp_path / "changed.yaml"
    path.write_text(yaml.safe_dump(tree))
    return path


def test_the_projects_yaml_holds_the_shapes_of_the_released_networks():
    pose = load_config(PoseConfig, CONFIGS["audio2pose_yaml_path"])
    assert pose == PoseConfig(46, 512, 6, 32, 64, (128, 192))
    assert load_config(ExpConfig, CONFIGS["audio2exp_yaml_path"]) == ExpConfig(64)


def test_yaml_with_all_of_sadtalkers_keys_loads_and_runs(golden_weights, model):
    paths = {"audio2pose_yaml_path": POSE_YAML, "audio2exp_yaml_path": str(EXP_YAML)}
    other = Audio2Coeff({**paths, "checkpoint": golden_weights}, "cpu")
    batch = fake_batch(3)
    np.testing.assert_array_equal(other.predict(batch, 1, seed=1), model.predict(batch, 1, seed=1))


@pytest.mark.parametrize(("kind", "key"), KIND_AND_KEY)
def test_a_missing_key_names_key_and_file(tmp_path, kind, key):
    path = changed(tmp_path, key)
    with pytest.raises(SettingError) as caught:
        load_config(kind, path)
    assert str(caught.value) == f"The network config '{path}' lacks the key {key}: add it."


@pytest.mark.parametrize("value", ["64", 64.0, 0, -3, None, True, [64], {"a": 1}])
@pytest.mark.parametrize(("kind", "key"), KIND_AND_KEY[:-1])
def test_a_value_that_is_no_positive_whole_number_is_named(tmp_path, kind, key, value):
    path = changed(tmp_path, key, value)
    with pytest.raises(SettingError) as caught:
        load_config(kind, path)
    wanted = f"{key} in '{path}' is {value!r}: it must be a positive whole number."
    assert str(caught.value) == wanted


@pytest.mark.parametrize("value", ["128", [], [128, "192"], [128, 0], None, [[128, 192]], [1.5]])
def test_layer_sizes_that_are_no_list_of_numbers_are_named(tmp_path, value):
    path = changed(tmp_path, "MODEL.CVAE.DECODER_LAYER_SIZES", value)
    with pytest.raises(SettingError, match="a list of positive whole numbers") as caught:
        load_config(PoseConfig, path)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "just words", "- a\n- list", "DATASET: 3", "DATASET:", "DATASET: [EXP_DIM]"],
)
def test_a_yaml_of_another_structure_lacks_the_key(tmp_path, text):
    path = tmp_path / "other.yaml"
    path.write_text(text)
    with pytest.raises(SettingError, match=r"other.yaml' lacks the key DATASET.EXP_DIM"):
        load_config(ExpConfig, path)


@pytest.mark.parametrize(
    "content",
    [
        b"DATASET: {EXP_DIM: 64",
        b"DATASET:\n\t- EXP_DIM",
        b"a: b: c",
        b"\xff\xfe\x00nonsense",
        b"\x00\x01",
        b"!!python/object/apply:os.getcwd []",
        b"DATASET: {EXP_DIM: 64}\nWHEN: 2024-13-45",
        b"DATASET: {EXP_DIM: 64}\nSIZE: !!int many",
    ],
)
def test_broken_yaml_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingError, match=r"broken.yaml' cannot be read: .+") as caught:
        load_config(ExpConfig, path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["absent.yaml", "", "x" * 300, "nul\0byte"])
def test_a_missing_yaml_is_named(tmp_path, name):
    with pytest.raises(SettingError, match="cannot be read") as caught:
        load_config(ExpConfig, f"{tmp_path}/{name}")
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value", "tensor"),
    [
        ("DATASET.EXP_DIM", 32, "audio2exp.mapping1.weight"),
        ("DATASET.NUM_CLASSES", 45, "audio2pose.netG.decoder.classbias"),
        ("MODEL.CVAE.LATENT_SIZE", 16, "audio2pose.netG.decoder.classbias"),
        ("MODEL.CVAE.SEQ_LEN", 16, "audio2pose.netG.decoder.MLP.L0.weight"),
    ],
)
def test_a_shape_that_the_weights_do_not_have_names_the_tensor(
    tmp_path, golden_weights, key, value, tensor
):
    name = "audio2exp_yaml_path" if "EXP_DIM" in key else "audio2pose_yaml_path"
    paths = {**CONFIGS, name: changed(tmp_path, key, value), "checkpoint": golden_weights}
    with pytest.raises(SadCoeffError, match=f"{tensor} in shape"):
        Audio2Coeff(paths, "cpu")
