// The head's geometry: one half read from its file, its mirror image, and what moves both.
import { BufferAttribute, BufferGeometry, Color } from '../vendor/three/three.min.js';
import { addSources } from './moves.js';
import { loadPacked } from './packed.js';

const NECK = [-1.55, -0.8], FADE = [-1.66, -1.3], SIDES = [1.25, 0.75];

// The half as sadcoeff/face/head.py describes it, with `moves` and `turns` by point and mode.
export async function loadHalf(url) {
  const packed = await loadPacked(url);
  const [modes, , moving] = packed.moves.shape, width = 4 * Math.ceil(modes / 4);
  const half = {
    points: Float32Array.from(packed.points.values, v => v * packed.points.scale),
    triangles: triangles(packed.quads.values), colours: packed.colours.values,
    modes: width, moving, read: packed.read.values, part: packed.part.values,
    gap: packed.gap.values, gaps: packed.gap.shape[1], eye: packed.eye.values,
    limit: packed.limit.values,
  };
  const layers = sumUp(packed.moves);
  half.moves = byPoint(layers, moving, width);
  half.turns = byPoint(turns(half, layers), moving, width);
  return half;
}

export function wholeGeometry(half) {
  const order = [], side = [], partner = [];
  for (let i = 0; i < half.points.length / 3; i++) order.push(i), side.push(1);
  for (let i = 0; i < half.points.length / 3; i++) {
    partner.push(half.points[3 * i] === 0 ? i : order.length);
    if (half.points[3 * i] !== 0) order.push(i), side.push(-1);
  }
  const geometry = new BufferGeometry();
  geometry.setIndex([...half.triangles, ...half.triangles.toReversed().map(i => partner[i])]);
  const place = Float32Array.from({ length: 3 * order.length }, (_, i) =>
    half.points[3 * order[Math.floor(i / 3)] + i % 3] * (i % 3 ? 1 : side[Math.floor(i / 3)]));
  geometry.setAttribute('position', new BufferAttribute(place, 3));
  geometry.setAttribute('color', new BufferAttribute(colours(half, order), 4));
  addSources(geometry, order.map(i => i < half.moving ? i : -1), i => side[i]);
  addSkin(geometry);
  geometry.computeVertexNormals();
  return geometry;
}

function triangles(quads) {
  const corners = [];
  for (let q = 0; q < quads.length; q += 4) {
    const [a, b, c, d] = quads.subarray(q, q + 4);
    corners.push(a, b, c, a, c, d);
  }
  return corners;
}

// Each mode's axes, one after the other: the file has the differences from point to point.
function sumUp({ values, shape: [modes, , moving], scale }) {
  return Array.from({ length: 3 * modes }, (_, layer) => {
    let sum = 0;
    return Float32Array.from(values.subarray(layer * moving, (layer + 1) * moving), step =>
      (sum += step) * scale);
  });
}

function byPoint(layers, moving, modes) {
  const out = new Float32Array(3 * modes * moving);
  layers.forEach((layer, at) => {
    for (let i = 0; i < moving; i++) out[3 * modes * i + at] = layer[i];
  });
  return out;
}

// By how much each mode, at its full strength, turns the normals.
function turns(half, layers) {
  const { points, moving } = half, moved = new Float32Array(points);
  const near = half.triangles.filter((_, i, all) => {
    const first = i - i % 3;
    return all[first] < moving || all[first + 1] < moving || all[first + 2] < moving;
  });
  const at = normals(points, near), out = [];
  for (let mode = 0; mode < layers.length; mode += 3) {
    for (let i = 0; i < 3 * moving; i++)
      moved[i] = points[i] + layers[mode + i % 3][Math.floor(i / 3)];
    const turned = normals(moved, near);
    for (let axis = 0; axis < 3; axis++)
      out.push(Float32Array.from({ length: moving }, (_, i) =>
        turned[3 * i + axis] - at[3 * i + axis]));
  }
  return out;
}

// Unit normals; those of the middle plane lie in it, as they do with both halves.
function normals(points, corners) {
  const geometry = new BufferGeometry();
  geometry.setIndex(corners);
  geometry.setAttribute('position', new BufferAttribute(points, 3));
  geometry.computeVertexNormals();
  const normal = geometry.attributes.normal;
  for (let i = 0; i < normal.count; i++) {
    if (points[3 * i] !== 0) continue;
    const long = Math.hypot(normal.getY(i), normal.getZ(i)) || 1;
    normal.setXYZ(i, 0, normal.getY(i) / long, normal.getZ(i) / long);
  }
  return normal.array;
}

function colours(half, order) {
  const colour = new Color(), out = new Float32Array(4 * order.length);
  order.forEach((i, n) => {
    colour.setRGB(...half.colours.subarray(3 * i, 3 * i + 3)).multiplyScalar(1 / 255);
    out.set(colour.convertSRGBToLinear().toArray(), 4 * n);
    const [x, y] = half.points.subarray(3 * i, 3 * i + 2);
    out[4 * n + 3] = ease(y, ...FADE) * ease(x, ...SIDES);
  });
  return out;
}

// Bone 0 stays, bone 1 is the head; the neck bends between them.
function addSkin(geometry) {
  const place = geometry.attributes.position, count = place.count;
  const bones = new Uint16Array(4 * count), weights = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const head = ease(place.getY(i) + 0.5 * place.getZ(i), ...NECK);
    bones[4 * i + 1] = 1;
    weights.set([1 - head, head], 4 * i);
  }
  geometry.setAttribute('skinIndex', new BufferAttribute(bones, 4));
  geometry.setAttribute('skinWeight', new BufferAttribute(weights, 4));
}

export function ease(value, low, high) {
  const share = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return share * share * (3 - 2 * share);
}
