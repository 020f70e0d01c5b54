"""A recording, fed to a live session in pieces and taken whole."""

import numpy as np
from samples import speech

from sadcoeff.batch import build_batch
from sadcoeff.motion.edits import Edits

FRAMES, SEED, STYLE = 42, 5, 3
SOUND = speech(FRAMES * 640 + 99, seed=2)
OPEN = Edits(blinks=False)


def take_whole(model, sound, **choices):
    samples = sound[: len(sound) // 640 * 640]
    return model.take(build_batch(samples, "x", seed=SEED, **choices), STYLE, seed=SEED)


def run(live, sound, size=1600):
    frames = [live.feed(sound[a : a + size]) for a in range(0, len(sound), size)]
    return np.concatenate([*frames, live.finish()])
