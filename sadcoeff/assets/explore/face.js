// An expression that is being moved, and what it does to a face: linear sums over the numbers of
// explorer_value in sadcoeff/ui/preview/explorer.py.
const COEFFICIENTS = 64, PARTS = 3;

export class Face {
  constructor({ spread, directions, gradients, readings, measures }) {
    Object.assign(this, { spread, directions, gradients, readings, measures });
    this.expression = new Float32Array(COEFFICIENTS);
    this.rest = new Float32Array(PARTS * COEFFICIENTS);
  }

  reset() {
    this.expression.fill(0);
    this.rest.fill(0);
  }

  // An expression, and the one at rest (3 x 64) from which the face is seen.
  take(expression, rest) {
    this.expression.set(expression);
    this.rest.set(rest);
  }

  // One coefficient in standard deviations from zero.
  deviation(i) {
    return this.expression[i] / this.spread[i];
  }

  deviate(i, amount) {
    this.expression[i] = amount * this.spread[i];
  }

  // How much of a main direction is in what the face does, in standard deviations.
  reading(direction) {
    return this.effects.reduce((sum, v, m) => sum + v * this.readings[m][direction], 0);
  }

  // Moves the expression along a direction, until so much of it is in what the face does.
  move(direction, amount) {
    const more = amount - this.reading(direction);
    this.directions[direction].forEach((v, i) => { this.expression[i] += more * v; });
  }

  // The measures of the face as it is, from its rest.
  get effects() {
    const { expression, rest, measures } = this;
    return measures.map(({ part }, m) => {
      const away = expression.map((v, i) => v - rest[COEFFICIENTS * part + i]);
      return this.sum(away, m);
    });
  }

  // What a change of the expression adds to the measures.
  effectsOf(change) {
    return this.measures.map((_, m) => this.sum(change, m));
  }

  sum(change, measure) {
    return change.reduce((sum, v, i) => sum + v * this.gradients[i][measure], 0);
  }

  // From zero, in standard deviations: the root mean square, and the coefficient furthest off.
  get distance() {
    const deviations = Array.from(this.expression, (_, i) => this.deviation(i));
    const mean = Math.sqrt(deviations.reduce((sum, v) => sum + v * v, 0) / COEFFICIENTS);
    const furthest = deviations.reduce((far, v, i) =>
      Math.abs(v) > Math.abs(deviations[far]) ? i : far, 0);
    return { mean, furthest, deviation: deviations[furthest] };
  }
}
