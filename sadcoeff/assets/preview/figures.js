// The figures beside a preview, in the same tab: a cursor in each of them, and clicks that seek.

export class Figures {
  constructor(viewer) {
    const tab = viewer.element.closest('[role=tabpanel]') ?? document.body;
    this.cursors = tab.getElementsByClassName('plot-cursor'); // those that are there at the time
    const seek = (event, plot) => viewer.clock.seek(timeAt(plot, event.clientX));
    tab.addEventListener('pointerdown', event => {
      const plot = event.target.closest('.plot');
      if (!plot || !viewer.recording || event.button) return;
      plot.setPointerCapture(event.pointerId);
      seek(event, plot);
    });
    tab.addEventListener('pointermove', event => {
      const plot = event.target.closest('.plot');
      if (plot?.hasPointerCapture(event.pointerId)) seek(event, plot);
    });
  }

  show(now) {
    for (const cursor of this.cursors) {
      const { left, right, seconds } = places(cursor.parentElement), share = now / seconds;
      cursor.style.visibility = share <= 1 ? 'visible' : 'hidden';
      cursor.style.left = `${100 * (left + (right - left) * share)}%`;
    }
  }
}

function timeAt(plot, x) {
  const { left: start, width } = plot.getBoundingClientRect(), { left, right, seconds } = places(plot);
  return ((x - start) / width - left) / (right - left) * seconds;
}

const places = plot => ({
  left: Number(plot.dataset.left),
  right: Number(plot.dataset.right),
  seconds: Number(plot.dataset.seconds),
});
