"""What the Live tab hears in the browser, by which it knows how far behind the head is."""

# The peaks of a tone, noted by a page that is too busy to listen by itself.
PEAKS = """async () => {
  const { name } = performance.getEntriesByType('resource').find(r => /viewer.js/.test(r.name));
  const { Hearing } = await import(new URL('../live/hearing.js', name).href);
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
}"""


def test_it_listens_by_itself(play):
    peaks = play("neutral").evaluate(PEAKS)
    assert max(peaks, default=0) > 200
