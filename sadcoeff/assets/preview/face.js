// A measured face: every point is its mean plus 64 moves weighed by the expression itself.
import { BufferAttribute, BufferGeometry, Color, Group, Mesh, Vector3 } from '../vendor/three/three.min.js';
import { addSources, Moves } from './moves.js';
import { skin } from './skin.js';

const BASES = 64;

export async function loadFace(url) {
  const data = read(await (await fetch(url)).arrayBuffer());
  const moves = new Moves(BASES, data.bases);
  const look = { color: new Color(0xe2cdc0), flatShading: true }; // it has no normals
  const mesh = new Mesh(meanGeometry(data), skin(look, [moves]));
  mesh.frustumCulled = false;
  const object = new Group();
  object.add(mesh);
  return {
    object, head: mesh, nose: foremost(data.mean),
    measureFrom() {}, // it shows what the coefficients say, from zero
    show: expression => moves.weights.set(expression),
    move: () => moves.move(),
    dispose() {
      for (const part of [moves, mesh.geometry, mesh.material]) part.dispose();
    },
  };
}

// Layout: see Face.content in sadcoeff/face/bfm.py.
function read(buffer) {
  const [points, faces] = new Uint32Array(buffer, 0, 2);
  return {
    mean: new Float32Array(buffer, 8, 3 * points),
    triangles: new Uint32Array(buffer, 8 + 12 * points, 3 * faces),
    bases: new Uint16Array(buffer, 8 + 12 * (points + faces), 3 * BASES * points),
  };
}

function meanGeometry({ mean, triangles }) {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(mean, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  const count = mean.length / 3;
  addSources(geometry, Uint32Array.from({ length: count }, (_, i) => i), new Int8Array(count).fill(1));
  return geometry;
}

function foremost(mean) {
  let best = 0;
  for (let i = 0; i < mean.length; i += 3) if (mean[i + 2] > mean[best + 2]) best = i;
  return new Vector3(mean[best], mean[best + 1], mean[best + 2]);
}
