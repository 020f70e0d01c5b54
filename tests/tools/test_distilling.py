"""The parts of `tools/distill.py` that can go wrong unseen: batch norm, weights, made-up motion."""

import numpy as np
import pytest
import torch
from distilling.bank import Bank
from distilling.chunks import COSINES, amplitudes, cosines, unsmooth
from distilling.clips import Clip
from distilling.descent import running_average, settle
from distilling.expression import Material, Recipe, limit, train_student
from distilling.material import NEIGHBOURS, Labelled, from_clips
from distilling.motion import NOISE_DIMS, make_motion, make_styles
from distilling.people import AXES, Person
from distilling.phonemes import KINDS
from distilling.student import WIDER, Student, open_wider
from torch import nn

from sadcoeff.errors import SadCoeffError
from sadcoeff.motion.columns import smooth

RNG = np.random.default_rng(0)
WAVES = AXES * COSINES


def make_clip(name, frames):
    """Noise as sound, with half a second of digital silence in front."""
    mel = RNG.uniform(-4, 4, (80, frames * 16 // 5 + 1)).astype(np.float32)
    mel[:, :60] = -4
    return Clip(name, mel, RNG.normal(size=(frames, 64)).astype(np.float32))


def norms(net):
    return [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]


def test_settling_fixes_the_statistics_of_all_batches_in_the_net_and_its_average():
    net = nn.Sequential(nn.Conv2d(1, 4, 1), nn.BatchNorm2d(4))
    average = running_average(net, 100)
    quiet = torch.randn(30, 64, 1, 8, 8)
    quiet[7] *= 100  # a rare sound: a mean that runs along has forgotten it by the last batch
    settle(net, average, quiet)
    wanted = torch.stack([net[0](b).var(dim=(0, 2, 3)) for b in quiet]).mean(dim=0)
    for norm in (norms(net)[0], norms(average)[0]):
        torch.testing.assert_close(norm.running_var, wanted)
        assert not norm.training
    assert net(quiet[7]).abs().max() < 40  # by the last batches' statistics it would be over 300


def test_after_settling_a_sound_does_not_depend_on_its_batch():
    net = Student(1)
    settle(net, running_average(net, 100), torch.randn(3, 8, 80, 16))
    batch = torch.randn(4, 80, 16)
    torch.testing.assert_close(net(batch)[:1], net(batch[:1]), rtol=0.05, atol=0.05)


def test_a_student_never_follows_its_average_beyond_the_teachers_range():
    targets, mouths = torch.randn(50, 64), torch.randn(20, 64)
    far = 100 * mouths
    reach = (targets - targets.mean(dim=0)).norm(dim=1).max()
    limited = limit(far, targets) - targets.mean(dim=0)
    assert limited.norm(dim=1).max() <= 1.001 * reach
    torch.testing.assert_close(limit(0.1 * mouths, targets), 0.1 * mouths)


def test_training_that_explains_nothing_is_an_error():
    torch.manual_seed(0)
    device = torch.device("cpu")
    kinds = torch.full((50, 2 * NEIGHBOURS + 1, len(KINDS)), 1 / len(KINDS))
    bank = Bank([make_clip("x", 50).mel], [50], device)
    espeak = Labelled(bank, kinds, torch.zeros(50, dtype=torch.long), torch.ones(50))
    material = Material(from_clips([make_clip("a_1s", 50)], device), espeak, None)
    with pytest.raises(SadCoeffError, match="training failed"):
        train_student(material, Recipe(teacher=4, espeak=2, silent=2, steps=3), device)


def test_sources_are_drawn_by_the_root_of_their_length():
    clips = [make_clip(n, f) for n, f in (("a_8s", 200), ("a_1s", 25), ("b_1s", 25))]
    given = from_clips(clips, torch.device("cpu"))
    shares = torch.zeros(3).index_add(0, given.owners, given.weights)
    assert (shares[:2].sum() / shares[2]).item() == pytest.approx(3, rel=1e-4)
    assert (shares[0] / shares[1]).item() == pytest.approx(8, rel=1e-4)


def test_the_mouth_opens_wider_from_its_rest_and_moves_as_before_across():
    student, rest = Student(1), torch.randn(64)
    torch.nn.init.normal_(student.mouth.weight)
    axis = RNG.normal(size=64)
    axis /= np.linalg.norm(axis)
    heard, along = torch.randn(20, 512), torch.from_numpy(axis).float()
    before = student.mouth(heard).detach() - rest
    open_wider(student, axis, rest)
    after = student.mouth(heard).detach() - rest
    torch.testing.assert_close(after @ along, WIDER * (before @ along), rtol=1e-4, atol=1e-4)
    across = torch.eye(64) - torch.outer(along, along)
    torch.testing.assert_close(after @ across, before @ across, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("frames", [65, 100, 129])
def test_chunks_are_found_again_under_the_smoothing(frames):
    slow = (
        RNG.normal(size=(-(-(frames - 1) // 32), COSINES, 2))
        / (1 + np.arange(COSINES)[:, None]) ** 2
    )
    chunks = cosines() @ slow
    rest = (frames - 1) % 32
    parts = [np.zeros((1, 2)), *chunks[: (frames - 1) // 32], chunks[-1, -rest:] if rest else []]
    motion = np.concatenate([p for p in parts if len(p)])
    found = unsmooth(smooth(motion))
    assert np.std(found - chunks[: (frames - 1) // 32]) < 0.05 * np.std(chunks)


def make_person(seed):
    rng = np.random.default_rng(seed)
    some = rng.normal(size=(WAVES, 12)) / np.sqrt(12 * COSINES)
    mean = rng.normal(size=WAVES) / COSINES
    return Person(mean, some @ some.T, np.zeros((AXES, WAVES)), rng.normal(size=(AXES, 2)))


@pytest.fixture(scope="module")
def styles():
    people = [make_person(i) for i in range(3)]
    return make_styles(make_person(9), people, 8, np.random.default_rng(1))


def test_style_0_moves_as_the_teacher_also_in_silence(styles):
    count = 40_000
    noise, silence = torch.randn(count, 64), torch.zeros(count, 32, 6)
    moved = make_motion(styles, torch.zeros(count, dtype=torch.long), noise, silence)
    seen = amplitudes(moved.double().numpy())
    teacher = make_person(9)
    np.testing.assert_allclose(seen.mean(axis=0), teacher.mean, atol=0.03)
    size = np.sqrt(np.trace(np.cov(seen.T)) / np.trace(teacher.covariance))
    assert size == pytest.approx(1, abs=0.05)  # large motion saturates


def test_made_up_styles_have_the_sizes_of_people_and_rest_in_silence(styles):
    count = 4000
    noise, loud = torch.randn(count, 64), torch.ones(count, 32, 6)
    for number in range(1, len(styles.still)):
        style = torch.full((count,), number)
        still = make_motion(styles, style, noise, 0 * loud).var(dim=0).mean()
        moved = make_motion(styles, style, noise, loud).var(dim=0).mean(dim=0).sqrt()
        assert moved.min() > 0.4  # typical deviations, of about 2 degrees
        assert moved.max() < 1.7
        assert still < 0.9 * moved.square().mean()


def test_the_last_half_of_the_latent_moves_nothing(styles):
    noise, style = torch.randn(5, 64), torch.arange(5)
    other = noise.clone()
    other[:, NOISE_DIMS + 1 :] = 0
    heard = torch.rand(5, 32, 6)
    same = [make_motion(styles, style, n, heard) for n in (noise, other)]
    torch.testing.assert_close(*same)
