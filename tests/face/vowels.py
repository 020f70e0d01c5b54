"""Vowels by the book: pulses through resonances at the mean formants of Peterson and Barney."""

import numpy as np
from scipy.signal import lfilter

RATE = 16_000
SECONDS = 1.5  # half a second of silence, then the vowel
FORMANTS = {  # Hz, of men, 1952
    "ah": (730, 1090, 2440),
    "ee": (270, 2290, 3010),
    "oo": (300, 870, 2240),
}
BANDWIDTHS = (60, 90, 150)  # Hz
PITCH = 150  # Hz


def vowels() -> np.ndarray:
    """ah, ee and oo, each after a pause, and a pause at the end."""
    pause = np.zeros(RATE // 2)
    return np.concatenate([*(np.r_[pause, vowel(f)] for f in FORMANTS.values()), pause])


def vowel(formants) -> np.ndarray:
    count = int((SECONDS - 0.5) * RATE)
    cycles = np.arange(count) * PITCH / RATE
    sound = np.convolve(np.diff(np.floor(cycles), prepend=0.0), 0.95 ** np.arange(80))[:count]
    for hertz, width in zip(formants, BANDWIDTHS, strict=True):
        radius, angle = np.exp(-np.pi * width / RATE), 2 * np.pi * hertz / RATE
        poles = [1, -2 * radius * np.cos(angle), radius**2]
        sound = lfilter([sum(poles)], poles, sound)
    return 0.3 * sound / np.abs(sound).max()
