"""Command line: `python -m sadcoeff speech.wav -o out/`.

For `weights` see `weights_cli`, for `batch` see `many.cli`.

Written paths go to stdout, progress and errors to stderr.  Exit status 0 when every file was
written, 2 when something given was wrong, 130 when interrupted.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from sadcoeff import (
    Audio2Coeff,
    SadCoeffError,
    __version__,
    find_weights,
    make_batch,
    weights_cli,
)
from sadcoeff.errors import AudioError, SettingError
from sadcoeff.files import safe_stem
from sadcoeff.formats import write_named
from sadcoeff.many import cli as batch_cli
from sadcoeff.parser import Parser, add_run_options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if given[:1] == ["weights"]:
            return weights_cli.run(given[1:])
        if given[:1] == ["batch"]:
            return batch_cli.run(given[1:])
        options = _parser().parse_args(given)
        _refuse_equal_names(options)
        weights = find_weights(options.weights)
        model = Audio2Coeff(weights, options.device, precision=options.precision)
        done = [_convert(model, audio, options) for audio in options.audio]
    except SadCoeffError as error:
        return _complain(error)
    except KeyboardInterrupt:
        return 130
    return 0 if all(done) else 2


def _parser() -> Parser:
    parser = Parser(
        prog="python -m sadcoeff",
        description="Turn recordings of speech into talking-head motion: one file a recording, "
        "with coeff_3dmm (frames at 25 a second x 70) in the Deep3DFaceRecon space.",
        epilog="'python -m sadcoeff batch' turns a folder of recordings into files, on one machine "
        "or many; 'python -m sadcoeff weights' lists the weights that are here and fetches others.",
    )
    add = parser.add_argument
    add("audio", nargs="+", help="recordings: WAV, FLAC, OGG or MP3")
    add("-o", "--out", default=".", metavar="FOLDER", help="where to write (default: here)")
    add_run_options(parser)
    add("--version", action="version", version=f"sadcoeff {__version__}")
    return parser


def _convert(model: Audio2Coeff, audio: str, options: argparse.Namespace) -> bool:
    """Write one recording's coefficients; a recording that will not do leaves the rest alone."""
    try:
        batch = make_batch(
            audio,
            options.source,
            use_blink=not options.no_blink,
            seed=options.seed,
            device=options.device,
        )
    except AudioError as error:
        _complain(error)
        return False
    with tqdm(total=batch["num_frames"], desc=Path(audio).name, unit="frame", leave=False) as bar:
        coeffs = model.predict(
            batch,
            options.style,
            options.ref_pose,
            seed=options.seed,
            progress=lambda done, _: bar.update(done - bar.n),
        )
    names = batch["pic_name"], batch["audio_name"]
    meta = model.meta(batch, options.style, options.seed)
    for path in write_named(options.out, *names, coeffs, options.format or ["mat"], meta):
        print(path, flush=True)
    return True


def _refuse_equal_names(options: argparse.Namespace) -> None:
    names = Counter(safe_stem(Path(a).stem).casefold() for a in options.audio)
    stem, count = names.most_common(1)[0]
    if count > 1:
        raise SettingError(
            f"Several recordings are called '{stem}' and would overwrite each other: rename them, "
            "or write them into different folders."
        )


def _complain(error: Exception) -> int:
    print(f"sadcoeff: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
