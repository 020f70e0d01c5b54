// The 3D view: a stage with either our own head or a measured face on it.
import { Vector3 } from '../vendor/three/three.min.js';
import { loadFace } from './face.js';
import { loadHead } from './head.js';
import { Stage } from './scene.js';

const AT_REST = { pitch: 0, yaw: 0, roll: 0, x: 0, y: 0, z: 0, expression: new Float32Array(64) };
const NO_REST = new Float32Array(3 * 64);
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_TURN = 0.15; // radians for one press of an arrow key

export class HeadView {
  constructor(canvas, stage) {
    this.canvas = canvas;
    this.stage = stage;
    this.loaded = new Map();
    this.tip = new Vector3(); // of the nose
    this.shown = [0, 0];
  }

  // With our own head on it; none where the browser has no WebGL 2.
  static async on(canvas) {
    const stage = Stage.on(canvas);
    if (!stage) return null;
    const view = new HeadView(canvas, stage);
    await view.choose(null);
    view.rest();
    return view;
  }

  // Shows the face at this address, or our own head; each is loaded once.
  async choose(face) {
    const here = name => new URL(name, import.meta.url);
    const key = face ?? 'head.mesh';
    if (!this.loaded.has(key))
      this.loaded.set(key, face ? loadFace(here(face)) : loadHead(here(key), this.stage.software));
    this.wanted = key;
    const model = await this.loaded.get(key);
    if (this.wanted !== key) return; // another one was chosen meanwhile
    if (this.model) this.stage.scene.remove(this.model.object);
    this.stage.scene.add(model.object);
    this.model = model;
  }

  // As it is before any motion.
  rest() {
    this.measureFrom(NO_REST);
    this.pose(AT_REST, [0, 0, 0]);
  }

  // R = Rz · Ry · Rx, then the translation.  `rest` is where the shoulders are.
  pose(state, rest) {
    const { object, head } = this.model;
    object.position.set(...rest);
    head.position.set(state.x - rest[0], state.y - rest[1], state.z - rest[2]);
    head.rotation.set(state.pitch, state.yaw, state.roll, 'ZYX');
    this.model.show(state.expression);
  }

  // The expression at rest (3 x 64) from which the face is seen.
  measureFrom(rest) {
    this.model.measureFrom(rest);
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth && clientHeight) this.stage.resize(clientWidth, clientHeight);
  }

  // Whether there is nothing left to draw; else it can be drawn once the stage is ready.
  draw() {
    if (!this.canvas.clientWidth) return true;
    if (this.stage.busy) return false;
    this.model.move();
    this.stage.draw();
    return true;
  }

  // The nose's tip in the canvas: 0...1 rightwards and downwards.
  get nose() {
    const { head, nose } = this.model, { tip, shown } = this;
    head.updateWorldMatrix(true, false);
    this.stage.camera.updateMatrixWorld(); // which may have turned since it last drew
    tip.copy(nose).applyMatrix4(head.matrixWorld).project(this.stage.camera);
    shown[0] = (tip.x + 1) / 2;
    shown[1] = (1 - tip.y) / 2;
    return shown;
  }

  // By an arrow key; other keys are left alone.
  turnBy(event) {
    if (!(event.key in ARROWS)) return;
    const [right, up] = ARROWS[event.key];
    this.stage.turn(right * KEY_TURN, up * KEY_TURN);
    event.preventDefault();
  }

  async dispose() {
    for (const model of this.loaded.values()) (await model).dispose();
    this.stage.dispose();
  }
}
