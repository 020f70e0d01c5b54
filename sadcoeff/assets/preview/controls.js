// What keys, pointers and the controls do to a viewer.

export function connect(viewer) {
  const { find, clock } = viewer;
  const toggle = () => clock.playing ? clock.pause() : viewer.play();
  find('play').addEventListener('click', toggle);
  find('start').addEventListener('click', toggle);
  find('seek').addEventListener('input', event => clock.seek(Number(event.target.value)));
  find('speed').addEventListener('change', event => { clock.speed = Number(event.target.value); });
  find('loop').addEventListener('click', event => {
    clock.loop = !clock.loop;
    event.currentTarget.setAttribute('aria-pressed', clock.loop);
  });
  find('reset').addEventListener('click', () => viewer.view?.stage.reset());
  find('face').addEventListener('change', () => viewer.chooseFace(viewer.recording));
  find('stage').addEventListener('keydown', event => pressed(event, viewer, toggle));
  scrub(find('tracks'), viewer);
}

function pressed(event, viewer, toggle) {
  if (!viewer.recording) return;
  if (event.key !== ' ') return viewer.view?.turnBy(event);
  toggle();
  event.preventDefault();
}

function scrub(tracks, viewer) {
  const seek = event => {
    const { left, width } = tracks.getBoundingClientRect();
    viewer.clock.seek((event.clientX - left) / width * viewer.recording.seconds);
  };
  tracks.addEventListener('pointerdown', event => {
    if (!viewer.recording) return;
    tracks.setPointerCapture(event.pointerId);
    seek(event);
  });
  tracks.addEventListener('pointermove', event =>
    tracks.hasPointerCapture(event.pointerId) && seek(event));
}
