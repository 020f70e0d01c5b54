// The live view: a head that follows a microphone, and what has run past, in the elements of
// live.html.  Motion is drawn also where it is to be reduced: pressing Record asks for it.
import { drawCurves } from '../preview/curves.js';
import { Frames } from '../preview/frames.js';
import { whenGone } from '../preview/gone.js';
import { HeadView } from '../preview/view.js';
import { Hearing } from './hearing.js';
import { Pace } from './pace.js';
import { Passing } from './passing.js';

const NO_WEBGL = 'This browser has no WebGL, so the head is not drawn. Curves and level work.';
const FAILURES = {
  NotAllowedError: 'The browser may not use the microphone: allow it for this page, then press Record again.',
  NotFoundError: 'There is no microphone: connect one, then press Record again.',
};
const NOT_OPENED = 'The microphone cannot be opened: see whether another program uses it, then press Record again.';
const UNENCRYPTED = 'Browsers give microphones only to pages at https:// or localhost: open this page there.';
const OPENING = 'The microphone is being opened.';
const ENDED = 'The recording is on its way to Motion.';
const UNANSWERED = 'No answer came for 40 s, so the recording was stopped: press Record again.';
const LOST = 'No answer came for 40 s, so the recording was stopped: see Motion for what was heard, or press Record again.';
const SILENCE = 40; // seconds; Gradio gives up a stream that has brought nothing for 30
const FPS = 25;
const SHOULDERS = 8; // seconds in which the shoulders follow
const SAID_EVERY = 0.25; // seconds
const SOON = 100; // ms, until the meter moves on without new frames

export function show(element, props, watch) {
  if (!element.isConnected) return;
  const live = new Live(element);
  watch('value', () => props.value && live.take(props.value));
}

class Live {
  constructor(element) {
    this.element = element;
    this.find = name => element.querySelector(`.live-${name}`);
    this.passing = new Passing(null);
    this.pace = new Pace();
    this.frames = new Frames(now => this.step(now));
    this.opened = this.open();
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(element);
    whenGone(element, () => this.close());
    this.stopListening = new AbortController();
    const { signal } = this.stopListening;
    document.addEventListener('live', event => this.steps[event.detail](), { signal });
    document.addEventListener('microphone', event => this.hear(event.detail), { signal });
    this.find('stage').addEventListener('keydown', event => this.view?.turnBy(event));
  }

  // What Gradio's field tells of a recording.
  steps = {
    begins: () => this.begin(),
    ends: () => this.end(),
    'handed over': () => this.find('note').textContent === ENDED && this.say(''),
  };

  // Without WebGL there is no view; all else goes on.
  async open() {
    this.view = await HeadView.on(this.find('canvas'));
    this.view?.stage.controls.addEventListener('change', () => this.frames.ask());
    if (!this.view) this.say('');
    this.fit();
  }

  begin() {
    this.recording = true;
    this.passing = new Passing(null);
    this.pace = new Pace();
    this.shoulders = this.place = null;
    this.answered = Infinity; // when the server last sent something, or sound began to reach it
    this.lost = false;
    this.before = performance.now();
    this.drawCurves(-1);
    this.frames.ask();
    this.say(navigator.mediaDevices ? OPENING : UNENCRYPTED);
  }

  hear({ stream, error }) {
    if (!this.recording || this.hearing) return;
    if (error) {
      this.recording = false;
      return this.say(FAILURES[error.name] ?? NOT_OPENED);
    }
    this.say('');
    this.answered = performance.now();
    this.hearing = new Hearing(stream);
  }

  end() {
    const heard = this.passing.last >= 0;
    this.recording = false;
    this.hearing?.close();
    this.hearing = null;
    this.view?.rest();
    this.frames.ask();
    this.find('meter').value = 0;
    this.find('behind').textContent = '';
    if (this.lost) this.say(heard ? LOST : UNANSWERED);
    else if (heard) this.say(ENDED);
  }

