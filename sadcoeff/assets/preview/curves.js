// The waveform and the curves, drawn once on a canvas; the cursor over them is an element.
import { column } from './recording.js';

const GAP = 8, LABEL = 13; // pixels
const LANES = [['wave', 0.8], ['angles', 1.5], ['face', 1.2]];
const PERCENT = 100; // of the distance between the outer corners of the eyes

// Of `recording`: pose and curves, rows of 6 and 4 numbers a frame; peaks of its sound, of which
// `loudest` fills its lane.
export function drawCurves(canvas, recording, colours) {
  const width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const pen = canvas.getContext('2d');
  pen.scale(devicePixelRatio, devicePixelRatio);
  const style = getComputedStyle(canvas);
  Object.assign(pen, { font: `11px ${style.fontFamily}`, lineJoin: 'round', lineWidth: 1.4 });
  const lanes = LANES.filter(([name]) => name !== 'wave' || recording.peaks);
  const unit = (height - GAP * (lanes.length - 1)) / lanes.reduce((sum, [, h]) => sum + h, 0);
  let top = 0;
  for (const [name, share] of lanes) {
    const lane = { pen, ink: style.color, width, top, height: share * unit };
    draw[name](lane, recording, colours);
    top += share * unit + GAP;
  }
}

const draw = {
  wave(lane, recording) {
    const { pen, ink, width, top, height } = lane, middle = top + height / 2;
    Object.assign(pen, { fillStyle: ink, globalAlpha: 0.55 });
    for (let x = 0; x < width; x++) {
      const part = recording.peaks.subarray(...span(x, width, recording.peaks.length));
      const half = Math.max(part.reduce((a, b) => Math.max(a, b), 0) / recording.loudest * height / 2, 0.5);
      pen.fillRect(x, middle - half, 1, 2 * half);
    }
    pen.globalAlpha = 1;
  },
  angles(lane, recording, colours) {
    const columns = colours.axes.map((_, i) => column(recording.pose, 6, i));
    const degrees = columns.map(c => c.map(v => v * 180 / Math.PI));
    const largest = degrees.flatMap(c => [...c]).reduce((a, v) => Math.max(a, Math.abs(v)), 5);
    const limit = Math.ceil(largest / 5) * 5;
    frame(lane, [[limit, `${limit}°`], [0, ''], [-limit, `−${limit}°`]], -limit, limit);
    degrees.forEach((c, i) => line(lane, c, colours.axes[i], -limit, limit));
  },
  face(lane, recording, colours) {
    const columns = colours.face.map((_, i) =>
      column(recording.curves, colours.face.length, i).map(v => v * PERCENT));
    const [least, most] = columns.reduce(([a, b], c) => c.reduce(([l, h], v) =>
      [Math.min(l, v), Math.max(h, v)], [a, b]), [-5, 10]);
    const low = 5 * Math.floor(least / 5), high = 5 * Math.ceil(most / 5);
    frame(lane, [[high, `${high} %`], [0, ''], [low, `−${-low} %`]], low - 1, high + 1);
    columns.forEach((c, i) => line(lane, c, colours.face[i], low - 1, high + 1));
  },
};

function span(x, width, count) {
  const from = Math.floor(x / width * count);
  return [from, Math.max(Math.floor((x + 1) / width * count), from + 1)];
}

function frame({ pen, ink, width, top, height }, marks, low, high) {
  for (const [value, label] of marks) {
    const y = top + (high - value) / (high - low) * height;
    Object.assign(pen, { fillStyle: ink, globalAlpha: 0.18 });
    pen.fillRect(0, Math.round(y), width, 1);
    pen.globalAlpha = 0.65;
    pen.fillText(label, 2, Math.max(y - 3, top + LABEL - 3));
  }
  pen.globalAlpha = 1;
}

// Frame i lies at i / frames of the width, as the cursor does.
function line({ pen, width, top, height }, values, colour, low, high) {
  pen.strokeStyle = colour;
  pen.beginPath();
  values.forEach((v, i) =>
    pen.lineTo(i / values.length * width, top + (high - v) / (high - low) * height));
  pen.lineTo(width, top + (high - values.at(-1)) / (high - low) * height);
  pen.stroke();
}
