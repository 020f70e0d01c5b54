// What time it is in the recording: the sound's own clock where there is sound, else our own.
export class Clock {
  constructor(audio, changed) {
    this.audio = audio;
    this.changed = changed;
    this.seconds = this.start = 0;
    for (const event of ['play', 'pause', 'seeked']) audio.addEventListener(event, changed);
    audio.addEventListener('ended', () => this.loop && audio.play());
    audio.addEventListener('error', () => this.audible && this.silence());
  }

  // Another recording, from its start.
  load(url, seconds) {
    this.pause();
    this.seconds = seconds;
    this.start = 0;
    this.audible = Boolean(url);
    this.silenced = false;
    if (url) this.audio.src = url;
    else this.audio.removeAttribute('src');
  }

  get now() {
    const now = this.audible ? this.audio.currentTime : this.start + this.elapsed;
    return Math.min(now, this.seconds);
  }

  get elapsed() {
    if (this.since === undefined) return 0;
    return (performance.now() - this.since) / 1000 * this.audio.playbackRate;
  }

  get playing() {
    return this.audible ? !this.audio.paused : this.since !== undefined;
  }

  // Throws NotAllowedError where the browser wants to be touched first.
  async play() {
    if (this.now >= this.seconds) this.seek(0);
    if (this.audible) return this.audio.play().catch(error => this.refused(error));
    this.since = performance.now();
    this.changed();
  }

  refused(error) {
    if (error.name !== 'NotSupportedError') throw error;
    this.silence();
    return this.play();
  }

  // A kind of sound that this browser cannot play: the time goes on without it.
  silence() {
    this.audible = false;
    this.silenced = true;
    this.changed();
  }

  pause() {
    this.restart(this.now);
    this.since = undefined;
    this.audio.pause();
    this.changed();
  }

  seek(seconds) {
    const to = Math.min(Math.max(seconds, 0), this.seconds);
    if (this.audible) this.audio.currentTime = to;
    this.restart(to);
    this.changed();
  }

  set speed(rate) {
    this.restart(this.now);
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
  }

  restart(seconds) {
    this.start = seconds;
    if (this.since !== undefined) this.since = performance.now();
  }

  // In each screen frame: stops or starts over at the end.
  tick() {
    if (!this.playing || this.now < this.seconds) return;
    if (this.loop) this.seek(0);
    else this.pause();
  }
}
