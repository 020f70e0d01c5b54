// What the microphone hears in this browser, before anything is sent: its level, and at what time
// it heard what the server sends back of it.
const BIN = 0.01; // seconds: the peaks of sound are those of 10 ms
const KEPT = 6000; // bins that are remembered, a minute
const EARLIER = 300; // bins by which the sound may have begun before the time believed so far
const COMPARED = 200; // bins that are compared with the server's, 2 s
const ALIKE = 0.9; // correlation of what is the same sound
const EVERY = 1; // seconds from one comparison to the next
const DOUBT = 5; // comparisons in a row that found nothing, after which the time is not to be told
const AUDIBLE = 8; // of 255: spread of peaks that can be told from others
const FLOOR = 60; // dB below full scale that the meter shows as nothing
const FALL = 90; // dB a second, by which it falls
const OFTEN = 200; // ms, at which it listens at least: what is over half a second old is lost

export class Hearing {
  constructor(stream) {
    this.start = performance.now() / 1000; // of the session's sound, by the page's clock
    this.context = new AudioContext();
    this.analyser = new AnalyserNode(this.context, { fftSize: 32768 });
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.peaks = new Map(); // by the number of their 10 ms on the page's clock
    this.until = 0; // seconds of the context's clock, which may stand still for a while
    this.level = 0;
    this.next = this.missed = 0; // when to compare again, and comparisons that found nothing
    this.timer = setInterval(() => this.listen(), OFTEN);
  }

  // Whether what was found last still holds: on a busy machine sound may be lost.
  get sure() {
    return this.missed < DOUBT;
  }

  // Listens to what has come since the last time.
  listen() {
    const { analyser, context, samples, peaks } = this, until = context.currentTime;
    if (until === this.until) return;
    analyser.getFloatTimeDomainData(samples);
    const now = performance.now() / 1000, rate = context.sampleRate;
    const fresh = Math.min(Math.round((until - this.until) * rate), samples.length);
    let loudest = 0;
    for (let i = samples.length - fresh; i < samples.length; i++) {
      const bin = Math.floor((now - (samples.length - i) / rate) / BIN), size = Math.abs(samples[i]);
      peaks.set(bin, Math.max(peaks.get(bin) ?? 0, size * 255));
      loudest = Math.max(loudest, size);
    }
    const fallen = this.level - FALL * (until - this.until);
    this.until = until;
    for (const bin of peaks.keys()) if (bin < now / BIN - KEPT) peaks.delete(bin);
    this.level = Math.max(FLOOR + 20 * Math.log10(loudest || 1e-9), fallen, 0);
  }

  // Finds the latest peaks that the server has sent back, of `count` in all, in what was heard here,
  // and with them when the session's sound began.  What was lost on the way makes that later.
  compare(latest, count) {
    const theirs = latest.slice(-COMPARED), now = performance.now() / 1000;
    if (now < this.next || theirs.length < COMPARED || spread(theirs) < AUDIBLE) return;
    this.next = now + EVERY;
    const newest = Math.floor(now / BIN);
    const believed = Math.floor(this.start / BIN) + count - COMPARED;
    const oldest = Math.max(believed - EARLIER, newest - KEPT);
    const ours = [];
    for (let bin = oldest; bin <= newest; bin++) ours.push(this.peaks.get(bin) ?? 0);
    let best = ALIKE, found = null;
    for (let from = 0; from <= ours.length - COMPARED; from++) {
      const alike = correlate(theirs, ours.slice(from, from + COMPARED));
      if (alike > best) [best, found] = [alike, from];
    }
    this.missed = found === null ? this.missed + 1 : 0;
    if (found === null) return;
    const end = oldest + found + COMPARED; // the bin after the latest
    this.start = (end - count) * BIN;
  }

  close() {
    clearInterval(this.timer);
    return this.context.close();
  }
}

function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

// The mean product of how far both are from their means.
function product(one, other) {
  const a = mean(one), b = mean(other);
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] - a) * (other[i] - b);
  return sum / one.length;
}

const spread = values => Math.sqrt(product(values, values));
const correlate = (one, other) => product(one, other) / (spread(one) * spread(other) || 1);
