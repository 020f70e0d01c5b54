// The 3D view: a stage with either the neutral head or a measured face on it.
import { loadFace } from './face.js';
import { loadHead } from './head.js';
import { Stage } from './scene.js';

const AT_REST = { pitch: 0, yaw: 0, roll: 0, x: 0, y: 0, z: 0, mouth: 0, lids: 0 };
const KEY_TURN = 0.15; // radians for one press of an arrow key

export class HeadView {
  constructor(canvas, stage) {
    this.canvas = canvas;
    this.stage = stage;
    this.loaded = new Map();
  }

  // With the neutral head on it; none where the browser has no WebGL 2.
  static async on(canvas) {
    const stage = Stage.on(canvas);
    if (!stage) return null;
    const view = new HeadView(canvas, stage);
    await view.choose(null);
    view.pose(AT_REST, [0, 0, 0]);
    return view;
  }

  // Shows the face at this address, or the neutral head; each is loaded once.
  async choose(face) {
    const here = name => new URL(name, import.meta.url);
    const key = face ?? 'head.mesh';
    if (!this.loaded.has(key))
      this.loaded.set(key, face ? loadFace(here(face)) : loadHead(here(key)));
    const model = await this.loaded.get(key);
    if (this.model) this.stage.scene.remove(this.model.object);
    this.stage.scene.add(model.object);
    this.model = model;
  }

  // R = Rz · Ry · Rx, then the translation.  `rest` is where the shoulders are.
  pose(state, rest) {
    const { object, head } = this.model;
    object.position.set(...rest);
    head.position.set(state.x - rest[0], state.y - rest[1], state.z - rest[2]);
    head.rotation.set(state.pitch, state.yaw, state.roll, 'ZYX');
    this.model.show(state);
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth && clientHeight) this.stage.resize(clientWidth, clientHeight);
  }

  draw() {
    if (this.canvas.clientWidth) this.stage.draw();
  }

  // The nose's tip in the canvas: 0...1 rightwards and downwards.
  get nose() {
    const { head, nose } = this.model;
    head.updateWorldMatrix(true, false);
    const { x, y } = nose.clone().applyMatrix4(head.matrixWorld).project(this.stage.camera);
    return [(x + 1) / 2, (1 - y) / 2];
  }

  turn(right, up) {
    this.stage.turn(right * KEY_TURN, up * KEY_TURN);
  }

  async dispose() {
    for (const model of this.loaded.values()) (await model).dispose();
    this.stage.dispose();
  }
}
