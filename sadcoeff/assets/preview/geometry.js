// The head's geometry: one half read from its file, its mirror image, and what moves both.
import { BufferAttribute, BufferGeometry } from '../vendor/three/three.min.js';
import { addSources } from './moves.js';
import { turnsOf } from './normals.js';
import { loadPacked } from './packed.js';

const NECK = [-1.55, -0.8], FADE = [-1.66, -1.3], SIDES = [1.25, 0.75];

// The half as sadcoeff/face/head.py describes it, with `moves` and `turns` by point and mode.
export async function loadHalf(url) {
  const packed = await loadPacked(url);
  const [modes, , moving] = packed.moves.shape, width = 4 * Math.ceil(modes / 4);
  const half = {
    points: scaled(packed.points),
    triangles: triangles(packed.quads.values), colours: packed.colours.values,
    modes: width, moving, read: packed.read.values, part: packed.part.values,
    gap: packed.gap.values, gaps: packed.gap.shape[1], limit: packed.limit.values,
    eye: packed.eye.values, rings: packed.rings.values,
    ringColours: packed.ring_colours.values,
  };
  const layers = sumUp(packed.moves);
  half.moves = byPoint(layers, moving, width);
  half.turns = byPoint(turnsOf(half, layers), moving, width);
  return half;
}

// Both halves: `order` says which of the half's points each one is, `side` -1 a mirror image's.
export function wholeGeometry(half) {
  const { order, side, partner } = mirror(half.points);
  const count = half.triangles.length, corners = new Uint16Array(2 * count);
  corners.set(half.triangles);
  for (let i = 0; i < count; i++) corners[2 * count - 1 - i] = partner[half.triangles[i]];
  const geometry = new BufferGeometry();
  geometry.setIndex(new BufferAttribute(corners, 1));
  geometry.setAttribute('position', new BufferAttribute(places(half.points, order, side), 3));
  geometry.setAttribute('color', new BufferAttribute(colours(half, order), 4));
  addSources(geometry, order.map(i => i < half.moving ? i : -1), side);
  addShares(geometry);
  geometry.computeVertexNormals();
  return geometry;
}

// Points of the middle plane are shared; every other one has a partner after all of the half's.
function mirror(points) {
  const count = points.length / 3, order = [], side = [], partner = new Uint16Array(count);
  for (let i = 0; i < count; i++) order.push(i), side.push(1);
  for (let i = 0; i < count; i++) {
    partner[i] = points[3 * i] === 0 ? i : order.length;
    if (points[3 * i] !== 0) order.push(i), side.push(-1);
  }
  return { order, side, partner };
}

function places(points, order, side) {
  const out = new Float32Array(3 * order.length);
  order.forEach((i, n) => {
    out[3 * n] = side[n] * points[3 * i];
    out[3 * n + 1] = points[3 * i + 1];
    out[3 * n + 2] = points[3 * i + 2];
  });
  return out;
}

function triangles(quads) {
  const corners = new Uint16Array(quads.length * 3 / 2);
  for (let q = 0, t = 0; q < quads.length; q += 4, t += 6) {
    corners[t] = corners[t + 3] = quads[q];
    corners[t + 1] = quads[q + 1];
    corners[t + 2] = corners[t + 4] = quads[q + 2];
    corners[t + 5] = quads[q + 3];
  }
  return corners;
}

function scaled({ values, scale }) {
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i] * scale;
  return out;
}

// Each mode's axes, one after the other: the file has the differences from point to point.
function sumUp({ values, shape: [modes, , moving], scale }) {
  return Array.from({ length: 3 * modes }, (_, layer) => {
    const out = new Float32Array(moving);
    for (let i = 0, sum = 0; i < moving; i++) {
      sum += values[layer * moving + i];
      out[i] = sum * scale;
    }
    return out;
  });
}

function byPoint(layers, moving, modes) {
  const out = new Float32Array(3 * modes * moving);
  layers.forEach((layer, at) => {
    for (let i = 0; i < moving; i++) out[3 * modes * i + at] = layer[i];
  });
  return out;
}

// Linear colours, and how opaque: the bust fades out below and to the sides.
function colours(half, order) {
  const linear = Float32Array.from({ length: 256 }, (_, v) => toLinear(v / 255));
  const out = new Float32Array(4 * order.length);
  order.forEach((i, n) => {
    for (let c = 0; c < 3; c++) out[4 * n + c] = linear[half.colours[3 * i + c]];
    const x = half.points[3 * i], y = half.points[3 * i + 1];
    out[4 * n + 3] = ease(y, ...FADE) * ease(x, ...SIDES);
  });
  return out;
}

function toLinear(v) {
  return v < 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

// By how much each point goes with the head: the bust stays, the neck bends between them.
function addShares(geometry) {
  const place = geometry.attributes.position, shares = new Float32Array(place.count);
  for (let i = 0; i < place.count; i++)
    shares[i] = ease(place.getY(i) + 0.5 * place.getZ(i), ...NECK);
  geometry.setAttribute('share', new BufferAttribute(shares, 1));
}

export function ease(value, low, high) {
  const share = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return share * share * (3 - 2 * share);
}
