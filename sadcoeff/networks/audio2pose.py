"""The pose net: the decoder of a conditional VAE that moves the head in chunks of 32 frames.

Attribute names are the released checkpoint's key names: `netG.decoder` is the CVAE decoder,
`classbias` the styles, `linear_audio` projects speech for it, `pose_linear` the output.
The posterior encoder and the discriminator are only for training and are not built.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import torch
from torch import Tensor, nn

from sadcoeff.networks.config import PoseConfig
from sadcoeff.networks.layers import mlp, pad_rows
from sadcoeff.networks.resunet import ResUnet
from sadcoeff.networks.trunk import MelTrunk

POSE_COLUMNS = 6  # pitch, yaw, roll, x, y, z
CHUNKS_PER_BATCH = {"cpu": 16, "cuda": 256, "mps": 64}  # measured on the CPU, guessed for MPS

# Of one recording: speech (T, 6), ref (6,) the source face's pose, styles (S,), and noise (C, 64)
# with C = chunk_count(T).
Recording = tuple[Tensor, Tensor, Tensor, Tensor]


class MelEncoder(nn.Module):
    """The mel trunk, one level deeper: so the checkpoint names it."""

    def __init__(self) -> None:
        super().__init__()
        self.audio_encoder = MelTrunk()

    def forward(self, windows: Tensor) -> Tensor:
        """(N, 1, 80, 16) -> (N, 512)."""
        return self.audio_encoder(windows)


class PoseDecoder(nn.Module):
    """Chunks of head motion from speech, noise, style and the reference pose."""

    def __init__(self, config: PoseConfig) -> None:
        super().__init__()
        self.chunk = config.chunk
        self.classbias = nn.Parameter(torch.zeros(config.styles, config.latent))
        self.linear_audio = nn.Linear(config.embedding, config.speech)
        given = POSE_COLUMNS + config.latent + config.chunk * config.speech
        self.MLP = mlp((given, *config.layers))
        self.resunet = ResUnet()
        self.pose_linear = nn.Linear(POSE_COLUMNS, POSE_COLUMNS)

    def forward(self, ref: Tensor, noise: Tensor, style: Tensor, speech: Tensor) -> Tensor:
        """Motion of B chunks.

        ref (B, 6) pose, noise (B, 64) from N(0, 1), style (B,) of 0...45, speech (B, 32, 6).
        Returns (B, 32, 6), to be added to the reference pose.
        """
        latent = noise + self.classbias[style]  # (B, 64)
        given = torch.cat([ref, latent, speech.flatten(1)], dim=1)  # (B, 262)
        image = self.MLP(given).view(-1, 1, self.chunk, POSE_COLUMNS)  # (B, 1, 32, 6)
        return self.pose_linear(self.resunet(image).squeeze(1))


class PoseGenerator(nn.Module):
    """Holds the decoder, where the checkpoint has it."""

    def __init__(self, config: PoseConfig) -> None:
        super().__init__()
        self.decoder = PoseDecoder(config)


class Audio2Pose(nn.Module):
    """Head pose of a whole recording."""

    training_only = ("netG.encoder.", "netD_motion.")

    def __init__(self, config: PoseConfig) -> None:
        super().__init__()
        self.config = config
        self.audio_encoder = MelEncoder()
        self.netG = PoseGenerator(config)

    def prepare(self, windows: int, dtype: torch.dtype) -> None:
        """Make the trunk fast for inference; see `MelTrunk.prepare`."""
        self.audio_encoder.audio_encoder.prepare(windows, dtype)

    def embed(self, windows: Tensor) -> Tensor:
        """Mel embedding: (N, 1, 80, 16) -> (N, 512)."""
        return self.audio_encoder(windows)

    def project_speech(self, embedding: Tensor) -> Tensor:
        """The speech input of the decoder, per frame: embedding (N, 512) -> (N, 6)."""
        return self.netG.decoder.linear_audio(embedding)

    def forward(self, speech: Tensor, ref: Tensor, style: Tensor, noise: Tensor) -> Tensor:
        """Pose of T frames in one style, `style` (1,): (T, 6); the rest as in `Recording`."""
        return self.poses([(speech, ref, style, noise)])[0][0]

    def poses(self, recordings: Sequence[Recording]) -> list[Tensor]:
        """Poses of each recording in each of its styles, with the same noise in all its styles.

        Each is (S, T, 6): angles in radians, translation in model units.  The chunks of all are
        decoded together.
        """
        chunks = [self._split_chunks(*r) for r in recordings]
        motion = self._decode(*(torch.cat(c) for c in zip(*chunks, strict=True)))  # (B, 32, 6)
        parts = motion.split([len(c[0]) for c in chunks])
        return [self._join_chunks(m, *r[:3]) for m, r in zip(parts, recordings, strict=True)]

    def _split_chunks(
        self, speech: Tensor, ref: Tensor, styles: Tensor, noise: Tensor
    ) -> Recording:
        """The decoder's inputs for S * C chunks, style by style."""
        frames = chunk_frames(len(speech), self.config.chunk).to(speech.device)  # (C, 32)
        count = len(styles) * len(frames)
        style_of = styles.repeat_interleave(len(frames))
        windows = speech[frames].repeat(len(styles), 1, 1)
        return ref.expand(count, -1), noise.repeat(len(styles), 1), style_of, windows

    def _decode(self, *given: Tensor) -> Tensor:
        size = CHUNKS_PER_BATCH[given[0].device.type]
        batches = zip(*(g.split(size) for g in given), strict=True)
        moved = [self.netG.decoder(*(pad_rows(g, size) for g in batch)) for batch in batches]
        return torch.cat(moved)[: len(given[0])]

    def _join_chunks(self, motion: Tensor, speech: Tensor, ref: Tensor, styles: Tensor) -> Tensor:
        """Motion of S * C chunks (S * C, 32, 6) as poses (S, T, 6)."""
        poses = ref.repeat(len(styles), len(speech), 1)
        if len(motion):
            size, frames = self.config.chunk, len(speech)
            motion = motion.view(len(styles), -1, POSE_COLUMNS)  # (S, C * 32, 6)
            # A partial last chunk starts early, and its overlap with the chunk before is cut off.
            repeated = motion.shape[1] - (frames - 1)
            poses[:, 1:] += torch.cat([motion[:, :-size], motion[:, repeated - size :]], dim=1)
        return poses


