"""`sadcoeff live`: sound as it comes, a line for every frame to standard output, packets to others.

A frame is written and sent as soon as it is ready (`sadcoeff.live`).
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext

import numpy as np

from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.cli.live_options import CSV
from sadcoeff.cli.live_sound import Pipe, note, open_sound, stop_when_interrupted
from sadcoeff.errors import AudioError, SettingError
from sadcoeff.face.livelink import LIVELINK_FPS
from sadcoeff.face.livelink_packets import SUBJECT
from sadcoeff.files.layouts import CSV_NAMES
from sadcoeff.live import LiveCoeffs
from sadcoeff.live.livelink import LiveLink
from sadcoeff.live.microphone import Microphone
from sadcoeff.live.pace import Pace
from sadcoeff.motion.columns import ANGLES, EXPRESSION, FPS, TRANSLATION
from sadcoeff.weights.catalogue import find_weights


def run(options: argparse.Namespace) -> int:
    """Predict until the sound ends; the exit status, 130 after Ctrl-C.  Raises SadCoeffError."""
    sound = open_sound(options)
    link = _open_link(options)
    live = _begin(options, sound.rate)
    with closing(link) if link else nullcontext(), stop_when_interrupted(sound):
        try:
            _give(_predict(live, sound), options, link)
        except BrokenPipeError:  # nobody reads on, which is how a live stream may well end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 130 if isinstance(sound, Microphone) and sound.stopped else 0


def _open_link(options: argparse.Namespace) -> LiveLink | None:
    if options.livelink is not None:
        subject = SUBJECT if options.subject is None else options.subject
        return LiveLink(options.livelink, subject, note)
    if options.subject is not None:
        raise SettingError("--subject names the face that --livelink sends: give that as well.")
    return None


def _begin(options: argparse.Namespace, rate: int) -> LiveCoeffs:
    weights = find_weights(options.weights)
    return LiveCoeffs(
        Audio2Coeff(weights, options.device, precision=options.precision),
        options.style,
        seed=options.seed,
        source_coeff_path=options.source,
        use_blink=not options.no_blink,
        sample_rate=rate,
    )


def _predict(live: LiveCoeffs, sound: Pipe | Microphone) -> Iterator[np.ndarray]:
    """The rows (70,) as they get ready."""
    for piece in sound.pieces():
        yield from live.feed(piece)
    yield from live.finish()
    if live.frames == 0 and isinstance(sound, Pipe):
        raise AudioError(
            f"Standard input ended within its first video frame of {1000 // FPS} ms: pipe raw "
            "samples in, as --rate and --format say."
        )


def _give(rows: Iterator[np.ndarray], options: argparse.Namespace, link: LiveLink | None) -> None:
    """Write each row, and send it."""
    # What has piled up is caught up with, but no faster than those who listen expect.
    pace = Pace(FPS if options.paced else LIVELINK_FPS) if options.paced or link else None
    if options.lines == CSV:
        print(",".join(CSV_NAMES), flush=True)
    for frame, row in enumerate(rows):
        if pace:
            pace.wait()
        print((_format_csv if options.lines == CSV else _format_json)(frame, row), flush=True)
        if link:
            link.send(row)


def _format_csv(frame: int, row: np.ndarray) -> str:
    return ",".join(f"{value:.9g}" for value in (frame / FPS, *row))


def _format_json(frame: int, row: np.ndarray) -> str:
    """Numbers with the digits that float32 needs."""
    numbers = [float(str(value)) for value in row]
    parts = {"expression": EXPRESSION, "angles": ANGLES, "translation": TRANSLATION}
    named = {name: numbers[columns] for name, columns in parts.items()}
    return json.dumps({"frame": frame, "time": frame / FPS, **named})
