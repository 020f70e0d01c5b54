// When each frame is shown: frames come in bursts, and are shown as evenly as they were spoken.
//
// Some frames wait in between.  As many as are needed: more whenever none was left, and fewer again
// after some seconds without that.  Where there are few pictures a second, none waits: each picture
// shows the latest frame.
const FPS = 25;
const LEAST = 1.25, MOST = 12; // frames that wait, on average
const MORE = 0.5, FEWER = 0.05; // of them when none was left, and a second
const SPEEDS = [0.6, 1.8]; // at which what is shown falls back, or catches up
const EAGER = 0.12; // change of speed for one frame too many or too few
const LATE = 25; // frames that are caught up with by a jump
const STEP = 1 / 60; // seconds that go on at once where nothing was left, however long that was
const FEW = 0.06; // seconds from one picture to the next, or more

export class Pace {
  constructor() {
    this.place = -1; // in frames; nothing is shown before 0
    this.waiting = LEAST;
    this.dry = false;
  }

  // The place after so many seconds more, with frames up to `last` and a picture `every` seconds.
  advance(seconds, last, every) {
    if (this.place < 0) return this.begin(last);
    if (every >= FEW) return this.place = last;
    const ahead = last - this.place;
    if (ahead > this.waiting + LATE) this.place = last - this.waiting;
    else this.place += (this.dry ? Math.min(seconds, STEP) : seconds) * FPS * this.speed(ahead);
    this.waiting = Math.max(LEAST, this.waiting - FEWER * seconds);
    if (this.place >= last) this.runDry(last);
    else this.dry = false;
    return this.place;
  }

  begin(last) {
    if (last >= this.waiting) this.place = 0;
    return this.place;
  }

  speed(ahead) {
    const [slowest, fastest] = SPEEDS;
    return Math.min(Math.max(1 + EAGER * (ahead - this.waiting), slowest), fastest);
  }

  runDry(last) {
    this.place = last;
    if (!this.dry) this.waiting = Math.min(this.waiting + MORE, MOST);
    this.dry = true;
  }
}
