// How a mesh is moved on the GPU: every point is its place plus moves weighed by numbers.
//
// The moves lie in a texture, uploaded once; the weights are uniforms.  A mesh that is half of a
// whole shares its moves with its mirror image.
import {
  BufferAttribute, DataTexture, FloatType, HalfFloatType, RGBAFormat,
} from '../vendor/three/three.min.js';

const ROW = 2000; // texels in a row of the texture, at most: every WebGL 2 takes that

// Which moves each point has: `point` of the texture, -1 for none; `side` -1 for a mirror image.
export function addSources(geometry, point, side) {
  const pairs = new Float32Array(2 * point.length);
  for (let i = 0; i < point.length; i++) {
    pairs[2 * i] = point[i];
    pairs[2 * i + 1] = side[i];
  }
  geometry.setAttribute('source', new BufferAttribute(pairs, 2));
}

export class Moves {
  // `moves`: points x modes x 3 numbers, floats or half floats; `turns`: the same of the normals,
  // without which normals come from the screen's derivatives.  Modes are a multiple of four.
  constructor(modes, moves, turns = null) {
    this.modes = modes;
    this.key = `moves of ${modes}${turns ? ' with turns' : ''}`;
    this.weights = new Float32Array(modes);
    this.textures = [moves, turns].filter(Boolean).map(values => texture(values, modes));
  }

  addTo(shader) {
    const [moves, turns] = this.textures, { modes, weights } = this;
    Object.assign(shader.uniforms, { moves: { value: moves }, turns: { value: turns } });
    Object.assign(shader.uniforms, { weights: { value: weights } });
    shader.vertexShader = shader.vertexShader
      .replace('void main() {', `${declare(modes)}\nvoid main() {`)
      .replace('#include <begin_vertex>', 'vec3 transformed = position + moved(moves);');
    if (turns) shader.vertexShader = shader.vertexShader
      .replace('#include <beginnormal_vertex>', 'vec3 objectNormal = normal + moved(turns);');
  }

  move() {} // the shader does

  dispose() {
    for (const part of this.textures) part.dispose();
  }
}

const texelsOf = modes => modes * 3 / 4; // of a point: four moves lie in three texels
const pointsARow = modes => Math.floor(ROW / texelsOf(modes));

function texture(values, modes) {
  const width = texelsOf(modes) * pointsARow(modes), height = Math.ceil(values.length / 4 / width);
  const texels = new values.constructor(4 * width * height);
  texels.set(values);
  const type = values instanceof Float32Array ? FloatType : HalfFloatType;
  const made = new DataTexture(texels, width, height, RGBAFormat, type);
  made.needsUpdate = true;
  return made;
}

const declare = modes => `
uniform highp sampler2D moves, turns;
uniform float weights[${modes}];
attribute vec2 source;
vec3 moved(highp sampler2D table) {
  if (source.x < 0.0) return vec3(0.0);
  int point = int(source.x);
  ivec2 at = ivec2(${texelsOf(modes)} * (point % ${pointsARow(modes)}), point / ${pointsARow(modes)});
  vec3 sum = vec3(0.0);
  for (int i = 0; i < ${modes}; i += 4) {
    vec4 a = texelFetch(table, at, 0);
    vec4 b = texelFetch(table, at + ivec2(1, 0), 0);
    vec4 c = texelFetch(table, at + ivec2(2, 0), 0);
    sum += weights[i] * a.xyz + weights[i + 1] * vec3(a.w, b.xy)
      + weights[i + 2] * vec3(b.zw, c.x) + weights[i + 3] * c.yzw;
    at.x += 3;
  }
  return vec3(source.y * sum.x, sum.yz);
}`;
