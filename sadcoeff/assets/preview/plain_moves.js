// What moves.js does, by plain loops on the processor: where software draws, it would run a shader
// there, about twice for each point and with slow textures.
export class PlainMoves {
  // `half` as loadHalf gives it; position and normal of `geometry`, its whole, are moved.
  constructor({ modes, moves, turns }, geometry) {
    const { position, normal, source } = geometry.attributes;
    this.weights = new Float32Array(modes);
    this.source = source.array;
    this.parts = [new Part(position, moves, modes), new Part(normal, turns, modes)];
  }

  key = 'none';

  addTo() {} // a shader that finds all points moved

  move() {
    for (const part of this.parts) part.move(this.weights, this.source);
  }

  dispose() {}
}

// The numbers of one attribute: as they are at rest, and their moves, points x modes x 3.
class Part {
  constructor(attribute, moves, modes) {
    Object.assign(this, { attribute, moves, atRest: attribute.array.slice() });
    this.sums = new Float32Array(moves.length / modes); // by the half's points
  }

  move(weights, source) {
    this.sumUp(weights);
    const { atRest, attribute, sums } = this, { array } = attribute;
    for (let i = 0, to = 0; to < array.length; i += 2, to += 3) {
      const from = 3 * source[i], side = source[i + 1];
      if (from < 0) continue;
      array[to] = atRest[to] + side * sums[from];
      array[to + 1] = atRest[to + 1] + sums[from + 1];
      array[to + 2] = atRest[to + 2] + sums[from + 2];
    }
    attribute.needsUpdate = true;
  }

  sumUp(weights) {
    const { moves, sums } = this, modes = weights.length;
    for (let to = 0, at = 0; to < sums.length; to += 3) {
      let x = 0, y = 0, z = 0;
      for (let i = 0; i < modes; i++, at += 3) {
        const weight = weights[i];
        x += weight * moves[at], y += weight * moves[at + 1], z += weight * moves[at + 2];
      }
      sums[to] = x, sums[to + 1] = y, sums[to + 2] = z;
    }
  }
}
