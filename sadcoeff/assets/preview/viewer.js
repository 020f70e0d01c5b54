// The preview: one head, one clock, and what shows both, in the elements of preview.html.
import { Clock } from './clock.js';
import { connect } from './controls.js';
import { drawCurves } from './curves.js';
import { Figures } from './figures.js';
import { Frames } from './frames.js';
import { whenGone } from './gone.js';
import { Recording } from './recording.js';
import { HeadView } from './view.js';

const NO_WEBGL = 'This browser has no WebGL, so the head is not drawn. Curves and sound work.';
const NO_SOUND = 'This browser cannot play this kind of sound file: the head moves without it.';
const still = matchMedia('(prefers-reduced-motion: reduce)');

export function show(element, props, watch) {
  const viewer = new Viewer(element);
  const load = () => element.isConnected && props.value && viewer.load(props.value);
  load();
  watch('value', load);
}

class Viewer {
  constructor(element) {
    this.element = element;
    this.find = name => element.querySelector(`.preview-${name}`);
    this.frames = new Frames(() => this.step());
    this.clock = new Clock(this.find('sound'), () => this.refresh());
    this.opened = this.open();
    this.figures = new Figures(this);
    connect(this);
    this.observers = [new ResizeObserver(() => this.fit()), new MutationObserver(() => this.fit())];
    this.observers[0].observe(element);
    this.observers[1].observe(document.body, { attributeFilter: ['class'] }); // light or dark
    whenGone(element, () => this.close());
  }

  // Without WebGL there is no view; sound and curves go on.
  async open() {
    this.view = await HeadView.on(this.find('canvas'));
    this.view?.stage.controls.addEventListener('change', () => this.refresh());
    if (!this.view) this.find('note').textContent = NO_WEBGL;
    this.fit();
  }

  // The same run again, under other settings, goes on where it is.
  async load(value) {
    const recording = new Recording(value), again = this.recording?.run === value.run;
    this.coming = recording;
    if (!again) {
      this.recording = null; // nothing is drawn of the one before while this one loads
      this.clock.load(recording.audio, recording.seconds);
    }
    await this.opened;
    await this.chooseFace(recording);
    if (this.coming !== recording) return; // another one has come meanwhile
    this.recording = recording;
    this.find('controls').disabled = false;
    this.find('seek').max = recording.seconds;
    this.find('faces').hidden = !recording.face;
    this.fit();
    if (!again && !still.matches) await this.play();
  }

  async chooseFace(recording) {
    const wanted = this.find('face').value === 'face' ? recording.face : null;
    await this.view?.choose(wanted);
    if (this.coming === recording) this.view?.measureFrom(recording.expressionAtRest);
    this.refresh();
  }

  async play() {
    try {
      await this.clock.play();
    } catch (error) {
      // Refused until the visitor touches the page, or stopped by a pause or another recording.
      if (!['NotAllowedError', 'AbortError'].includes(error.name)) throw error;
    }
  }

  fit() {
    this.view?.resize();
    if (this.recording) drawCurves(this.find('curves'), this.recording, this.colours());
    this.refresh();
  }

  colours() {
    const style = getComputedStyle(this.element.querySelector('.preview'));
    const named = names => names.map(name => style.getPropertyValue(`--preview-${name}`));
    const face = named(['mouth', 'width', 'lids', 'brows']);
    return { axes: named(['pitch', 'yaw', 'roll']), face };
  }

  refresh() {
    this.frames.ask();
  }

  // In a screen frame; while it plays, in every one.
  step() {
    if (this.recording) {
      this.clock.tick();
      this.showTime(this.clock.now);
    }
    const drawn = this.view?.draw() ?? true;
    if (this.recording) this.element.previewState.drawn = drawn;
    if (this.clock.playing) this.refresh();
    else if (!drawn) this.view.stage.ready.then(() => this.refresh());
  }

  showTime(now) {
    const { recording, clock, find } = this, { playing } = clock, state = recording.at(now);
    this.view?.pose(state, recording.rest);
    find('cursor').style.left = `${100 * now / recording.seconds}%`;
    find('cursor').style.visibility = 'visible';
    this.figures.show(now);
    find('seek').value = now;
    find('time').textContent = `${minutes(now)} / ${minutes(recording.seconds)}`;
    find('controls').classList.toggle('preview-playing', playing);
    find('start').hidden = playing || now > 0;
    find('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
    find('note').textContent = this.note();
    const { run } = recording, nose = this.view?.nose;
    this.element.previewState = Object.assign(state, { time: now, run, playing, nose });
    this.element.dispatchEvent(new Event('previewtime', { bubbles: true }));
  }

  note() {
    if (!this.view) return NO_WEBGL;
    return this.clock.silenced ? NO_SOUND : '';
  }

  close() {
    this.clock.pause();
    for (const observer of this.observers) observer.disconnect();
    this.opened.then(() => this.view?.dispose());
  }
}

function minutes(seconds) {
  const whole = Math.floor(seconds / 60);
  return `${whole}:${(seconds - 60 * whole).toFixed(1).padStart(4, '0')}`;
}
