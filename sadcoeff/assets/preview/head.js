// Our own head: skin, teeth and tongue that the coefficients move, and two eyes.
import {
  BufferAttribute, Color, Group, LatheGeometry, Mesh, MeshStandardMaterial, Vector2, Vector3,
} from '../vendor/three/three.min.js';
import { ease, loadHalf, wholeGeometry } from './geometry.js';
import { Moves } from './moves.js';
import { PlainMoves } from './plain_moves.js';
import { Reading } from './reading.js';
import { Neck, skin } from './skin.js';

export const NOSE = new Vector3(0, -0.19, 0.9);

// `software`: whether that draws it.
export async function loadHead(url, software) {
  const half = await loadHalf(url), reading = new Reading(half), geometry = wholeGeometry(half);
  const moves = software ? new PlainMoves(half, geometry)
    : new Moves(half.modes, half.moves, half.turns);
  const object = new Group(), head = new Group();
  const look = { vertexColors: true, transparent: true };
  const mesh = new Mesh(geometry, skin(look, [moves, new Neck(head.matrix)]));
  mesh.frustumCulled = false;
  for (const side of [-1, 1]) head.add(eye(side, half));
  object.add(mesh, head);
  return {
    object, head, nose: NOSE,
    measureFrom: rest => reading.measureFrom(rest),
    show: expression => reading.write(expression, moves.weights),
    move: () => moves.move(),
    dispose() {
      object.traverse(part => part.isMesh && [part.geometry, part.material].map(p => p.dispose()));
      moves.dispose();
    },
  };
}

function eye(side, { eye: [x, y, z, radius], rings, ringColours }) {
  const profile = Array.from(rings, degrees => {
    const angle = degrees * Math.PI / 180;
    return new Vector2(Math.sin(angle), Math.cos(angle)).multiplyScalar(radius);
  }).reverse();
  const ball = new LatheGeometry(profile, 48);
  ball.rotateX(Math.PI / 2);
  colourEye(ball, radius, ringColours);
  const mesh = new Mesh(ball, new MeshStandardMaterial({ vertexColors: true, roughness: 0.12 }));
  mesh.position.set(side * x, y, z);
  return mesh;
}

function colourEye(ball, radius, ringColours) {
  const place = ball.attributes.position, out = new Float32Array(3 * place.count);
  const count = ringColours.length / 3, colour = new Color();
  for (let i = 0; i < place.count; i++) {
    const shade = 1 - 0.5 * ease(place.getY(i) / radius, 0.05, 0.42); // under the lid
    const ring = 3 * (count - 1 - i % count);
    colour.setRGB(...ringColours.subarray(ring, ring + 3)).multiplyScalar(1 / 255);
    out.set(colour.convertSRGBToLinear().multiplyScalar(shade).toArray(), 3 * i);
  }
  ball.setAttribute('color', new BufferAttribute(out, 3));
}
