"""The pose net: the decoder of a conditional VAE that moves the head in chunks of 32 frames.

Attribute names are the released checkpoint's key names: `netG.decoder` is the CVAE decoder,
`classbias` the styles, `linear_audio` what speech the decoder hears, `pose_linear` the output.
The posterior encoder and the discriminator serve training alone and are not built.
"""

import torch
from torch import Tensor, nn

from sadcoeff.config import PoseConfig
from sadcoeff.layers import mel_trunk, mlp
from sadcoeff.resunet import ResUnet

POSE_COLUMNS = 6  # pitch, yaw, roll, x, y, z
CHUNKS_PER_BATCH = 128  # bounds the decoder's memory to about 50 MB, however long the sound


class MelEncoder(nn.Module):
    """The mel trunk one level deeper, as this checkpoint names it."""

    def __init__(self) -> None:
        super().__init__()
        self.audio_encoder = mel_trunk()

    def forward(self, windows: Tensor) -> Tensor:
        """(N, 1, 80, 16) -> (N, 512)."""
        return self.audio_encoder(windows).flatten(1)


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
    """Holds the decoder where the checkpoint has it."""

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

    def embed(self, windows: Tensor) -> Tensor:
        """Mel embedding: (N, 1, 80, 16) -> (N, 512)."""
        return self.audio_encoder(windows)

    def hear(self, embedding: Tensor) -> Tensor:
        """What the decoder hears of each frame: embedding (N, 512) -> speech (N, 6)."""
        return self.netG.decoder.linear_audio(embedding)

    def forward(self, speech: Tensor, ref: Tensor, style: Tensor, noise: Tensor) -> Tensor:
        """Pose of T frames in one style: as `in_styles` with style (1,), but (T, 6)."""
        return self.in_styles(speech, ref, style, noise)[0]

    def in_styles(self, speech: Tensor, ref: Tensor, styles: Tensor, noise: Tensor) -> Tensor:
        """Pose of T frames in each of S styles, with the same noise in all.

        speech (T, 6), ref (6,) the source face's pose, styles (S,), noise (C, 64) with
        C = chunk_count(T).  Returns (S, T, 6): angles in radians, translation in model units.
        """
        moved = ref.repeat(len(styles), len(speech), 1)
        if len(noise):
            moved[:, 1:] += self._motion(speech, ref, styles, noise)
        return moved

    def _motion(self, speech: Tensor, ref: Tensor, styles: Tensor, noise: Tensor) -> Tensor:
        """Motion of frames 1...T-1: (S, T - 1, 6)."""
        size, frames = self.config.chunk, len(speech)
        chunks = chunk_frames(frames, size).to(speech.device)  # (C, 32)
        style_of = styles.repeat_interleave(len(chunks))  # (S * C,)
        chunk_of = torch.arange(len(chunks), device=speech.device).repeat(len(styles))
        parts = zip(style_of.split(CHUNKS_PER_BATCH), chunk_of.split(CHUNKS_PER_BATCH), strict=True)
        motion = torch.cat(
            [
                self.netG.decoder(ref.expand(len(c), -1), noise[c], s, speech[chunks[c]])
                for s, c in parts
            ]
        ).view(len(styles), -1, POSE_COLUMNS)  # (S, C * 32, 6)
        # A last partial chunk starts early, and what the chunk before has said is cut away.
        repeated = motion.shape[1] - (frames - 1)
        return torch.cat([motion[:, :-size], motion[:, repeated - size :]], dim=1)


def chunk_count(num_frames: int, chunk: int) -> int:
    """Chunks that cover frames 1...T-1; frame 0 keeps the reference pose."""
    return -(-(num_frames - 1) // chunk)


def chunk_frames(num_frames: int, chunk: int) -> Tensor:
    """The frames that each chunk hears: (C, chunk) int64.

    A last partial chunk hears the last `chunk` frames; if there are fewer, frame 1 repeats in
    front.
    """
    count = chunk_count(num_frames, chunk)
    starts = torch.arange(count)[:, None] * chunk + 1
    starts = starts.clamp(max=num_frames - chunk)
    return (starts + torch.arange(chunk)).clamp(min=1)
