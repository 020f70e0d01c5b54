// What Python sends (see preview_value), made ready: columns of numbers over time.
const POSE = 6, COEFFICIENTS = 64;

export class Recording {
  constructor(value) {
    this.fps = value.fps;
    this.frames = value.frames;
    this.seconds = value.frames / value.fps;
    this.pose = floats(value.pose); // pitch, yaw, roll in radians, x, y, z in model units
    this.expression = floats(value.expression);
    this.expressionAtRest = floats(value.rest); // of mouth, lids and brows
    this.curves = floats(value.curves); // mouth opening, width, lids, brows
    this.peaks = value.peaks ? bytes(value.peaks) : null;
    this.loudest = this.peaks?.reduce((a, b) => Math.max(a, b), 1);
    this.audio = value.audio ? value.audio.url : null;
    this.face = value.face;
    this.run = value.run;
    this.rest = this.middle();
    this.now = { pose: new Float32Array(POSE), expression: new Float32Array(COEFFICIENTS) };
    this.now.atRest = this.expressionAtRest;
  }

  // All columns at a time in seconds, straight between two frames.  The object is always the same.
  at(seconds) {
    const { now } = this, place = Math.min(Math.max(seconds * this.fps, 0), this.frames - 1);
    between(this.pose, place, now.pose);
    between(this.expression, place, now.expression);
    now.frame = Math.floor(place);
    [now.pitch, now.yaw, now.roll, now.x, now.y, now.z] = now.pose;
    return now;
  }

  // The mean translation: where the shoulders stay while the head moves.
  middle() {
    return [3, 4, 5].map(i =>
      column(this.pose, POSE, i).reduce((a, b) => a + b) / this.frames);
  }
}

// One of the columns of rows of so many numbers.
export function column(values, width, index) {
  return Float32Array.from({ length: values.length / width }, (_, i) => values[i * width + index]);
}

function between(values, place, out) {
  const width = out.length, last = values.length / width - 1;
  const low = Math.floor(place), share = place - low;
  const from = low * width, to = Math.min(low + 1, last) * width;
  for (let i = 0; i < width; i++)
    out[i] = values[from + i] + (values[to + i] - values[from + i]) * share;
}

export function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

export function bytes(text) {
  return Uint8Array.from(atob(text), c => c.charCodeAt(0));
}
