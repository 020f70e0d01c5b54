"""Recordings through the trunks: the frames of all of them, in batches of one size."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from sadcoeff.mel import MelWindows
from sadcoeff.motion.columns import EXPRESSION
from sadcoeff.networks.audio2exp import Audio2Exp
from sadcoeff.networks.audio2pose import Audio2Pose
from sadcoeff.networks.layers import pad_rows, same_values

# Windows that pass the trunks together.  On two cores 32 are up to 5 % slower than 48 and 64, which
# are equally fast; 50 are two seconds, which leaves less of the last batch empty when a recording
# was cut to whole seconds.  On an H100 sizes from 512 to 8192 are equally fast, and 512 take the
# least memory.  The size for MPS is an estimate.
FRAMES_PER_BATCH = {"cpu": 50, "cuda": 512, "mps": 256}

Progress = Callable[[int, int], None]  # frames done, frames in all
Span = tuple[int, int, int]  # number of a recording, its first frame, the frame after its last


def run_trunks(
    exp: Audio2Exp,
    pose: Audio2Pose,
    batches: Sequence[Mapping[str, Any]],
    size: int,
    device: torch.device,
    progress: Progress | None = None,
) -> list[tuple[Tensor, Tensor]]:
    """For each recording: expression with open eyes (T, 64) and speech for the pose net (T, 6).

    `batches` come from `make_batch`; `size` windows pass the trunks together.  See
    `window_batches` for `progress`.
    """
    one_trunk = share_trunk(exp, pose)
    parts = window_batches(batches, size, device, progress)
    outputs = (run_windows(exp, pose, *part, one_trunk) for part in parts)
    lengths = [batch["num_frames"] for batch in batches]
    both = (rows.split(lengths) for rows in _collect(outputs, sum(lengths)))
    return list(zip(*both, strict=True))


def share_trunk(exp: Audio2Exp, pose: Audio2Pose) -> bool:
    """Whether both networks have the same trunk, as with the demo weights: it then runs once."""
    return same_values(exp.audio_encoder, pose.audio_encoder.audio_encoder)


def run_windows(
    exp: Audio2Exp, pose: Audio2Pose, windows: Tensor, ref: Tensor, one_trunk: bool
) -> tuple[Tensor, Tensor]:
    """Expression with open eyes (N, 64) and speech for the pose net (N, 6) of N frames.

    windows (N, 1, 80, 16), ref (N, 64) the source face's expression, `one_trunk` of `share_trunk`.
    """
    embedding = exp.embed(windows)  # (N, 512)
    expression = exp.express(embedding, ref, torch.zeros_like(ref[:, :1]))
    return expression, pose.project_speech(embedding if one_trunk else pose.embed(windows))


def run_pose_trunk(
    pose: Audio2Pose,
    batch: Mapping[str, Any],
    size: int,
    device: torch.device,
    progress: Progress | None = None,
) -> Tensor:
    """Speech for the pose net, (T, 6), of one recording; the expression net does not run."""
    parts = window_batches([batch], size, device, progress)
    speech = ((pose.project_speech(pose.embed(windows)),) for windows, _ in parts)
    return _collect(speech, batch["num_frames"])[0]


def window_batches(
    batches: Sequence[Mapping[str, Any]],
    size: int,
    device: torch.device,
    progress: Progress | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Windows (size, 1, 80, 16) and reference expression (size, 64) on `device`.

    The frames of all `batches` of `make_batch` follow each other; the last batch is filled up
    with zeros.  `progress` is called when the next one is asked for; what it raises ends the run.
    """
    lengths = [batch["num_frames"] for batch in batches]
    whole = [_move_mel(batch["indiv_mels"], device) for batch in batches]
    done = 0
    for spans in split_spans(lengths, size):
        windows = torch.cat([_cut_windows(whole[r], a, b).to(device) for r, a, b in spans])
        ref = torch.cat([batches[r]["ref"][0, a:b, EXPRESSION].to(device) for r, a, b in spans])
        yield pad_rows(windows, size), pad_rows(ref, size)
        done += len(windows)
        if progress:
            progress(done, sum(lengths))


def split_spans(lengths: Sequence[int], size: int) -> Iterator[list[Span]]:
    """Cut recordings of these lengths, one after the other, into lists of `size` frames each."""
    spans: list[Span] = []
    room = size
    for recording, length in enumerate(lengths):
        start = 0
        while start < length:
            stop = min(start + room, length)
            spans.append((recording, start, stop))
            room -= stop - start
            start = stop
            if not room:
                yield spans
                spans, room = [], size
    if spans:
        yield spans


def _move_mel(windows: Tensor, device: torch.device) -> Tensor:
    """Move a mel at once, as it is a fifth the size of its windows; those go batch by batch."""
    return windows.on(device) if isinstance(windows, MelWindows) else windows


def _cut_windows(windows: Tensor, start: int, stop: int) -> Tensor:
    if isinstance(windows, MelWindows):
        return windows.part(start, stop)
    return windows[0, start:stop]


def _collect(parts: Iterable[tuple[Tensor, ...]], rows: int) -> list[Tensor]:
    """Each output of all batches, `rows` rows, copied into place as it comes.

    Small tensors that outlive their batch would sit between the large ones and fragment the memory
    that the next batch needs.
    """
    whole: list[Tensor] = []
    done = 0
    for part in parts:
        whole = whole or [output.new_empty(rows, output.shape[1]) for output in part]
        count = min(len(part[0]), rows - done)
        for output, kept in zip(part, whole, strict=True):
            kept[done : done + count] = output[:count]
        done += count
    return whole
