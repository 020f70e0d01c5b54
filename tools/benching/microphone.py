"""The Live tab in a browser whose microphone hears a file: from the sound to the drawn head."""

from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from playwright.sync_api import Page

from tools.benching.sounds import EXAMPLES

# Notes, until it is asked for them, what a microphone of its own hears, the loudest of each 20 ms
# by the page's clock, and when which frame is drawn.
_WATCH = """async () => {
  const BIN = 0.02, notes = { heard: {}, drawn: [] };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext(), analyser = new AnalyserNode(context, { fftSize: 32768 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let until = 0;
  setInterval(() => {
    const heard = context.currentTime, rate = context.sampleRate;
    analyser.getFloatTimeDomainData(samples);
    const now = performance.now() / 1000;
    const first = Math.max(samples.length - Math.round((heard - until) * rate), 0);
    for (let i = first; i < samples.length; i++) {
      const bin = Math.floor((now - (samples.length - i) / rate) / BIN);
      notes.heard[bin] = Math.max(notes.heard[bin] ?? 0, Math.abs(samples[i]));
    }
    until = heard;
  }, 50);
  let place = -1;
  Object.defineProperty(Element.prototype, 'liveState', { set(state) {
    if (state.place === place) return;
    ({ place } = state);
    requestAnimationFrame(() =>
      notes.drawn.push([performance.now() / 1000, state.place, state.behind, state.mouth]));
  } });
  window.notes = () => ({ ...notes, bin: BIN });
}"""
_DRAWN = "frame => window.notes().drawn.some(([, place]) => place >= frame)"
# Seconds of speech, and of silence after it.  Made anew each time, or what was heard could be taken
# for what was heard before.
_SPOKEN, _SILENT = (0.4, 1.5), (0.4, 1.2)
_DELAYS = np.arange(0, 3, 0.02)  # seconds, that are looked at


def write_bursts(path: Path, seconds: float = 240) -> Path:
    """Speech and silence in turn, for at least so many seconds."""
    speech, rate = soundfile.read(EXAMPLES[0])
    rng, parts, length = np.random.default_rng(0), [], 0
    while length < seconds * rate:
        spoken, silent = (int(rng.uniform(*span) * rate) for span in (_SPOKEN, _SILENT))
        start = rng.integers(len(speech) - spoken)
        parts += [speech[start : start + spoken], np.zeros(silent)]
        length += spoken + silent
    soundfile.write(path, np.concatenate(parts), rate)
    return path


def hear_file(path: Path) -> str:
    """Chromium's option that lets its fake microphone hear a file, over and over."""
    return f"--use-file-for-fake-audio-capture={path}"


def open_live(page: Page) -> None:
    """Open the tab in a Playwright page; microphone and head are watched from now on."""
    page.get_by_role("tab", name="Live", exact=True).click()
    page.locator("#microphone").get_by_role("button", name="Record", exact=True).wait_for()
    page.locator(".live-canvas").wait_for()
    page.evaluate(_WATCH)


def press(page: Page, name: str) -> None:
    """Press Record or Stop."""
    page.locator("#microphone").get_by_role("button", name=name, exact=True).click()


def wait_for_frame(page: Page, frame: int) -> None:
    """Wait until the head has shown so many frames."""
    page.wait_for_function(_DRAWN, arg=frame)


class Notes:
    """What was heard and drawn in a page, by its clock in seconds.

    heard: the loudest of each 20 ms about heard_at.  at, place, behind, mouth: when which frame
    was drawn, how far behind the page says it was, and how open the mouth.
    """

    def __init__(self, page: Page) -> None:
        """Take what `open_live` has noted so far."""
        notes = page.evaluate("window.notes()")
        bins = sorted((int(number), loudest) for number, loudest in notes["heard"].items())
        numbers, self.heard = np.array(bins).T
        self.heard_at = (numbers + 0.5) * notes["bin"]
        self.at, self.place, self.behind, self.mouth = np.array(notes["drawn"]).T

    def agreement(self, behind: Any, begin: float = 0, end: float = np.inf) -> float:
        """Correlation of the mouth from `begin` to `end` with the sound that much before it."""
        chosen = (self.at >= begin) & (self.at < end)
        smooth = np.convolve(self.heard, np.ones(5) / 5, "same")
        sound = np.interp((self.at - behind)[chosen], self.heard_at, smooth)
        return float(np.corrcoef(sound, self.mouth[chosen])[0, 1])

    def find_delays(self, seconds: float = 30) -> np.ndarray:
        """Seconds from microphone to drawn head, one for each stretch of so many seconds."""
        begins = np.arange(self.at[0], self.at[-1] - seconds, seconds)
        found = [[self.agreement(d, b, b + seconds) for d in _DELAYS] for b in begins]
        return _DELAYS[np.argmax(found, axis=1)]
