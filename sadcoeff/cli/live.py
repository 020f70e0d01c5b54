"""`sadcoeff live`: raw sound from standard input, a line for every frame to standard output.

A line is written as soon as its frame is ready (`sadcoeff.live`).
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.cli.options import CSV, SAMPLE_FORMATS
from sadcoeff.errors import AudioError
from sadcoeff.files.layouts import CSV_NAMES
from sadcoeff.live import LiveCoeffs
from sadcoeff.motion.columns import ANGLES, EXPRESSION, FPS, TRANSLATION
from sadcoeff.weights.catalogue import find_weights

_PIECES_PER_SECOND = 25  # read at most; a pipe gives what it has


def run(options: argparse.Namespace) -> int:
    """Predict until the sound ends; the exit status.  Raises SadCoeffError."""
    sound = _open_standard_input()
    weights = find_weights(options.weights)
    live = LiveCoeffs(
        Audio2Coeff(weights, options.device, precision=options.precision),
        options.style,
        seed=options.seed,
        source_coeff_path=options.source,
        use_blink=not options.no_blink,
        sample_rate=options.rate,
    )
    pieces = _read_pieces(sound, np.dtype(SAMPLE_FORMATS[options.format]), options.rate)
    try:
        _write_lines(_predict(live, pieces), options.lines)
    except BrokenPipeError:  # nobody reads on, which is how a live stream may well end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _open_standard_input() -> BinaryIO:
    if sys.stdin is None or sys.stdin.isatty():
        raise AudioError("Standard input holds no sound: pipe raw samples in.")
    return sys.stdin.buffer


def _read_pieces(sound: BinaryIO, kind: np.dtype, rate: int) -> Iterator[np.ndarray]:
    """What the pipe has, at most 40 ms at a time: (N,)."""
    left, most = b"", kind.itemsize * max(1, rate // _PIECES_PER_SECOND)
    while got := sound.read1(most):  # type: ignore[attr-defined]
        left += got
        whole = len(left) // kind.itemsize
        yield np.frombuffer(left, kind, whole)
        left = left[whole * kind.itemsize :]
    if left:
        print(
            f"sadcoeff: Standard input ended within a sample of {kind.itemsize} bytes: check "
            "--format if the motion makes no sense.",
            file=sys.stderr,
        )


def _predict(live: LiveCoeffs, pieces: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """The rows (n, 70) as they get ready."""
    for piece in pieces:
        yield live.feed(piece)
    yield live.finish()
    if live.frames == 0:
        raise AudioError(
            f"Standard input ended within its first video frame of {1000 // FPS} ms: pipe raw "
            "samples in, as --rate and --format say."
        )


def _write_lines(parts: Iterator[np.ndarray], lines: str) -> None:
    frame = 0
    if lines == CSV:
        print(",".join(CSV_NAMES), flush=True)
    for rows in parts:
        for row in rows:
            print(_format_csv(frame, row) if lines == CSV else _format_json(frame, row))
            frame += 1
        if len(rows):
            sys.stdout.flush()


def _format_csv(frame: int, row: np.ndarray) -> str:
    return ",".join(f"{value:.9g}" for value in (frame / FPS, *row))


def _format_json(frame: int, row: np.ndarray) -> str:
    """Numbers with the digits that float32 needs."""
    numbers = [float(str(value)) for value in row]
    parts = {"expression": EXPRESSION, "angles": ANGLES, "translation": TRANSLATION}
    named = {name: numbers[columns] for name, columns in parts.items()}
    return json.dumps({"frame": frame, "time": frame / FPS, **named})
