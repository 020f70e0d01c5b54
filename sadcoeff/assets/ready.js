// Lets Run wait for what is on its way into the page's fields, so that what runs is what is shown.
// Gradio waits for uploads by itself before it reads a field.  For anything else it does not wait,
// and while it waits it neither says so nor can be stopped.
(() => {
  const say = message => ({ message, progress: null });
  const wanted = new Set(), waiting = new Set(), stopped = new Set(); // buttons, by their ids
  const clicks = new Map(); // of a button, that have yet to come to an end
  const count = (button, by) => clicks.set(button, (clicks.get(button) ?? 0) + by).get(button);
  const never = () => new Promise(() => {}); // ends a click: what follows it waits for good
  const coming = new Map(); // what is on its way: its promise, and how to resolve it

  const words = () => {
    if (coming.has('recording')) return 'Waiting for the recording: press Stop if it still runs.';
    return document.querySelector('.uploading') && 'Waiting for the upload.';
  };

  // Gradio tells nobody of a click on Trim, the first of two buttons below the waveform, but only
  // of the recording that comes of it; none does before the waveform is there, with its duration.
  const TRIM = '#recording [data-testid="waveform-controls"] .text-button:first-of-type';
  const isThere = () => document.querySelector('#recording #duration')?.textContent !== '0:00';
  document.addEventListener('click', event =>
    event.target.closest(TRIM) && isThere() && window.sadcoeff.begin('recording'), true);

  window.sadcoeff = {
    begin(what) {
      if (coming.has(what)) return;
      let end;
      const ended = new Promise(resolve => { end = resolve; });
      coming.set(what, { ended, end });
    },

    end(what) {
      coming.get(what)?.end();
      coming.delete(what);
    },

    // A button was clicked: says what its run waits for, if that takes longer than a moment.
    ask(button) {
      count(button, 1);
      wanted.add(button);
      const tab = document.getElementById(button).closest('[role=tabpanel]');
      tab.querySelector('.status').scrollIntoView({ block: 'nearest' });
      const message = words();
      if (!message) return undefined;
      waiting.add(button);
      return say(message);
    },

    // All uploads are here.  Goes on when the rest is, unless Cancel was clicked meanwhile.
    async ready(button) {
      while (wanted.has(button) && coming.size) await [...coming.values()][0].ended;
      if (!wanted.has(button)) return this.drop(button) ?? never();
      return waiting.delete(button) ? say('') : undefined;
    },

    // The server has withdrawn the run before.  Of several clicks the last one goes on.
    go(button) {
      return count(button, -1) === 0 && wanted.delete(button) ? [] : never();
    },

    drop(button) {
      count(button, -1);
    },

    cancel(button) {
      if (wanted.delete(button)) stopped.add(button);
      waiting.delete(button);
      return [];
    },

    // Only of a run that was stopped here; one that the server has says so itself.
    tellCancelled(button) {
      return stopped.delete(button) ? say('Cancelled. Nothing was saved.') : undefined;
    },

    // A file of this server, as a field holds it.
    file(path, name) {
      const url = `${window.gradio_config?.root ?? ''}/gradio_api/file=${path}`;
      return { path, url, orig_name: name, meta: { _type: 'gradio.FileData' } };
    },

    save(file) {
      const link = document.createElement('a');
      link.href = file.url;
      link.download = file.orig_name;
      link.click();
    },
  };
})();
