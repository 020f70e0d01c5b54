"""Agreement with vectors that the original code made, from sound file to `.mat`."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from golden_weights import GOLDEN
from samples import read_back, write_coeffs

from sadcoeff import make_batch
from sadcoeff.audio import load_audio, to_16_khz
from sadcoeff.mel import log_mel, mel_windows

CASES = ("en_5_frames", "en_12_frames", "en_33_frames", "en_16k_mono", "fr_44k_stereo")


@dataclass
class Case:
    wanted: Any  # the golden arrays
    audio: Path
    batch: dict[str, Any]
    path: str  # of the file that generate wrote

    def number(self, name: str) -> int:
        return int(self.wanted[name])


@pytest.fixture(scope="module", params=CASES)
def case(request, model, tmp_path_factory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp(request.param)
    wanted = np.load(GOLDEN / f"{request.param}.npz")
    (audio,) = (GOLDEN / "audio").glob(f"{request.param}.*")
    face = write_coeffs(folder / "face.mat", wanted["first"])
    eyeblink, ref_pose = (
        write_coeffs(folder / f"{name}.mat", wanted[name]) if name in wanted else None
        for name in ("ref_eyeblink", "ref_pose")
    )
    seed, style = int(wanted["seed"]), int(wanted["pose_style"])
    random.seed(seed)
    batch = make_batch(audio, face, eyeblink)
    torch.manual_seed(seed)
    path = model.generate(batch, folder / "out", style, ref_pose)
    yield Case(wanted, audio, batch, path)
    wanted.close()


def test_the_number_of_samples_and_frames_is_exact(case):
    channels, rate = soundfile.read(case.audio, dtype="float32", always_2d=True)
    samples = to_16_khz([channels.mean(axis=1)], rate)
    assert len(samples) == case.number("samples_16k")
    assert len(load_audio(case.audio)) == 640 * case.number("num_frames")
    assert case.batch["num_frames"] == case.number("num_frames")


def test_mel_agrees_to_1e_4(case):
    mel = log_mel(load_audio(case.audio))
    assert mel.shape == case.wanted["mel"].shape
    np.testing.assert_allclose(mel, case.wanted["mel"], rtol=0, atol=1e-4)


def test_first_and_last_window_agree_to_1e_4(case):
    windows = mel_windows(log_mel(load_audio(case.audio)), case.number("num_frames"))
    for index, name in ((0, "first_window"), (-1, "last_window")):
        np.testing.assert_allclose(windows[index], case.wanted[name], rtol=0, atol=1e-4)
        in_batch = case.batch["indiv_mels"][0, index, 0].numpy()
        np.testing.assert_array_equal(in_batch, windows[index])


def test_blink_ratio_is_exact(case):
    np.testing.assert_array_equal(case.batch["ratio_gt"][0, :, 0].numpy(), case.wanted["ratio"])


def test_expression_agrees_to_1e_4(case):
    expression = read_back(case.path)[:, :64]
    np.testing.assert_allclose(expression, case.wanted["exp"], rtol=0, atol=1e-4)


def test_pose_before_smoothing_agrees_to_1e_4(model, case):
    take = model.take(case.batch, case.number("pose_style"), seed=case.number("seed"))
    np.testing.assert_allclose(take.pose, case.wanted["pose_unsmoothed"], rtol=0, atol=1e-4)


def test_saved_coefficients_agree_to_1e_4(case):
    saved = read_back(case.path)
    assert saved.dtype == np.float32
    assert saved.shape == (case.number("num_frames"), 70)
    np.testing.assert_allclose(saved, case.wanted["coeff_3dmm"], rtol=0, atol=1e-4)


def test_the_file_has_the_name_of_face_and_recording(case):
    assert Path(case.path).name == str(case.wanted["file_name"])
    assert [p.name for p in Path(case.path).parent.iterdir()] == [Path(case.path).name]