def draw_noise(num_frames: int, config: PoseConfig, seed: int | None) -> Tensor:
    """One draw of N(0, 1) a chunk, in chunk order, on the CPU: (C, 64).

    From torch's global generator, or from one of its own with the same numbers for `seed`.
    """
    draws = list(islice(stream_noise(config, seed), chunk_count(num_frames, config.chunk)))
    return torch.stack(draws) if draws else torch.empty(0, config.latent)


def stream_noise(config: PoseConfig, seed: int | None) -> Iterator[Tensor]:
    """`draw_noise` chunk by chunk, for ever: (64,) each, drawn when it is asked for."""
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    while True:
        yield torch.randn(config.latent, generator=generator)


def chunk_count(num_frames: int, chunk: int) -> int:
    """Chunks that cover frames 1...T-1; frame 0 keeps the reference pose."""
    return -(-(num_frames - 1) // chunk)


def chunk_frames(num_frames: int, chunk: int) -> Tensor:
    """The frames whose speech each chunk is decoded from: (C, chunk) int64.

    A partial last chunk takes the last `chunk` frames; if there are fewer, frame 1 is repeated
    in front.
    """
    count = chunk_count(num_frames, chunk)
    starts = torch.arange(count)[:, None] * chunk + 1
    starts = starts.clamp(max=num_frames - chunk)
    return (starts + torch.arange(chunk)).clamp(min=1)
