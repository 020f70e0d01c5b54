"""Train `checkpoints/demo.safetensors` from scratch on published outputs of the teacher.

    python tools/distill.py DATA_FOLDER [-o checkpoints/demo.safetensors]

DATA_FOLDER holds `teacher/`, `tracked/` and `measure/`; the model card `checkpoints/README.md`
says where they are from and how the weights are made.  The scores are printed at the end, as
Markdown; `python tools/styles.py` then says how the styles move.  Needs espeak-ng.  Runs on CUDA
where there is some.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from distilling.clips import (
    LICENSED,
    UNSEEN,
    Clip,
    load_blink,
    load_licensed,
    load_measured,
    load_tracked,
)
from distilling.ensemble import merge
from distilling.expression import Material, Recipe, train_student
from distilling.hearing import fit_hearing
from distilling.material import from_clips, from_espeak, silent_expression
from distilling.motion import make_styles
from distilling.people import load_tracked_people, measure_teacher
from distilling.pose import CONFIG, PoseTrainer, chunks_of
from distilling.pose_scores import move_in_styles
from distilling.report import expression_report, pose_report, score_table
from distilling.scores import first_axis
from distilling.student import Student, expression_net, open_wider
from distilling.voices import speak
from safetensors.torch import save_file
from torch import nn

from sadcoeff import Audio2Coeff, find_weights
from sadcoeff.errors import SadCoeffError, SettingError
from sadcoeff.networks.audio2pose import Audio2Pose
from sadcoeff.resources import DEMO_WEIGHTS

SEED = 1
STUDENTS = 2
ESPEAK_MINUTES = 10.0
NOTE = "trained from scratch by this project, not official SadTalker weights; one mel trunk, twice"


def main() -> int:
    """Train, save, and print the scores."""
    options = _parser().parse_args()
    try:
        _require(options.data)
        if options.leave_out:
            _cross_validate(options.data, options.leave_out, options.steps)
        else:
            _distil(options.data, options.out, options.steps)
    except SadCoeffError as error:
        print(f"distill: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Train the demo weights.")
    add = parser.add_argument
    add("data", type=Path, metavar="DATA_FOLDER", help="folder with teacher/ and tracked/")
    add("-o", "--out", type=Path, default=DEMO_WEIGHTS, metavar="FILE")
    add("--steps", type=int, default=Recipe.steps, help="of the expression net's training")
    add(
        "--leave-out",
        choices=LICENSED,
        nargs="+",
        metavar="SOURCE",
        help="train one student without these sources, and only measure",
    )
    return parser


def _require(data: Path) -> None:
    """Say at once what is missing."""
    names = [n for names in LICENSED.values() for n in names] + [UNSEEN]
    files = [data / "teacher" / f"{n}{end}" for n in names for end in (".npz", ".flac")]
    missing = [f for f in [*files, data / "teacher" / "blink_vector.npy"] if not f.is_file()]
    if missing:
        raise SettingError(f"'{missing[0]}' is missing: give the folder that holds the data.")
    speak("a", "en")


def _distil(data: Path, out: Path, steps: int) -> None:
    start = time.monotonic()
    clips = load_licensed(data)
    student = _train_and_merge(data, clips, steps)
    expression = expression_net(student, load_blink(data))
    pose = _train_pose(data, student, clips)
    save({"audio2exp": expression, "audio2pose": pose}, out)
    minutes = (time.monotonic() - start) / 60
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB after {minutes:.1f} minutes\n")
    print(expression_report(expression, clips, load_measured(data)), end="\n\n")
    print(pose_report(move_in_styles(Audio2Coeff(find_weights(out), "cpu"))))


def _train_pose(data: Path, student: Student, clips: Sequence[Clip]) -> Audio2Pose:
    """The pose net, which hears with the student's trunk."""
    torch.manual_seed(SEED)
    pose = Audio2Pose(CONFIG)
    speech = fit_hearing(pose, student, clips)
    teacher = measure_teacher(data, clips, [s.numpy() for s in speech])
    people = list(load_tracked_people(data))
    styles = make_styles(teacher, people, CONFIG.styles, np.random.default_rng(SEED))
    PoseTrainer(pose.netG.decoder, styles, chunks_of(speech)).train()
    return pose


def _cross_validate(data: Path, sources: Sequence[str], steps: int) -> None:
    """Train one student without sources, and print how it does there and on what is measured."""
    material = _material(data, load_licensed(data, without=sources), SEED)
    student = train_student(material, Recipe(steps=steps), _device()).cpu()
    left = [clip for clip in load_licensed(data) if clip.source in sources]
    net = expression_net(student, load_blink(data))
    print(f"without {', '.join(sources)}:\n")
    print(score_table({"": net}, [*left, *load_measured(data)]))


def _train_and_merge(data: Path, clips: Sequence[Clip], steps: int) -> Student:
    """One student that says what several of these clips' do, on the CPU in evaluation mode.

    The students are trained at once, a process each: small networks gain little from threads.
    """
    seeds = range(SEED, SEED + STUDENTS)
    with ProcessPoolExecutor(STUDENTS, get_context("spawn")) as pool:
        students = list(pool.map(partial(_train_one, data, steps), seeds))
    students = [student.to(_device()) for student in students]
    material = _material(data, clips, SEED)
    student = merge(students, material).cpu()
    open_wider(student, first_axis(clips), silent_expression(material.teacher).cpu())
    return student


def _train_one(data: Path, steps: int, seed: int) -> Student:
    torch.set_num_threads(max((os.cpu_count() or 1) // STUDENTS, 1))
    material = _material(data, load_licensed(data), seed)
    return train_student(material, Recipe(steps=steps), _device()).cpu()


def _material(data: Path, clips: Sequence[Clip], number: int) -> Material:
    """What a student learns from; also seeds its training."""
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(number)
    tracked = list(load_tracked(data))
    return Material(
        from_clips(clips, _device()),
        from_espeak(ESPEAK_MINUTES, random.Random(number), _device()),
        from_clips(tracked, _device()) if tracked else None,
    )


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def save(nets: dict[str, nn.Module], out: Path) -> None:
    """Write the networks in half precision, keys prefixed by name."""
    states = {f"{n}.{k}": v for n, net in nets.items() for k, v in net.state_dict().items()}
    halves = {k: v.half() if v.is_floating_point() else v for k, v in states.items()}
    save_file({k: v.contiguous() for k, v in halves.items()}, out, metadata={"note": NOTE})


if __name__ == "__main__":
    sys.exit(main())
