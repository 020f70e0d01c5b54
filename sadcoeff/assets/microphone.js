// Tells who asks for it which microphone Gradio's field has opened, or why it has not: the field
// itself shows its sound to nobody.
(() => {
  const AGAIN = 1000; // ms
  const NOT_THERE = /is not a constructor|initialize native MediaRecorder/;
  const tell = detail => document.dispatchEvent(new CustomEvent('microphone', { detail }));
  const devices = navigator.mediaDevices; // none on a page that came unencrypted
  if (!devices) return;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async wanted => {
    try {
      const stream = await open(wanted);
      tell({ stream });
      return stream;
    } catch (error) {
      tell({ error });
      throw error;
    }
  };

  // The field fetches its recorder when it appears, then teaches it WAV, and fails where Record is
  // pressed before that is done, seemingly recording: press Stop, and Record a moment later.
  addEventListener('unhandledrejection', event => {
    const stop = document.querySelector('#microphone .stop-button');
    if (!stop || !NOT_THERE.test(event.reason?.message)) return;
    event.preventDefault();
    stop.click();
    setTimeout(() => document.querySelector('#microphone .record-button')?.click(), AGAIN);
  });
})();
