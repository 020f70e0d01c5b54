// The latest frames of a session and the peaks of their sound, by their numbers: see Passing in
// sadcoeff/ui/preview/passing.py.
import { bytes, floats } from '../preview/recording.js';

const POSE = 6, EXPRESSION = 64, COLUMNS = EXPRESSION + POSE, CURVES = 4, PEAKS = 4;
const SHOWN = 200; // frames that the curves show, 8 s
const KEPT = SHOWN + 100;
const LOUD = 64; // a quiet sound does not fill the waveform's lane

export class Passing {
  constructor(run) {
    this.run = run;
    this.first = 0; // the number of the first frame that is kept
    this.coeffs = [];
    this.curves = [];
    this.peaks = []; // each that of 10 ms; those of frame i are at 4 (i - first)
    this.tell = () => {}; // that frames have come
    this.now = { pose: new Float32Array(POSE), expression: new Float32Array(EXPRESSION) };
  }

  // The number of the last frame; -1 before there is any.
  get last() {
    return this.first + this.coeffs.length - 1;
  }

  // Takes what is new of a value; gives the peaks that have come with it.
  add({ first, coeffs, curves, rest, peaks }) {
    this.rest = floats(rest);
    if (first > this.last + 1) this.restart(first); // some was lost on the way
    const skip = this.last + 1 - first;
    take(this.coeffs, floats(coeffs), COLUMNS, skip);
    take(this.curves, floats(curves), CURVES, skip);
    const known = this.first * PEAKS + this.peaks.length - first * PEAKS;
    const fresh = bytes(peaks).subarray(Math.max(known, 0));
    this.peaks.push(...fresh);
    this.forget();
    this.tell();
    return fresh;
  }

  // Until frames come, or so many milliseconds have gone by.
  news(patience) {
    return new Promise(resolve => {
      this.tell = resolve;
      setTimeout(resolve, patience);
    });
  }

  restart(first) {
    Object.assign(this, { first, coeffs: [], curves: [], peaks: [] });
  }

  forget() {
    const many = this.coeffs.length - KEPT;
    if (many <= 0) return;
    this.first += many;
    this.coeffs.splice(0, many);
    this.curves.splice(0, many);
    this.peaks.splice(0, many * PEAKS);
  }

  // All columns at a place in frames, straight between two.  The object is always the same.
  at(place) {
    const { now } = this, low = Math.max(Math.floor(place), this.first);
    const one = this.coeffs[low - this.first], other = this.coeffs[low - this.first + 1] ?? one;
    const share = Math.max(place - low, 0), mix = i => one[i] + (other[i] - one[i]) * share;
    for (let i = 0; i < EXPRESSION; i++) now.expression[i] = mix(i);
    for (let i = 0; i < POSE; i++) now.pose[i] = mix(EXPRESSION + i);
    [now.pitch, now.yaw, now.roll, now.x, now.y, now.z] = now.pose;
    now.mouth = this.curves[low - this.first][0];
    return now;
  }

  // What ran past until a frame, as drawCurves takes a recording.
  until(frame) {
    const pose = new Float32Array(SHOWN * POSE), curves = new Float32Array(SHOWN * CURVES);
    const peaks = new Uint8Array(SHOWN * PEAKS), begin = frame - SHOWN + 1;
    for (let i = Math.max(begin, this.first); i <= frame; i++) {
      const from = i - this.first, to = i - begin;
      pose.set(this.coeffs[from].subarray(EXPRESSION), to * POSE);
      curves.set(this.curves[from], to * CURVES);
      peaks.set(this.peaks.slice(from * PEAKS, (from + 1) * PEAKS), to * PEAKS);
    }
    return { pose, curves, peaks, loudest: peaks.reduce((a, b) => Math.max(a, b), LOUD) };
  }
}

function take(rows, values, width, skip) {
  for (let at = skip * width; at < values.length; at += width)
    rows.push(values.subarray(at, at + width));
}
