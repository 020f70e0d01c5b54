// The weights of the head's modes from an expression: see mode_weights in sadcoeff/face/head.py.
const COEFFICIENTS = 64;
const GIVE = 0.3; // how much further than its limit, as a share, a mode goes in the end
const WIDEST = -0.4; // closing of lids beyond which wide eyes open no further
const PRESSED = 0.1; // centimetres by which lips are moved apart before they part

export class Reading {
  constructor({ read, part, gap, gaps, limit }) {
    Object.assign(this, { read, part, gap, gaps, limit });
    this.lids = part.length - 1; // where the lids' closing is read
    this.atRest = new Float32Array(part.length);
  }

  // rest: 3 x 64, the expression at rest of mouth, lids and brows.
  measureFrom(rest) {
    this.atRest.fill(0);
    for (let i = 0; i <= this.lids; i++)
      this.atRest[i] = this.sum(rest, COEFFICIENTS * this.part[i], i);
  }

  sum(numbers, from, column) {
    let sum = 0;
    for (let c = 0; c < COEFFICIENTS; c++)
      sum += numbers[from + c] * this.read[c * this.part.length + column];
    return sum;
  }

  // Beyond what was measured on faces a mode yields less and less.
  bend(weight, i) {
    const limit = this.limit[weight > 0 ? this.lids + i : i];
    if (Math.abs(weight) <= Math.abs(limit)) return weight;
    return limit - GIVE * limit * Math.expm1((limit - weight) / (GIVE * limit));
  }

  // Writes the weights of an expression (64 numbers) into `weights`.
  write(expression, weights) {
    const { lids } = this;
    for (let i = 0; i < lids; i++)
      weights[i] = this.bend(this.sum(expression, 0, i) - this.atRest[i], i);
    const read = this.sum(expression, 0, lids) - this.atRest[lids];
    const closing = Math.min(Math.max(read, WIDEST), 1);
    weights[lids] = 1 - Math.abs(2 * closing - 1);
    weights[lids + 1] = Math.max(2 * closing - 1, 0);
    this.holdLips(weights);
  }

  // Brings lips together that would pass through each other, or hardly part.
  holdLips(weights) {
    const { lids, gap, gaps } = this;
    let share = 0; // of their distance, by that in the middle, which is the first
    for (let k = 0; k < gaps; k++) {
      let apart = 0;
      for (let i = 0; i < lids; i++) apart += weights[i] * gap[i * gaps + k];
      if (!k) share = Math.max((3 * PRESSED / Math.max(apart, PRESSED) - 1) / 2, 0);
      weights[lids + 2 + k] = -apart * (apart > 0 ? share : 1);
    }
  }
}
