// The neutral head's geometry: read from its file, mirrored, with what moves it as morphs.
import { BufferAttribute, BufferGeometry, Color } from '../vendor/three/three.min.js';

// Morphs of the head, in this order.  The lids turn about the eye, so a straight way from open
// to closed would cut into the eyeball: they stop half-way.
export const MOUTH = 0, LIDS_HALF = 1, LIDS_SHUT = 2;
export const EYE = { x: 0.315, y: 0.2, z: 0.478, radius: 0.15 };
const JAW = { y: 0.05, z: -0.1, angle: 0.17 }; // the joint in front of the ears, radians
const HALF = 0.5, SHUT = 1;
const SCALE = 4000; // steps of a position in a model unit
const NECK = [-1.55, -0.8], FADE = [-1.66, -1.3], SIDES = [1.25, 0.75];

export async function loadGeometry(url) {
  const packed = (await fetch(url)).body.pipeThrough(new DecompressionStream('gzip'));
  const half = read(await new Response(packed).arrayBuffer());
  const { mirrored, partner } = mirrorNumbers(half.points);
  const geometry = new BufferGeometry();
  geometry.setIndex(triangles(half.quads, partner));
  geometry.setAttribute('position', new BufferAttribute(positions(half, mirrored), 3));
  geometry.setAttribute('color', new BufferAttribute(colours(half, mirrored), 4));
  addSkin(geometry);
  geometry.computeVertexNormals();
  addMorphs(geometry, half, mirrored);
  return geometry;
}

// Layout: see tools/head_mesh.py.
function read(buffer) {
  const [count, quads] = new Uint32Array(buffer, 0, 2);
  let at = 8;
  const next = (kind, length) => {
    const part = new kind(buffer, at, length);
    at += part.byteLength;
    return part;
  };
  return {
    points: next(Int16Array, 3 * count), quads: next(Uint16Array, 4 * quads),
    colours: next(Uint8Array, 3 * count), jaw: next(Uint8Array, count),
    lids: next(Int8Array, count),
  };
}

// Points on the middle plane are shared; every other one has a partner after all of the half's.
function mirrorNumbers(points) {
  const mirrored = [], partner = [];
  for (let i = 0; i < points.length / 3; i++) {
    partner.push(points[3 * i] === 0 ? i : points.length / 3 + mirrored.length);
    if (points[3 * i] !== 0) mirrored.push(i);
  }
  return { mirrored, partner };
}

function triangles(quads, partner) {
  const one = [], other = [];
  for (let q = 0; q < quads.length; q += 4) {
    const [a, b, c, d] = quads.subarray(q, q + 4);
    one.push(a, b, c, a, c, d);
    other.push(...[a, c, b, a, d, c].map(i => partner[i]));
  }
  return [...one, ...other];
}

function positions(half, mirrored) {
  const one = Array.from(half.points, v => v / SCALE);
  const other = mirrored.flatMap(i => [-one[3 * i], one[3 * i + 1], one[3 * i + 2]]);
  return new Float32Array([...one, ...other]);
}

function colours(half, mirrored) {
  const order = [...half.jaw.keys(), ...mirrored], colour = new Color();
  const out = new Float32Array(4 * order.length);
  order.forEach((i, n) => {
    colour.setRGB(...half.colours.subarray(3 * i, 3 * i + 3)).multiplyScalar(1 / 255);
    out.set(colour.convertSRGBToLinear().toArray(), 4 * n);
    const [x, y] = half.points.subarray(3 * i, 3 * i + 2);
    out[4 * n + 3] = ease(y / SCALE, ...FADE) * ease(x / SCALE, ...SIDES);
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

function addMorphs(geometry, half, mirrored) {
  const order = [...half.jaw.keys(), ...mirrored];
  const jaw = i => [half.jaw[order[i]] / 255 * JAW.angle, JAW];
  const lids = share => i => [half.lids[order[i]] / 2 * Math.PI / 180 * share, EYE];
  const moved = [jaw, lids(HALF), lids(SHUT)].map(turn => turned(geometry, turn));
  geometry.morphAttributes.position = moved.map(m => m.attributes.position);
  geometry.morphAttributes.normal = moved.map(m => m.attributes.normal);
}

// Every point turned nose-down about an axis along x, by its own angle.
function turned(geometry, turn) {
  const copy = new BufferGeometry();
  copy.setIndex(geometry.index);
  copy.setAttribute('position', geometry.attributes.position.clone());
  const place = copy.attributes.position;
  for (let i = 0; i < place.count; i++) {
    const [angle, axis] = turn(i), y = place.getY(i) - axis.y, z = place.getZ(i) - axis.z;
    const cos = Math.cos(angle), sin = Math.sin(angle);
    place.setXYZ(i, place.getX(i), axis.y + y * cos - z * sin, axis.z + y * sin + z * cos);
  }
  copy.computeVertexNormals();
  return copy;
}

export function ease(value, low, high) {
  const share = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return share * share * (3 - 2 * share);
}
