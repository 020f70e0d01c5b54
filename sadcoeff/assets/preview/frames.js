// Screen frames on demand: a page on which nothing moves asks for none.
export class Frames {
  constructor(step) {
    this.step = step;
  }

  // The next screen frame calls `step`, once however often it is asked for.
  ask() {
    this.asked ??= requestAnimationFrame(now => {
      this.asked = undefined;
      this.step(now);
    });
  }
}
