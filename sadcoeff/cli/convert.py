"""Command line: `sadcoeff speech.wav -o out/`."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from sadcoeff.audio import load_audio
from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.batch import Source, build_batch, read_source
from sadcoeff.cli.options import Parser, add_run_options
from sadcoeff.errors import AudioError, SettingError
from sadcoeff.files.names import safe_stem
from sadcoeff.files.read import read_coeffs
from sadcoeff.files.write import write_named
from sadcoeff.motion.edits import render
from sadcoeff.motion.reference import ref_motion
from sadcoeff.version import __version__
from sadcoeff.weights.catalogue import find_weights


def run(arguments: Sequence[str]) -> int:
    """Convert recordings; the exit status, 2 if one of them was unusable.

    Raises SadCoeffError for anything else that is wrong.
    """
    options = _parser().parse_args(arguments)
    _refuse_equal_names(options)
    converter = _Converter(options)
    unusable = sum(not converter.convert(audio) for audio in options.audio)
    return 2 if unusable else 0


def _parser() -> Parser:
    parser = Parser(
        prog="sadcoeff",
        description="Turn recordings of speech into talking-head motion: one file per recording, "
        "with coeff_3dmm (frames at 25 a second x 70) in the Deep3DFaceRecon space.",
        epilog="Other commands: 'sadcoeff app' opens the page, 'sadcoeff batch' converts a folder "
        "of recordings on one machine or many, 'sadcoeff weights' lists the weights and fetches "
        "others.",
    )
    add = parser.add_argument
    add("audio", nargs="+", help="recordings: WAV, FLAC, OGG or MP3")
    add("-o", "--out", default=".", metavar="FOLDER", help="where to write (default: here)")
    add_run_options(parser)
    add("--version", action="version", version=f"sadcoeff {__version__}")
    return parser


class _Converter:
    """The networks and the files of one call, each read once."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.source: Source = read_source(options.source)
        self.ref_pose: np.ndarray | None = options.ref_pose and read_coeffs(options.ref_pose)
        weights = find_weights(options.weights)
        self.model = Audio2Coeff(weights, options.device, precision=options.precision)

    def convert(self, audio: str) -> bool:
        """Write one recording's coefficients; an unusable one is reported, and the rest go on."""
        try:
            samples = load_audio(audio)
        except AudioError as error:
            print(f"sadcoeff: {error}", file=sys.stderr)
            return False
        coeffs_files = self._write(Path(audio), samples)
        for path in coeffs_files:
            print(path, flush=True)
        return True

    def _write(self, audio: Path, samples: np.ndarray) -> list[str]:
        options = self.options
        batch = build_batch(
            samples,
            audio.stem,
            self.source,
            use_blink=not options.no_blink,
            seed=options.seed,
            device=options.device,
        )
        with tqdm(total=batch["num_frames"], desc=audio.name, unit="frame", leave=False) as bar:
            take = self.model.take(
                batch,
                options.style,
                seed=options.seed,
                progress=lambda done, _: bar.update(done - bar.n),
            )
        motion = None if self.ref_pose is None else ref_motion(self.ref_pose, len(take))
        coeffs = render(take, motion=motion)
        names = take.pic_name, take.audio_name
        return write_named(options.out, *names, coeffs, options.format or ["mat"], take.meta())


def _refuse_equal_names(options: argparse.Namespace) -> None:
    names = Counter(safe_stem(Path(a).stem).casefold() for a in options.audio)
    stem, count = names.most_common(1)[0]
    if count > 1:
        raise SettingError(
            f"Several recordings are called '{stem}' and would overwrite each other: rename them, "
            "or write them into different folders."
        )
