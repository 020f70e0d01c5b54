"""What is drawn: the head, by a shader or where software draws by plain loops, and the curves."""

import base64

import numpy as np
import pytest
from previews import LOAD, expressed

# A stage of its own in the page, and what shows our own head on it.
OPEN = f"""{LOAD}
  const canvas = document.createElement('canvas');
  canvas.style = 'width: 300px; height: 240px';
  document.body.append(canvas);"""
# The same with a view on it that takes whoever draws for software.
VIEW = f"""{OPEN}
  const {{ HeadView }} = await load('view.js'), view = await HeadView.on(canvas);
  const {{ stage }} = view;
  stage.software = true;
  view.resize();"""
# The pixels (RGBA, from the bottom up) of an expression and of none, as each of both ways draws it.
BOTH_WAYS = f"""async expression => {{
  {OPEN}
  const {{ Stage }} = await load('scene.js'), {{ loadHead }} = await load('head.js');
  const stage = Stage.on(canvas), context = stage.renderer.getContext(), pictures = [];
  stage.resize(300, 240);
  for (const software of [false, true]) {{
    const head = await loadHead(here('head.mesh'), software);
    stage.scene.add(head.object);
    head.head.rotation.set(0.1, 0.4, 0.05);
    for (const shown of [expression, expression.map(() => 0)]) {{
      head.show(shown);
      head.move();
      stage.draw();
      const pixels = new Uint8Array(4 * 300 * 240);
      context.readPixels(0, 0, 300, 240, context.RGBA, context.UNSIGNED_BYTE, pixels);
      pictures.push(btoa(pixels.reduce((text, v) => text + String.fromCharCode(v), '')));
    }}
    stage.scene.remove(head.object);
    head.dispose();
  }}
  stage.dispose();
  canvas.remove();
  return pictures;
}}"""
# Whether a view draws: at once, while that is being drawn, while software rests, and after it; then
# whether it comes to an end where the browser takes the context away meanwhile.
TURNS = f"""async () => {{
  {VIEW}
  const drew = [view.draw(), view.draw()];
  await stage.drawn;
  drew.push(view.draw());
  await stage.ready;
  drew.push(view.draw());
  stage.renderer.forceContextLoss();
  await stage.ready;
  canvas.remove();
  return drew;
}}"""
# Whether drawing comes to an end where the context is lost, and is back before software looks
# again; then how long a picture is said to take that was drawn while the page stood still.
TROUBLE = f"""async () => {{
  {VIEW}
  const later = window.setTimeout, held = [];
  window.setTimeout = (step, time) => time === 4 ? held.push(step) : later(step, time);
  view.draw();
  const [lost, back] = ['webglcontextlost', 'webglcontextrestored'].map(
    event => new Promise(done => canvas.addEventListener(event, done)));
  stage.renderer.forceContextLoss();
  await lost;
  await new Promise(done => later(done, 0)); // it may be restored after the event
  stage.renderer.forceContextRestore();
  await back;
  window.setTimeout = later;
  held.forEach(step => step());
  await Promise.race([stage.ready, new Promise(done => later(done, 60_000))]);
  if (stage.busy) return [held.length, false, 0];
  const clock = performance.now.bind(performance);
  view.draw();
  performance.now = () => clock() + 60_000;
  await stage.ready;
  performance.now = clock;
  await view.dispose();
  canvas.remove();
  return [held.length, true, stage.every];
}}"""
# How opaque the last row of pixels is, below curves of the face that go down to -7.4 %.
LOWEST_ROW = f"""async () => {{
  {OPEN}
  const {{ drawCurves }} = await load('curves.js');
  const curves = Float32Array.from({{ length: 400 }}, (_, i) => -0.074 * (i % 8 < 4));
  const colours = {{ axes: ['red', 'red', 'red'], face: ['red', 'red', 'red', 'red'] }};
  drawCurves(canvas, {{ pose: new Float32Array(600), curves }}, colours);
  const {{ width, height }} = canvas, row = [0, height - 1, width, 1];
  canvas.remove();
  return [...canvas.getContext('2d').getImageData(...row).data].filter((_, i) => i % 4 === 3);
}}"""


@pytest.fixture
def page(play):
    return play("neutral")


def test_a_shader_and_plain_loops_draw_the_same(page):
    expression = expressed()[0, :64].tolist()
    shader, shader_at_rest, loops, loops_at_rest = (
        np.frombuffer(base64.b64decode(picture), np.uint8).reshape(240, 300, 4).astype(int)
        for picture in page.evaluate(BOTH_WAYS, expression)
    )
    np.testing.assert_array_equal(shader_at_rest, loops_at_rest)
    assert (np.abs(shader - shader_at_rest).max(axis=2) > 20).mean() > 0.01
    assert (np.abs(shader - loops).max(axis=2) > 2).mean() < 0.001


def test_software_draws_one_picture_after_the_other_and_rests(page):
    assert page.evaluate(TURNS) == [True, False, False, True]


def test_a_lost_context_or_a_halted_page_holds_it_up_no_longer(page):
    held, ended, every = page.evaluate(TROUBLE)
    assert held == 1
    assert ended
    assert every == 1500


def test_curves_stay_within_their_lane(page):
    assert max(page.evaluate(LOWEST_ROW)) == 0
