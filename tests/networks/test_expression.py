"""Properties of the expression net that do not depend on its weights."""

import numpy as np
import torch
from samples import fake_batch, speech

from sadcoeff.mel import log_mel, mel_windows


def test_frames_that_pass_the_trunk_together_do_not_matter(model):
    batch = fake_batch(130)
    whole = model.predict(batch, 0, seed=1)
    part = {
        **batch,
        "num_frames": 50,
        **{k: batch[k][:, 60:110] for k in ("indiv_mels", "ref", "ratio_gt")},
    }
    np.testing.assert_allclose(
        model.predict(part, 0, seed=1)[:, :64], whole[60:110, :64], rtol=0, atol=2e-6
    )


def test_expression_is_affine_in_reference_and_blink(model):
    """exp(a + b) - exp(a) - exp(b) + exp(0) = 0 for the two inputs beside the sound."""
    plain = fake_batch(4)
    change = {"ref": torch.full((1, 4, 70), 0.2), "ratio_gt": torch.ones(1, 4, 1)}

    def run(**scales):
        batch = {**plain, **{k: plain[k] + s * change[k] for k, s in scales.items()}}
        return model.predict(batch, 0, seed=1)[:, :64]

    start = run()
    ref, ratio = run(ref=1) - start, run(ratio_gt=1) - start
    assert np.abs(ref).max() > 0.01
    assert np.abs(ratio).max() > 0.01
    np.testing.assert_allclose(run(ref=2, ratio_gt=3) - start, 2 * ref + 3 * ratio, atol=2e-5)
    np.testing.assert_allclose(ref[1:], ref[:1].repeat(3, 0), atol=2e-5)


def test_sound_that_repeats_gives_expression_that_repeats(model):
    """Windows are cut relative to their frame: five frames on, the same sound looks the same."""
    second = speech(16_000, noise=0)[:3200]  # five frames, 16 mel columns
    windows = mel_windows(log_mel(np.tile(second, 6)), 30)
    batch = {**fake_batch(30), "indiv_mels": torch.from_numpy(windows)[None, :, None]}
    batch["ratio_gt"] = torch.zeros(1, 30, 1)
    coeffs = model.predict(batch, 0, seed=1)
    np.testing.assert_allclose(coeffs[10, :64], coeffs[15, :64], rtol=0, atol=1e-3)
    assert np.abs(coeffs[10, :64] - coeffs[12, :64]).max() > 1e-2
