// What Python sends (see preview_value), made ready: columns of numbers over time.
export class Recording {
  constructor(value) {
    this.fps = value.fps;
    this.frames = value.frames;
    this.seconds = value.frames / value.fps;
    this.pose = floats(value.pose); // pitch, yaw, roll in radians, x, y, z in model units
    this.readouts = floats(value.readouts); // mouth opening, eyelids
    this.expression = value.expression ? floats(value.expression) : null;
    this.peaks = value.peaks ? bytes(value.peaks) : null;
    this.audio = value.audio ? value.audio.url : null;
    this.face = value.face;
    this.run = value.run;
    this.rest = this.middle();
  }

  // All columns at a time in seconds, straight between two frames.
  at(seconds) {
    const place = Math.min(Math.max(seconds * this.fps, 0), this.frames - 1);
    const [pitch, yaw, roll, x, y, z] = between(this.pose, 6, place);
    const [mouth, lids] = between(this.readouts, 2, place);
    const expression = this.expression && between(this.expression, 64, place);
    return { frame: Math.floor(place), pitch, yaw, roll, x, y, z, mouth, lids, expression };
  }

  // The mean translation: where the shoulders stay while the head moves.
  middle() {
    return [3, 4, 5].map(i => this.column(this.pose, 6, i).reduce((a, b) => a + b) / this.frames);
  }

  column(values, width, index) {
    return Float32Array.from({ length: this.frames }, (_, i) => values[i * width + index]);
  }
}

function between(values, width, place) {
  const low = Math.floor(place), share = place - low, last = values.length / width - 1;
  const from = low * width, to = Math.min(low + 1, last) * width;
  return Array.from({ length: width }, (_, i) =>
    values[from + i] + (values[to + i] - values[from + i]) * share);
}

function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

function bytes(text) {
  return Uint8Array.from(atob(text), c => c.charCodeAt(0));
}
