"""Training of the pose net's decoder on made-up motion.

The MLP learns first and alone, which is quick, while the U-Net behind it is set to pass its image
on unchanged; then both are trained together.
"""

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn
from tqdm import trange

from distilling.chunks import CHUNK
from distilling.motion import LARGEST, STYLE_DIMS, Styles, make_motion
from distilling.people import TYPICAL
from sadcoeff.networks.audio2pose import POSE_COLUMNS, PoseDecoder
from sadcoeff.networks.config import PoseConfig

CONFIG = PoseConfig(styles=46, embedding=512, speech=6, chunk=CHUNK, latent=64, layers=(128, 192))
SOLO_BATCH, JOINT_BATCH = 512, 64  # chunks
SOLO_STEPS, JOINT_STEPS = 5000, 100
LEARNING_RATE = {"MLP": 3e-3, "all": 1e-3}
STYLE_SIZE = 6.0  # of the style vectors' entries, beside noise of size 1
HEADROOM = 1.1  # of the output's range over the largest motion
_REF_RANGE = 5  # of the faces' poses in training, in typical deviations
_STEP_WEIGHT = 4.0  # of errors in the motion from frame to frame
_RESTING = 0.05  # activity of silence
_PAUSE_SHARE, _PAUSE_FRAMES = 0.5, (10, 60)  # of chunks that get a pause, where it may fall beside
_TEACHER_SHARE = 0.15  # of the chunks that are in style 0, the teacher's own
_PASSED_SLOPE = 4.0  # of the sigmoid's input, which makes it about the identity


class PoseTrainer:
    """Trains one decoder; `chunks` (N, 32, 6) is what it hears."""

    def __init__(self, decoder: PoseDecoder, styles: Styles, chunks: Tensor) -> None:
        self.decoder, self.styles, self.chunks = decoder, styles, chunks
        self.rest = chunks[chunks[..., 0] < _RESTING].mean(dim=0)  # (6,) what silence sounds like
        with torch.no_grad():
            _start_styles(decoder)
            _pass_through(decoder.resunet)
            _start_scale(decoder.pose_linear)

    def train(self, solo_steps: int = SOLO_STEPS, joint_steps: int = JOINT_STEPS) -> None:
        """Both stages; leaves the decoder in evaluation mode."""
        mlp = [self.decoder.classbias, *self.decoder.MLP.parameters()]
        self._run("pose MLP", mlp, LEARNING_RATE["MLP"], solo_steps, self._solo_loss)
        heard = set(self.decoder.linear_audio.parameters())
        everything = [p for p in self.decoder.parameters() if p not in heard]
        self.decoder.eval()  # batch norm stays the identity that it starts as
        self._run("pose", everything, LEARNING_RATE["all"], joint_steps, self._joint_loss)

    def _run(
        self,
        name: str,
        parameters: Iterable[nn.Parameter],
        rate: float,
        steps: int,
        loss_of: Callable[[], Tensor],
    ) -> None:
        optimiser = torch.optim.Adam(parameters, rate)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps, pct_start=0.1)
        for _ in trange(steps, desc=name, unit="step"):
            loss = loss_of()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()

    def _solo_loss(self) -> Tensor:
        ref, noise, style, speech, wanted = self._draw(SOLO_BATCH)
        latent = noise + self.decoder.classbias[style]
        image = self.decoder.MLP(torch.cat([ref, latent, speech.flatten(1)], dim=1))
        return _error(_from_image(image.unflatten(1, (CHUNK, POSE_COLUMNS))), wanted)

    def _joint_loss(self) -> Tensor:
        ref, noise, style, speech, wanted = self._draw(JOINT_BATCH)
        with torch.autocast(ref.device.type, torch.bfloat16):
            given = self.decoder(ref, noise, style, speech)
        given = given.float() / torch.from_numpy(TYPICAL).to(given.device)
        steps = (given.diff(dim=1) - wanted.diff(dim=1)).square().mean()
        return _error(given, wanted) + _STEP_WEIGHT * steps

    def _draw(self, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Reference pose, noise, style, speech, and the motion wanted, of `count` chunks."""
        style = torch.randint(CONFIG.styles, (count,)) * (torch.rand(count) > _TEACHER_SHARE)
        noise = torch.randn(count, CONFIG.latent)
        ref = torch.randn(count, POSE_COLUMNS) * _REF_RANGE * torch.from_numpy(TYPICAL)
        speech = self._pause(self.chunks[torch.randint(len(self.chunks), (count,))])
        wanted = make_motion(self.styles, style, noise, speech)
        device = self.decoder.classbias.device
        return tuple(t.to(device) for t in (ref, noise, style, speech, wanted))

    def _pause(self, speech: Tensor) -> Tensor:
        """Put a silence of 10 to 60 frames into some of the chunks (B, 32, 6)."""
        count = len(speech)
        start = torch.randint(-CHUNK, CHUNK, (count, 1))
        length = torch.randint(*_PAUSE_FRAMES, (count, 1)) * (torch.rand(count, 1) < _PAUSE_SHARE)
        frame = torch.arange(CHUNK)
        paused = (frame >= start) & (frame < start + length)
        return torch.where(paused[..., None], self.rest, speech)


def _error(given: Tensor, wanted: Tensor) -> Tensor:
    """Mean square error of (B, 32, 6)."""
    return (given - wanted).square().mean()


def _from_image(image: Tensor) -> Tensor:
    """What the output layer makes of 0...1, in typical deviations."""
    return (image - 0.5) * 2 * LARGEST * HEADROOM


def _start_styles(decoder: PoseDecoder) -> None:
    """Random signs in the latent's half that carries no noise worth hearing."""
    decoder.classbias.zero_()
    own = decoder.classbias[:, -STYLE_DIMS:]
    own.copy_(STYLE_SIZE * torch.sign(torch.randn_like(own)))


def _pass_through(unet: nn.Module) -> None:
    """Make the U-Net's image output about equal to its input, along its skips' first channel."""
    entry, merge, out = unet.input_skip[0], unet.up_residual_conv3, unet.output_layer[0]
    for conv, kept in ((unet.input_layer[3], None), (entry, 0), (merge.conv_block[5], None)):
        _only(conv, kept)
    above = unet.upsample_3.upsample.out_channels
    _only(merge.conv_skip[0], above)
    out.weight.mul_(0.01)
    out.weight[0, 0] = _PASSED_SLOPE
    out.bias.fill_(-_PASSED_SLOPE / 2)


def _only(conv: nn.Conv2d, source: int | None) -> None:
    """Weaken a 3 x 3 convolution, and let its first output repeat the channel `source`."""
    conv.weight.mul_(0.1)
    conv.bias.zero_()
    conv.weight[0] = 0
    if source is not None:
        conv.weight[0, source, 1, 1] = 1


def _start_scale(linear: nn.Linear) -> None:
    typical = torch.from_numpy(TYPICAL)
    linear.weight.copy_(torch.diag(typical * 2 * LARGEST * HEADROOM))
    linear.bias.copy_(-typical * LARGEST * HEADROOM)


def chunks_of(speech: Sequence[Tensor]) -> Tensor:
    """Every run of 32 frames in what is heard of recordings, (T, 6) each: (N, 32, 6)."""
    long = [s.unfold(0, CHUNK, 1).transpose(1, 2) for s in speech if len(s) >= CHUNK]
    return torch.cat(long)
