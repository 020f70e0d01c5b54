// One slider with its name, its value and what it does, in a row of the list.
import { signed } from './words.js';

const REACH = 4; // standard deviations, on either side

export class SliderRow {
  // read, write: its place in standard deviations; number: the value that is shown beside it.
  constructor(list, { name, note, does, up, down, step, read, write, number }) {
    Object.assign(this, { name, note, does, up, down, step, read, number });
    const id = `explore-${name.replace(/\W+/g, '-')}`;
    this.row = add(list, 'div', { className: 'explore-row' });
    add(this.row, 'label', { htmlFor: id, textContent: name });
    this.shown = add(this.row, 'span', { className: 'explore-number' });
    this.input = add(this.row, 'input', { type: 'range', id, min: -REACH, max: REACH, step: 0.1 });
    const words = { id: `${id}-does`, className: 'explore-about', textContent: does };
    add(this.row, 'p', words);
    this.input.setAttribute('aria-describedby', words.id);
    this.write = () => write(Number(this.input.value));
  }

  // A range grows with a value outside of it, so that nothing is cut off.
  show() {
    const at = this.read(), text = this.number();
    const reach = Math.max(REACH, Math.ceil(Math.abs(at)));
    Object.assign(this.input, { min: -reach, max: reach, value: at });
    this.shown.textContent = text;
    const deviations = `${signed(at, 1)} standard deviations`;
    this.input.setAttribute('aria-valuetext', `${deviations}, ${text}`);
  }
}

function add(parent, kind, properties) {
  return parent.appendChild(Object.assign(document.createElement(kind), properties));
}
