// What skin looks like, and the shader that it has.
import { MeshLambertMaterial } from '../vendor/three/three.min.js';

// `parts` of its shader each have a key, and add themselves to it.
export function skin(look, parts) {
  const material = new MeshLambertMaterial(look);
  material.onBeforeCompile = shader => parts.forEach(part => part.addTo(shader));
  material.customProgramCacheKey = () => parts.map(part => part.key).join(' ');
  return material;
}

// Lets points go with the head's matrix `turned`, each as far as its attribute `share` says.
export class Neck {
  constructor(turned) {
    this.turned = turned;
  }

  key = 'neck';

  addTo(shader) {
    shader.uniforms.turned = { value: this.turned };
    shader.vertexShader = shader.vertexShader
      .replace('void main() {', `${DECLARED}\nvoid main() {`)
      .replace('#include <skinning_vertex>', TURN_PLACE)
      .replace('#include <skinnormal_vertex>', TURN_NORMAL);
  }
}

const DECLARED = `
uniform mat4 turned;
attribute float share;`;
const TURN_PLACE = 'transformed = mix(transformed, (turned * vec4(transformed, 1.0)).xyz, share);';
const TURN_NORMAL = 'objectNormal = mix(objectNormal, mat3(turned) * objectNormal, share);';
