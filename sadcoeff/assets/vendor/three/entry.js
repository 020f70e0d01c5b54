export {
  BufferAttribute, BufferGeometry, Color, DataTexture, DirectionalLight, Group,
  FloatType, HalfFloatType, HemisphereLight, LatheGeometry, Mesh, MeshLambertMaterial, MeshStandardMaterial, NeutralToneMapping, PerspectiveCamera, RGBAFormat, Scene,
  Spherical, Vector2, Vector3, WebGLRenderer,
} from 'three';
export { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
