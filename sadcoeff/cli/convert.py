"""`sadcoeff RECORDING... -o FOLDER`, and `sadcoeff --idle SECONDS` without a recording."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from tqdm import tqdm

from sadcoeff.audio import Recording, load_recording
from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.batch import build_batch, build_idle_batch, idle_frames
from sadcoeff.cli.edits import read_edits, read_reference
from sadcoeff.cli.standard_input import STANDARD_INPUT, save_standard_input
from sadcoeff.errors import AudioError, SettingError
from sadcoeff.exports import choose_rates, suffix_of, write_outputs
from sadcoeff.files.names import coeff_name
from sadcoeff.files.output_names import name_outputs
from sadcoeff.files.read import read_coeffs
from sadcoeff.motion.edits import render
from sadcoeff.motion.reference import ref_motion
from sadcoeff.source import Source, read_source
from sadcoeff.weights.catalogue import find_weights


def run(options: argparse.Namespace) -> int:
    """Convert recordings; the exit status, 2 if one of them was unusable.

    Raises SadCoeffError for anything else that is wrong.
    """
    _check_what_for(options)
    converter = _Converter(options)
    if options.idle is not None:
        converter.idle()
        return 0
    stems = _name_stems(options, converter.source.name)
    unusable = sum(not converter.convert(audio, stem) for audio, stem in stems.items())
    return 2 if unusable else 0


def _check_what_for(options: argparse.Namespace) -> None:
    """Raise SettingError unless there are either recordings or seconds of idle motion."""
    if options.idle is None:
        if not options.audio:
            raise SettingError(
                "There is no recording: give a sound file, or --idle SECONDS for motion without "
                "one."
            )
        return
    idle_frames(options.idle)
    if options.audio:
        raise SettingError(
            f"--idle makes motion without a recording: leave out either it or '{options.audio[0]}'."
        )


def _name_stems(options: argparse.Namespace, pic_name: str) -> dict[Path, str]:
    """The stem of each recording's output; a recording given twice counts once."""
    suffixes = [suffix_of(kind) for kind in _choose_formats(options)]
    given = (STANDARD_INPUT if name == "-" else Path(name) for name in options.audio)
    recordings = {path.as_posix(): path for path in given}
    outputs = name_outputs(
        dict.fromkeys(recordings, PurePosixPath()),
        lambda stem: [coeff_name(pic_name, stem, suffix) for suffix in suffixes],
    )
    return {recordings[name]: output.name for name, output in outputs.items()}


def _choose_formats(options: argparse.Namespace) -> list[str]:
    formats: list[str] = options.format or ["mat"]
    return formats


class _Converter:
    """The networks and the files of one call, each read once."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        choose_rates(_choose_formats(options), options.fps)
        self.edits, self.reference = read_edits(options), read_reference(options)
        self.source: Source = read_source(
            options.source,
            options.eye_blink,
            eye_blink_mode=options.eye_blink_mode,
            eye_blink_fps=options.eye_blink_fps,
        )
        self.ref_pose: np.ndarray | None = options.ref_pose and read_coeffs(options.ref_pose)
        weights = find_weights(options.weights)
        self.model = Audio2Coeff(weights, options.device, precision=options.precision)

    def convert(self, audio: Path, stem: str) -> bool:
        """Write one recording's coefficients; an unusable one is reported, and the rest go on."""
        try:
            recording = self._load(audio)
        except AudioError as error:
            print(f"sadcoeff: {error}", file=sys.stderr)
            return False
        for note in recording.notes:
            print(f"sadcoeff: {audio.name}: {note}", file=sys.stderr)
        batch = build_batch(
            recording.samples,
            audio.stem,
            self.source,
            **self._choices(),
            raised_db=recording.raised_db,
        )
        self._write(audio.name, stem, batch)
        return True

    def _load(self, audio: Path) -> Recording:
        """The recording as the networks are to hear it.  Raises AudioError."""
        if audio == STANDARD_INPUT:
            with save_standard_input() as path:
                recording = load_recording(path)
        else:
            recording = load_recording(audio)
        return recording.normalise() if self.options.normalise else recording

    def idle(self) -> None:
        """Write motion without a recording."""
        batch = build_idle_batch(self.options.idle, self.source, **self._choices())
        self._write("idle", batch["audio_name"], batch)

    def _choices(self) -> dict[str, Any]:
        """The options that a batch depends on."""
        options = self.options
        return {
            "use_blink": not options.no_blink,
            "seed": options.seed,
            "device": options.device,
        }

    def _write(self, title: str, stem: str, batch: Mapping[str, Any]) -> None:
        """Run the networks, write the files and print their paths; `title` is for the bar."""
        options = self.options
        with tqdm(total=batch["num_frames"], desc=title, unit="frame", leave=False) as bar:

            def show(done: int, _frames: int) -> None:
                bar.update(done - bar.n)

            take = self.model.take(batch, options.style, seed=options.seed, progress=show)
            ref = self.ref_pose
            motion = None if ref is None else ref_motion(ref, len(take), self.reference)
            coeffs = render(take, self.edits, motion)
        formats, meta, crop = _choose_formats(options), take.meta(), self.source.crop
        names = take.pic_name, stem
        for path in write_outputs(options.out, *names, coeffs, formats, meta, crop, options.fps):
            print(path, flush=True)
