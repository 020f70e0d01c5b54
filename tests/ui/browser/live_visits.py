"""Visitors who speak: a microphone that hears a file, and what the page makes of it over time."""

import numpy as np
import soundfile
from visitor import EXAMPLES

# Notes until it is asked for them, ten times a second and more: what a microphone of the test's own
# hears, the loudest of each 20 ms by the page's clock, and what is drawn.
WATCH = """async () => {
  const BIN = 0.02, notes = { heard: {}, drawn: [] };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext(), analyser = new AnalyserNode(context, { fftSize: 32768 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let until = 0, late = Infinity;
  const listen = () => {
    const now = context.currentTime, rate = context.sampleRate;
    late = Math.min(late, performance.now() / 1000 - now);
    analyser.getFloatTimeDomainData(samples);
    const first = Math.max(samples.length - Math.round((now - until) * rate), 0);
    for (let i = first; i < samples.length; i++) {
      const bin = Math.floor((now + late - (samples.length - i) / rate) / BIN);
      notes.heard[bin] = Math.max(notes.heard[bin] ?? 0, Math.abs(samples[i]));
    }
    until = now;
  };
  setInterval(listen, 50);
  const view = document.querySelector('.live').closest('#live-view');
  const find = () => [...view.querySelectorAll('*'), view].find(e => e.liveState);
  let place = null;
  const draw = () => {
    const state = find()?.liveState;
    if (state && state.place !== place)
      notes.drawn.push([performance.now() / 1000, state.place, state.behind, state.mouth]);
    place = state?.place;
    requestAnimationFrame(draw);
  };
  draw();
  window.notes = () => ({ ...notes, bin: BIN });
}"""
DRAWN = "() => window.notes().drawn.length ? window.notes().drawn.at(-1)[1] : -1"


def write_bursts(path):
    """Speech and silence in turn, of lengths that fit each other nowhere else within seconds."""
    english, rate = soundfile.read(EXAMPLES / "english.flac")
    lengths = [(0.9, 0.7), (0.5, 1.1), (1.4, 0.6), (0.6, 0.9)]  # seconds
    parts = []
    for number, (spoken, silent) in enumerate(lengths):
        start = int((0.3 + 1.6 * number) * rate)
        parts += [english[start : start + int(spoken * rate)], np.zeros(int(silent * rate))]
    soundfile.write(path, np.concatenate(parts), rate)
    return path


def hear_file(path):
    """The option that lets the fake microphone hear a file, over and over."""
    return f"--use-file-for-fake-audio-capture={path}"


def press(page, name):
    page.locator("#microphone").get_by_role("button", name=name, exact=True).click()


def open_live(browsing, address, **options):
    """A visitor who has the tab open, and whose microphone and head are watched."""
    page = browsing.open(address, **options)
    page.get_by_role("tab", name="Live", exact=True).click()
    page.locator("#microphone").get_by_role("button", name="Record", exact=True).wait_for()
    page.locator(".live-canvas").wait_for()
    page.evaluate(WATCH)
    return page


def drawn_until(page, frame):
    """Waits until the head has shown so many frames."""
    page.wait_for_function(f"({DRAWN})() >= {frame}")


class Notes:
    """What was heard and drawn in a page."""

    def __init__(self, page):
        notes = page.evaluate("window.notes()")
        bins = sorted((int(k), v) for k, v in notes["heard"].items())
        self.heard_at, self.heard = np.array(bins).T
        self.heard_at = (self.heard_at + 0.5) * notes["bin"]
        self.at, self.place, self.behind, self.mouth = np.array(notes["drawn"]).T

    def agreement(self, behind):
        """Correlation of the mouth with the sound of so many seconds before it was drawn."""
        smooth = np.convolve(self.heard, np.ones(5) / 5, "same")
        sound = np.interp(self.at - behind, self.heard_at, smooth)
        return np.corrcoef(sound, self.mouth)[0, 1]

    def delay(self):
        """Seconds from microphone to drawn head, where both agree best, and how well."""
        delays = np.arange(0, 3, 0.02)
        found = [self.agreement(delay) for delay in delays]
        return delays[np.argmax(found)], max(found)
