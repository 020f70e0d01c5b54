// Lets the fields for recordings take whatever may hold sound.  Gradio's field takes what the
// browser calls audio, and so no video, and no kind that the browser has no name for.
(() => {
  const FIELDS = '#recording, #heard';
  const ours = new WeakSet(); // drops that were passed on
  const ACCEPTED = 'audio/*,video/*,ENDINGS';

  const isField = element => Boolean(element.closest?.(FIELDS));

  // The same files, called audio.
  function transfer(files) {
    const called = new DataTransfer();
    for (const file of files) called.items.add(new File([file], file.name, { type: 'audio/any' }));
    return called;
  }

  // All of these come before Gradio's own listeners.
  function listen(event, act) {
    document.addEventListener(event, e => isField(e.target) && act(e, e.target), true);
  }

  listen('click', (_, input) => { // before the browser shows its files
    if (input.type === 'file') input.accept = ACCEPTED;
  });

  listen('change', (_, input) => {
    if (input.type === 'file') input.files = transfer(input.files).files;
  });

  listen('drop', (event, target) => {
    if (ours.has(event) || !event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const dataTransfer = transfer(event.dataTransfer.files);
    const again = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    ours.add(again);
    target.dispatchEvent(again);
  });
})();
