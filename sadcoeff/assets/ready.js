// Lets Run wait for what is on its way into the page's fields, so that what runs is what is shown.
// Gradio waits for uploads by itself before it reads a field; a microphone's recording it does not
// wait for, and what it waits for it neither says nor lets go.
() => {
  const say = message => ({ message, progress: null });
  const wanted = new Set(), waiting = new Set();
  let arrived = null, arrive = null; // while the microphone records, or its recording is sent

  const uploading = () => document.querySelector('.uploading') !== null;

  window.sadcoeff = {
    // A button was clicked: says what its run waits for, if anything.
    ask(name) {
      wanted.add(name);
      if (!arrived && !uploading()) return undefined;
      waiting.add(name);
      return say(arrived ? 'Waiting for the recording: press Stop if it is still running.'
        : 'Waiting for the upload.');
    },

    // All uploads are here.  Goes on when the recording is, too, unless Cancel was clicked or
    // another click on the same button has gone on already.
    async ready(name) {
      while (wanted.has(name) && arrived) await arrived;
      if (!wanted.delete(name)) return new Promise(() => {});
      return waiting.delete(name) ? say('') : undefined;
    },

    cancel(name) {
      wanted.delete(name);
      return [];
    },

    // Only where a run still waited here; one that has begun says so itself.
    tellCancelled(name) {
      return waiting.delete(name) ? say('Cancelled. Nothing was saved.') : undefined;
    },

    recordingStarts() {
      arrived ??= new Promise(resolve => { arrive = resolve; });
    },

    recordingEnds() {
      arrive?.();
      arrived = arrive = null;
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
}
