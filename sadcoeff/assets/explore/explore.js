// The explorer: a head, and the sliders and words about it, in the elements of explore.html.
import { Frames } from '../preview/frames.js';
import { whenGone } from '../preview/gone.js';
import { HeadView } from '../preview/view.js';
import { Face } from './face.js';
import { effectTable, signed, tell, tellDistance } from './words.js';
import { SliderRow } from './slider.js';

const NO_WEBGL = 'This browser has no WebGL, so the head is not drawn. Sliders and numbers work.';
const FACING = { pitch: 0, yaw: 0, roll: 0, x: 0, y: 0, z: 0 };

export function show(element, props) {
  if (element.isConnected) new Explorer(element, props.value);
}

class Explorer {
  constructor(element, value) {
    this.element = element;
    this.find = name => element.querySelector(`.explore-${name}`);
    this.value = value;
    this.frames = new Frames(() => this.step());
    this.gone = new AbortController();
    this.face = new Face(value);
    this.sliders = this.lay();
    this.effects = effectTable(this.find('effects').tBodies[0], value.measures);
    this.choose(this.sliders[0]);
    this.connect();
    this.opened = this.open();
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(element);
    whenGone(element, () => this.close());
    this.refresh();
  }

  // One slider for each main direction, then one for each coefficient.
  lay() {
    const { face, value } = this;
    const main = value.mainSliders.map((words, i) => new SliderRow(this.find('main'), {
      ...words, step: value.directions[i],
      read: () => face.reading(i), write: amount => face.move(i, amount),
      number: () => signed(face.reading(i), 1),
    }));
    const all = value.sliders.map((words, i) => new SliderRow(this.find('all'), {
      ...words, step: value.spread.map((spread, k) => k === i ? spread : 0),
      read: () => face.deviation(i), write: amount => face.deviate(i, amount),
      number: () => signed(face.expression[i], 3),
    }));
    return [...main, ...all];
  }

  connect() {
    for (const slider of this.sliders) {
      slider.input.addEventListener('input', () => this.after(() => slider.write()));
      slider.row.addEventListener('focusin', () => this.choose(slider));
      slider.row.addEventListener('pointerdown', () => this.choose(slider));
    }
    this.find('neutral').addEventListener('click', () => this.after(() => this.face.reset()));
    this.find('take').addEventListener('click', () => this.after(() => this.take()));
    this.find('reset').addEventListener('click', () => this.view?.stage.reset());
    document.addEventListener('previewtime', () => this.offer(), { signal: this.gone.signal });
    this.find('stage').addEventListener('keydown', event => this.view?.turnBy(event));
  }

  // Without WebGL there is no view; all else goes on.
  async open() {
    this.view = await HeadView.on(this.find('canvas'));
    this.view?.stage.controls.addEventListener('change', () => this.refresh());
    if (!this.view) this.find('note').textContent = NO_WEBGL;
    this.fit();
  }

  fit() {
    this.view?.resize();
    this.refresh();
  }

  choose(slider) {
    this.chosen?.row.classList.remove('explore-chosen');
    this.chosen = slider;
    slider.row.classList.add('explore-chosen');
    tell(slider, this.find);
    this.refresh();
  }

  // The frame at which the Motion tab's preview stands.
  get frame() {
    return document.querySelector('#preview .preview')?.parentElement.previewState;
  }

  take() {
    this.face.take(this.frame.expression, this.frame.atRest);
  }

  // Shows what a change has made of the face.
  after(change) {
    change();
    this.refresh();
  }

  refresh() {
    this.frames.ask();
  }

  // In a screen frame after a change, or after another tab was open.
  step() {
    if (!this.element.clientWidth) return;
    this.offer();
    this.showFace();
  }

  // The frame of the Motion tab's preview.
  offer() {
    const { frame } = this, label = frame ? `From the run, at ${minutes(frame.time)}` : 'From the run';
    if (this.find('take').textContent === label) return;
    this.find('take').textContent = label;
    this.find('take').disabled = !frame;
  }

  showFace() {
    const { face, find } = this;
    for (const slider of this.sliders) slider.show();
    this.effects(face.effects, face.effectsOf(this.chosen.step));
    find('distance').textContent = tellDistance(face);
    if (!this.view) return;
    this.view.measureFrom(face.rest);
    this.view.pose({ ...FACING, expression: face.expression }, [0, 0, 0]);
    if (!this.view.draw()) this.view.stage.ready.then(() => this.refresh());
  }

  close() {
    this.observer.disconnect();
    this.gone.abort();
    this.opened.then(() => this.view?.dispose());
  }
}

function minutes(seconds) {
  const whole = Math.floor(seconds / 60);
  return `${whole}:${(seconds - 60 * whole).toFixed(1).padStart(4, '0')}`;
}