  take({ passing, note, stop }) {
    this.answered = performance.now();
    if (note || this.recording) this.say(note);
    if (!this.recording) return;
    if (stop) return this.pressStop();
    if (!passing || passing.run === this.ended) return;
    if (this.passing.run !== passing.run) this.passing = new Passing(passing.run);
    this.passing.add(passing);
    const { first, peaks } = this.passing, count = 4 * first + peaks.length;
    this.hearing?.compare(peaks, count);
  }

  // In Gradio's field, which has no other way to be stopped; until the first answer it says Waiting.
  pressStop() {
    this.answered = Infinity;
    this.ended = this.passing.run;
    document.querySelector('#microphone :is(.stop-button, .spinner-button)')?.click();
  }

  say(words) {
    const place = this.find('note'), said = words || (this.view === null ? NO_WEBGL : '');
    if (place.textContent !== said) place.textContent = said; // else it would be read out again
  }

  fit() {
    this.view?.resize();
    this.drawCurves(Math.floor(this.place ?? -1));
    this.frames.ask();
  }

  // In a screen frame; while somebody speaks, in every one in which the head can be drawn.
  step(now) {
    if (this.view?.stage.busy) return this.askAgain();
    if (this.recording) this.goOn(now);
    if (this.element.clientWidth) this.show(now / 1000); // else another tab is open
    if (this.recording) this.askAgain();
  }

  async askAgain() {
    await this.view?.stage.ready;
    const { passing, pace } = this;
    if (this.recording && pace.place >= passing.last) await passing.news(SOON); // all is shown
    this.frames.ask();
  }

  goOn(now) {
    const seconds = Math.max(now - this.before, 0) / 1000;
    this.before = now;
    this.hearing?.listen();
    this.advance(seconds);
    if (performance.now() > this.answered + 1000 * SILENCE) this.lose();
  }

  lose() {
    this.lost = true;
    this.pressStop();
  }

  async show(now) {
    this.view?.draw();
    await this.view?.stage.drawn;
    if (this.recording) this.showFigures(now);
  }

  // Moves the head on; nothing changes until the first frames are there.
  advance(seconds) {
    const { passing, pace } = this;
    this.place = pace.advance(seconds, passing.last, (this.view?.stage.every ?? 0) / 1000);
    if (this.place < 0) return;
    const state = passing.at(this.place);
    this.shoulders = follow(this.shoulders, state.pose.subarray(3), seconds / SHOULDERS);
    this.view?.measureFrom(passing.rest);
    this.view?.pose(state, this.shoulders);
  }

  showFigures(now) {
    this.find('meter').value = this.hearing?.level ?? 0;
    const frame = Math.floor(this.place ?? -1);
    if (frame !== this.drawn) this.drawCurves(frame);
    if (frame < 0 || !this.hearing) return;
    const behind = performance.now() / 1000 - this.hearing.start - this.place / FPS;
    const { mouth } = this.passing.now;
    this.element.liveState = { run: this.passing.run, place: this.place, behind, mouth };
    if (now < (this.said ?? 0) + SAID_EVERY) return;
    this.said = now;
    const words = this.hearing.sure ? `behind by ${Math.round(behind * 100) * 10} ms` : '';
    this.find('behind').textContent = words;
  }

  drawCurves(frame) {
    this.drawn = frame;
    const style = getComputedStyle(this.element.querySelector('.live'));
    const named = names => names.map(name => style.getPropertyValue(`--preview-${name}`));
    drawCurves(this.find('curves'), this.passing.until(frame), {
      axes: named(['pitch', 'yaw', 'roll']), face: named(['mouth', 'width', 'lids', 'brows']),
    });
  }

  close() {
    this.observer.disconnect();
    this.stopListening.abort();
    this.hearing?.close();
    this.opened.then(() => this.view?.dispose());
  }
}

// Numbers that go a share of the way to others.
function follow(numbers, others, share) {
  if (!numbers) return Float32Array.from(others);
  return numbers.map((v, i) => v + (others[i] - v) * Math.min(share, 1));
}
