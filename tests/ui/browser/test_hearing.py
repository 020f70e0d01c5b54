"""What the Live tab hears in the browser, by which it knows how far behind the head is."""

from previews import LOAD

# The peaks of a tone that nobody asks for while it is heard, as where a page is busy drawing.
PEAKS = f"""async () => {{
  {LOAD}
  const {{ Hearing }} = await load('../live/hearing.js');
  const context = new AudioContext(), tone = new OscillatorNode(context);
  const stream = new MediaStreamAudioDestinationNode(context);
  tone.connect(stream);
  tone.start();
  const hearing = new Hearing(stream.stream);
  for (let look = 0; hearing.peaks.size < 100 && look < 1000; look++)
    await new Promise(done => setTimeout(done, 50));
  await hearing.close();
  await context.close();
  return [...hearing.peaks.values()];
}}"""


def test_it_listens_by_itself(play):
    peaks = play("neutral").evaluate(PEAKS)
    assert max(peaks, default=0) > 200
