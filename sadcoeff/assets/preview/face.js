// A measured face: every point is its mean plus 64 moves weighed by the expression, on the GPU.
import {
  BufferAttribute, BufferGeometry, Color, DataTexture, Group, HalfFloatType, Mesh,
  MeshStandardMaterial, RGBAFormat, Vector3, Vector4,
} from '../vendor/three/three.min.js';
import { ROUGHNESS } from './head.js';

const BASES = 64, TEXELS = BASES * 3 / 4; // of a point: four bases lie in three texels
const POINTS_A_ROW = 40; // of the texture: 1920 texels, which every WebGL 2 takes

export async function loadFace(url) {
  const data = read(await (await fetch(url)).arrayBuffer());
  const weights = Array.from({ length: BASES / 4 }, () => new Vector4());
  const texture = basesTexture(data.bases, data.mean.length / 3);
  const mesh = new Mesh(meanGeometry(data), material(texture, weights));
  mesh.frustumCulled = false;
  const object = new Group();
  object.add(mesh);
  return {
    object, head: mesh, nose: foremost(data.mean),
    show({ expression }) {
      weights.forEach((w, i) => w.fromArray(expression, 4 * i));
    },
    dispose() {
      for (const part of [texture, mesh.geometry, mesh.material]) part.dispose();
    },
  };
}

// Layout: see Face.to_bytes in sadcoeff/bfm.py.
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
  return geometry;
}

function basesTexture(bases, points) {
  const width = TEXELS * POINTS_A_ROW, height = Math.ceil(points / POINTS_A_ROW);
  const texels = new Uint16Array(4 * width * height);
  texels.set(bases);
  const texture = new DataTexture(texels, width, height, RGBAFormat, HalfFloatType);
  texture.needsUpdate = true;
  return texture;
}

// Normals come from the screen's derivatives (flatShading), since every point moves.
function material(texture, weights) {
  const made = new MeshStandardMaterial({
    color: new Color(0xe2cdc0), roughness: ROUGHNESS, flatShading: true,
  });
  made.onBeforeCompile = shader => {
    Object.assign(shader.uniforms, { bases: { value: texture }, weights: { value: weights } });
    shader.vertexShader = shader.vertexShader
      .replace('void main() {', `${MOVE}\nvoid main() {`)
      .replace('#include <begin_vertex>', 'vec3 transformed = position + expressed();');
  };
  return made;
}

const MOVE = `
uniform highp sampler2D bases;
uniform vec4 weights[${BASES / 4}];
vec3 expressed() {
  ivec2 at = ivec2(${TEXELS} * (gl_VertexID % ${POINTS_A_ROW}), gl_VertexID / ${POINTS_A_ROW});
  vec3 sum = vec3(0.0);
  for (int i = 0; i < ${BASES / 4}; i++) {
    vec4 a = texelFetch(bases, at, 0);
    vec4 b = texelFetch(bases, at + ivec2(1, 0), 0);
    vec4 c = texelFetch(bases, at + ivec2(2, 0), 0);
    vec4 w = weights[i];
    sum += w.x * a.xyz + w.y * vec3(a.w, b.xy) + w.z * vec3(b.zw, c.x) + w.w * c.yzw;
    at.x += 3;
  }
  return sum;
}`;

function foremost(mean) {
  let best = 0;
  for (let i = 0; i < mean.length; i += 3) if (mean[i + 2] > mean[best + 2]) best = i;
  return new Vector3(mean[best], mean[best + 1], mean[best + 2]);
}
