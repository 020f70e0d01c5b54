"""Make the synthetic speech that weights are measured on, in tests and by `sadcoeff weights check`.

    python tools/spoken.py sadcoeff/assets/voices

Voices that the weights' training does not hear, with espeak-ng's own phoneme times.  Needs
espeak-ng; its speech is free of rights.
"""

import json
import sys
from pathlib import Path

import soundfile
from distilling.phonemes import LIPS_CLOSED, OPEN_VOWEL, PAUSE, spans
from distilling.texts import HELD_OUT
from distilling.voices import speak

from sadcoeff.audio import SAMPLE_RATE

VOICES = ("en-us+m6", "de+Andrea", "fr+Marco", "es+Alicia", "it+linda", "da+Lee")
NAMES = {LIPS_CLOSED: "lips closed", OPEN_VOWEL: "open vowel", PAUSE: "pause"}


def main(folder: Path) -> None:
    """Write a FLAC a voice, and all sounds as [start s, end s, kind] in `sounds.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    sounds = {}
    for voice in VOICES:
        speech = speak(HELD_OUT[voice], voice)
        seconds = len(speech.samples) / SAMPLE_RATE
        starts, kinds = spans(speech.phonemes, seconds)
        ends = [*starts[1:].tolist(), seconds]
        name = voice.replace("+", "_")
        sounds[name] = [
            [round(start, 3), round(end, 3), NAMES.get(kind, "other")]
            for start, end, kind in zip(starts.tolist(), ends, kinds, strict=True)
        ]
        soundfile.write(folder / f"{name}.flac", speech.samples, SAMPLE_RATE, subtype="PCM_16")
    (folder / "sounds.json").write_text(json.dumps(sounds) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
