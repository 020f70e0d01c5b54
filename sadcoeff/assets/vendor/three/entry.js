export {
  Bone, BufferAttribute, BufferGeometry, Color, DataTexture, DirectionalLight, Group,
  FloatType, HalfFloatType, HemisphereLight, LatheGeometry, Mesh, MeshStandardMaterial, NeutralToneMapping, PerspectiveCamera, RGBAFormat, Scene,
  Skeleton, SkinnedMesh, Spherical, Vector2, Vector3, Vector4, WebGLRenderer,
} from 'three';
export { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
