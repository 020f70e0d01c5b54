"""Print the table of containers and codecs: frames and delay of a sound whose onset is known.

    python tools/containers.py

Each file is made by FFmpeg's encoders: 0.6 s of silence, then a second of a made-up voice, which
are 40 video frames.  The delay is where the decoded sound correlates best with the one that went
in.  Where there are pictures, the sound is also written half a second after them: 52 frames then.
"""

import tempfile
from pathlib import Path

import numpy as np
from fuzzing.containers import FORMATS, Format, write_container

from sadcoeff.audio import SAMPLE_RATE, SAMPLES_PER_FRAME, load_audio

_SILENCE, _VOICE, _LATE = 0.6, 1.0, 0.5  # s


def voice(rate: int) -> np.ndarray:
    """Silence, then harmonics of a wavering pitch in syllables: (N,)."""
    time = np.arange(round(_VOICE * rate)) / rate
    phase = 2 * np.pi * (120 * time + 3 * np.sin(5 * time))
    tones = sum(np.sin(k * phase + k) / k for k in range(1, 20))
    return np.append(np.zeros(round(_SILENCE * rate)), 0.2 * tones * np.cos(9 * time) ** 2)


def measure_delay(samples: np.ndarray, wanted: np.ndarray) -> float:
    """Milliseconds by which `samples` is late, both (N,) at 16 kHz."""
    size = 1 << (len(samples) + len(wanted)).bit_length()
    spectrum = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(wanted, size))
    best = int(np.argmax(np.fft.irfft(spectrum)))
    return 1000 * (best if best < size // 2 else best - size) / SAMPLE_RATE


def measure(form: Format, late: float) -> str:
    """Codec, frames and delay of a file whose sound begins `late` s after its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"sound.{form.ending}")
        samples = load_audio(write_container(path, voice(form.rate), form, sound_starts=late))
    delay = measure_delay(samples, voice(SAMPLE_RATE)) - 1000 * late
    codec = form.codec.removeprefix("lib")
    return f"{codec} {len(samples) // SAMPLES_PER_FRAME} {delay:+.1f}"


def main() -> None:
    """Print a row for each ending."""
    print("| file | codec, frames of 40, delay in ms | pictures first: frames of 52 |")
    print("|---|---|---|")
    for ending in dict.fromkeys(form.ending for form in FORMATS):
        forms = [form for form in FORMATS if form.ending == ending]
        alone = [measure(form, 0.0) for form in forms]
        late = [measure(f, _LATE) for f in forms if f.pictures and f.container != "avi"]
        print(f"| {ending} | {', '.join(alone)} | {', '.join(late)} |", flush=True)


if __name__ == "__main__":
    main()
