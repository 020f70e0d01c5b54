// Tells who asks for it which microphone Gradio's field has opened, or why it has not: the field
// itself shows its sound to nobody.
(() => {
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
})();
