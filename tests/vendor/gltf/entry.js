export { AnimationMixer, LoopOnce } from 'three';
export { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
export { validateBytes } from 'gltf-validator';
