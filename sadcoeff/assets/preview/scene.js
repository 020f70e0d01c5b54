// Camera, light and the canvas: everything of the 3D view but what is shown in it.
import {
  DirectionalLight, HemisphereLight, NeutralToneMapping, OrbitControls, PerspectiveCamera, Scene,
  Spherical, Vector3, WebGLRenderer,
} from '../vendor/three/three.min.js';

// Smooth edges on a graphics processor only: drawn by software they take long, and in fine meshes
// Chromium's (SwiftShader) leaves pinholes through which teeth show.
const SOFTWARE = /swiftshader|llvmpipe|software/i;
const RESTS = 2; // times as long as it took to draw
const MOST = 500; // ms that a picture takes: a page that stands still meanwhile counts more
const LOOK = 4; // ms from one look at whether it has been drawn to the next
const DISTANCE = 10; // model units, as the face model's own camera
const VIEW = 1.66; // half of the height in view, model units
const LOW = 0.6, HIGH = 2.3; // of the camera's angle from straight above, radians
const MIDDLE = new Vector3(0, -0.16, 0);

export class Stage {
  // None where the browser has no WebGL 2.
  static on(canvas) {
    const software = SOFTWARE.test(rendererName());
    const context = canvas.getContext('webgl2', { alpha: true, antialias: !software });
    return context && new Stage(canvas, context, software);
  }

  constructor(canvas, context, software) {
    this.software = software;
    this.busy = false;
    this.every = 0; // ms from one picture to the next, where software draws
    this.drawn = this.ready = Promise.resolve(); // the last picture; and to draw the next one
    this.renderer = new WebGLRenderer({ canvas, context });
    this.renderer.toneMapping = NeutralToneMapping;
    this.camera = new PerspectiveCamera(20, 1, 1, 30);
    this.scene = new Scene();
    this.scene.add(...lights());
    this.controls = this.orbit(canvas);
    this.reset();
  }

  orbit(canvas) {
    const controls = new OrbitControls(this.camera, canvas);
    Object.assign(controls, { enablePan: false });
    Object.assign(controls, { minPolarAngle: LOW, maxPolarAngle: HIGH, enableZoom: false });
    canvas.style.touchAction = 'pan-y'; // a finger still scrolls the page past the view
    return controls;
  }

  reset() {
    this.controls.target.copy(MIDDLE);
    this.camera.position.set(0, MIDDLE.y, DISTANCE);
    this.controls.update();
  }

  // Round the head, by angles in radians.
  turn(right, up) {
    const offset = new Spherical().setFromVector3(this.camera.position.clone().sub(MIDDLE));
    offset.theta -= right;
    offset.phi = Math.min(Math.max(offset.phi + up, LOW), HIGH);
    this.camera.position.setFromSpherical(offset).add(MIDDLE);
    this.controls.update();
  }

  resize(width, height) {
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, this.software ? 1 : 2));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    const high = Math.max(VIEW, VIEW / this.camera.aspect * 0.8);
    this.camera.fov = 2 * Math.atan(high / DISTANCE) * 180 / Math.PI;
    this.camera.updateProjectionMatrix();
  }

  // Software draws with the processor that sound and networks need: it is busy until it has drawn,
  // while the page goes on, and has rested after it.
  draw() {
    const began = performance.now();
    this.renderer.render(this.scene, this.camera);
    if (!this.software) return;
    this.busy = true;
    this.drawn = this.finish();
    this.ready = this.drawn.then(() => this.rest(began));
  }

  async finish() {
    const context = this.renderer.getContext(), { SYNC_STATUS, SIGNALED } = context;
    const fence = context.fenceSync(context.SYNC_GPU_COMMANDS_COMPLETE, 0);
    context.flush();
    // No fence outlives its context, which may be lost and be back before the next look.
    while (context.isSync(fence) && context.getSyncParameter(fence, SYNC_STATUS) !== SIGNALED)
      await pass(LOOK);
    context.deleteSync(fence);
  }

  async rest(began) {
    const took = Math.min(performance.now() - began, MOST);
    this.every = (1 + RESTS) * took;
    await pass(RESTS * took);
    this.busy = false;
  }

  dispose() {
    this.controls.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }
}

const pass = time => new Promise(resolve => setTimeout(resolve, time));

// Who draws, as the browser tells it: a canvas's edges are chosen before it can be asked.
function rendererName() {
  const context = document.createElement('canvas').getContext('webgl2');
  const named = context?.getExtension('WEBGL_debug_renderer_info');
  const name = context?.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return name ?? '';
}

// A large soft key from the upper left, a weak fill, and a rim that parts the head from any page.
function lights() {
  const key = directional(0xfff4ea, 2.1, [-3, 4, 6]);
  const fill = directional(0xe4ecff, 0.55, [5, 0, 4]);
  const rim = directional(0xffffff, 1.4, [5, 4, -5]);
  return [new HemisphereLight(0xffffff, 0xc9a898, 1.45), key, fill, rim];
}

function directional(colour, strength, place) {
  const light = new DirectionalLight(colour, strength);
  light.position.set(...place);
  return light;
}
