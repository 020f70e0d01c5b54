"""Coefficients of one speaker, as the sound comes."""

import random
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from sadcoeff.audio.limits import HIGHEST_RATE, LOWEST_RATE, SAMPLE_RATE
from sadcoeff.audio2coeff import Audio2Coeff
from sadcoeff.errors import AudioError, LiveError
from sadcoeff.files.names import safe_stem
from sadcoeff.live.head import HeadStream
from sadcoeff.live.passes import Passes
from sadcoeff.live.pieces import read_piece
from sadcoeff.live.resampling import LiveResampler
from sadcoeff.live.windows import WindowStream
from sadcoeff.motion.blinks import blink_ratio, blink_stream
from sadcoeff.motion.columns import COLUMNS, EXPRESSION, FPS, POSE
from sadcoeff.motion.take import Take
from sadcoeff.networks.audio2pose import stream_noise
from sadcoeff.source import read_source
from sadcoeff.validation import seed_number, true_or_false, whole_number

LIVE = "live"  # the recording's name, which it has none


class LiveCoeffs:
    """The coefficients of a live stream: `feed` sound as it comes, then `finish`.

    The expression is that of the whole recording, and comes 3 frames (`EXPRESSION_DELAY`, 0.12 s)
    after its sound; at other rates than 16 kHz 10 ms more, 20 ms at 8 kHz.  The head moves as in
    the whole recording too, 37 frames (`HEAD_DELAY`, 1.48 s) after the expression of the same row:
    row t has the pose of frame t - 37; before, the head has its start pose, and eases to the motion
    in five frames.
    Blinks come as the original draws them for recordings of 140 frames and more.

    Channels are averaged, even where they cancel each other; the level is taken as it is.
    Memory does not grow, unless `keep` is set.  One thread may use a session at a time; several
    sessions may share a model.
    """

    def __init__(
        self,
        model: Audio2Coeff,
        pose_style: int = 0,
        *,
        seed: int | None = None,
        source_coeff_path: str | Path | None = None,
        use_blink: bool = True,
        sample_rate: int = SAMPLE_RATE,
        keep: bool = False,
    ) -> None:
        """Begin a session at `sample_rate` in Hz.

        `pose_style` is 0...45; `seed` makes noise and blinks repeatable, and those of
        `Audio2Coeff.take` and `make_batch`; the motion starts from the face in the first row of a
        coefficient file.  `keep` holds what `take` needs: 280 bytes a frame, 25 MB an hour.
        Raises SettingError for a value out of range, CoeffFileError for an unusable file.
        """
        config = model.networks.pose.config
        self._model = model
        self._style = whole_number("pose style", pose_style, 0, config.styles - 1)
        self._seed = seed_number(seed)
        self._use_blink = true_or_false("use of blinks", use_blink)
        self._keep = true_or_false("keeping for a take", keep)
        self._rate = whole_number("sample rate", sample_rate, LOWEST_RATE, HIGHEST_RATE)
        self._source = read_source(source_coeff_path)
        self._blink = model.audio2exp_model.blink_response().cpu().numpy().copy()
        self._blink_seed = random.getrandbits(63) if self._seed is None else self._seed
        self._blinks = blink_stream(random.Random(self._blink_seed))
        self._resampler, self._windows = LiveResampler(self._rate), WindowStream()
        self._passes = Passes(model, self._source.first, self._style)
        noise = stream_noise(config, self._seed)
        self._head = HeadStream(self._source.first[POSE], self._passes.move, noise, self._keep)
        self._expression = bytearray()  # float32, open eyes, where it is kept: grows in place
        self._poses = np.empty((0, 6), np.float32)  # of the whole recording, after `finish`
        self._finished = False

    @property
    def stored(self) -> int:
        """Numbers that are held of the sound and motion, without what `keep` keeps."""
        return self._resampler.stored + self._windows.stored + self._head.stored

    @property
    def frames(self) -> int:
        """Frames that have been given so far."""
        return self._windows.frames

    def feed(self, samples: Any) -> np.ndarray:
        """The frames that are ready after more sound: (n, 70) float32, n of 0 too.

        samples: (N,) or (N, channels), floats in about -1...1, int16 or int32; any N, 0 too.
        Raises AudioError for anything else, NaN or infinite samples; the session is then as it
        was before.  Raises LiveError after `finish`.
        """
        self._check_open()
        piece = read_piece(samples)
        # A second at a time, so that a long piece takes no more memory than its sound.
        seconds = (piece[a : a + self._rate] for a in range(0, len(piece), self._rate))
        frames = [self._predict(self._windows.push(self._resampler.push(s))) for s in seconds]
        return np.concatenate([np.empty((0, COLUMNS), np.float32), *frames])

    def finish(self) -> np.ndarray:
        """The rest, (n, 70) float32, after which there is a row for every whole frame of 40 ms.

        Raises LiveError if it has been called before.
        """
        self._check_open()
        self._finished = True
        pushed = self._predict(self._windows.push(self._resampler.finish()))
        rest = self._predict(self._windows.finish())
        if self._keep:
            self._poses = self._head.finish()
        return np.concatenate([pushed, rest])

    def take(self) -> Take:
        """What `Audio2Coeff.take` gives for the whole recording: not delayed, and to be edited.

        With the session's seed and that of `make_batch`, the numbers are the same within float32's
        rounding.
        Raises LiveError before `finish` or without `keep`, AudioError for less than one frame.
        """
        if not self._keep or not self._finished:
            raise LiveError("There is no take: begin the session with keep=True, and finish it.")
        if self.frames == 0:
            raise AudioError(
                f"The stream ended within its first video frame of {1000 // FPS} ms: use a longer "
                "recording."
            )
        return Take(
            expression=np.frombuffer(self._expression, np.float32).reshape(self.frames, -1).copy(),
            blink=self._blink.copy(),
            ratio=self._draw_blinks(),
            pose=self._poses.copy(),
            start_pose=self._source.first[POSE].copy(),
            pose_style=self._style,
            seed=self._seed,
            weights=self._model.networks.weights,
            audio_name=LIVE,
            pic_name=safe_stem(self._source.name),
            device=str(self._model.device),
        )

    def _check_open(self) -> None:
        if self._finished:
            raise LiveError("The session is finished: begin another one for more sound.")

    def _predict(self, windows: Tensor) -> np.ndarray:
        """The coefficients (n, 70) of the next windows (n, 1, 80, 16)."""
        if len(windows) == 0:
            return np.empty((0, COLUMNS), np.float32)
        expression, speech = self._passes.hear(windows)
        if self._keep:
            self._expression += expression.tobytes()
        frames = np.hstack([expression, self._head.push(speech)])
        if self._use_blink:
            ratio = np.fromiter(self._blinks, np.float32, len(windows))
            frames[:, EXPRESSION] += ratio[:, None] * self._blink
        return frames

    def _draw_blinks(self) -> np.ndarray:
        """The blinks of the whole recording, whose length is known now: (T,)."""
        if self._use_blink:
            return blink_ratio(self.frames, random.Random(self._blink_seed))
        return np.zeros(self.frames, np.float32)
