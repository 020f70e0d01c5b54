// Normals of half a head, by plain loops: 29 of them are computed before anything is seen.

// By how much each mode, at its full strength, turns the normals of the first `moving` points:
// three layers (x, y, z) a mode, as `layers` has its moves.
export function turnsOf({ points, triangles, moving }, layers) {
  const near = triangles.filter((_, i) => touches(triangles, i - i % 3, moving));
  const moved = points.slice(), still = normalsOf(points, near), turns = [];
  for (let mode = 0; mode < layers.length; mode += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const layer = layers[mode + axis];
      for (let i = 0; i < moving; i++) moved[3 * i + axis] = points[3 * i + axis] + layer[i];
    }
    const turned = normalsOf(moved, near);
    for (let axis = 0; axis < 3; axis++) {
      const turn = new Float32Array(moving);
      for (let i = 0; i < moving; i++) turn[i] = turned[3 * i + axis] - still[3 * i + axis];
      turns.push(turn);
    }
  }
  return turns;
}

function touches(triangles, first, moving) {
  return Math.min(triangles[first], triangles[first + 1], triangles[first + 2]) < moving;
}

// Unit normals; those of the middle plane lie in it, as they do with both halves.
function normalsOf(points, triangles) {
  const sums = new Float32Array(points.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
    const ux = points[b] - points[a], uy = points[b + 1] - points[a + 1];
    const uz = points[b + 2] - points[a + 2], vx = points[c] - points[a];
    const vy = points[c + 1] - points[a + 1], vz = points[c + 2] - points[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    sums[a] += x, sums[a + 1] += y, sums[a + 2] += z;
    sums[b] += x, sums[b + 1] += y, sums[b + 2] += z;
    sums[c] += x, sums[c + 1] += y, sums[c + 2] += z;
  }
  for (let i = 0; i < sums.length; i += 3) {
    if (points[i] === 0) sums[i] = 0;
    const long = Math.hypot(sums[i], sums[i + 1], sums[i + 2]) || 1;
    sums[i] /= long, sums[i + 1] /= long, sums[i + 2] /= long;
  }
  return sums;
}
