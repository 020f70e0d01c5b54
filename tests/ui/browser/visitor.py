"""What a visitor does and sees, for tests of the page."""

import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import expect

EXAMPLES = Path(__file__).parents[3] / "sadcoeff" / "assets" / "examples"
ENGLISH, SPANISH = EXAMPLES / "english.flac", EXAMPLES / "spanish.flac"
ENGLISH_FRAMES, SPANISH_FRAMES = "245 frames", "208 frames"
FORGET_FIGURES = """() => document.querySelectorAll('#motion svg.figure')
  .forEach(figure => figure.classList.remove('figure'))"""
NEXT_FRAME = "() => new Promise(requestAnimationFrame)"
# How many screen frames are asked for by scripts while ten go by.
ASKED_FRAMES = """async () => {
  const ask = window.requestAnimationFrame;
  let asked = 0;
  window.requestAnimationFrame = step => (asked++, ask(step));
  for (let frame = 0; frame < 10; frame++) await new Promise(ask);
  window.requestAnimationFrame = ask;
  return asked;
}"""
WITHOUT_WEBGL = """
  const plain = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind === 'webgl2' ? null : plain.call(this, kind, ...more);
  };
"""
PATIENCE = 300_000  # ms, for a quarter of a processor


def upload(page, path):
    page.set_input_files("#recording input[type=file]", path)
    page.locator("#recording .waveform-container").first.wait_for()


def run(page):
    """Presses Run; `figures` then waits for new ones."""
    page.evaluate(FORGET_FIGURES)
    page.get_by_role("button", name="Run", exact=True).click()


def cancel(page):
    page.get_by_role("button", name="Cancel").click()


def choose_example(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.locator("#recording .waveform-container").first.wait_for()


def until(page, done):
    """Waits for what shows only a moment later, for as long as a busy machine may take."""
    end = time.monotonic() + PATIENCE / 1000
    while not done():
        assert time.monotonic() < end, "What was waited for did not come."
        page.evaluate(NEXT_FRAME)


def until_still(page):
    """Waits until nothing moves, and all is drawn."""
    until(page, lambda: page.evaluate(ASKED_FRAMES) == 0)


def unfold(page, name):
    """Opens an accordion and waits until its fields are laid out for good."""
    page.get_by_role("button", name=name).click()
    until(page, partial(_settled, page))


def _settled(page):
    """Whether the same fields and buttons are at the same places a few frames later."""
    return page.evaluate(
        f"""async () => {{
          const fields = () => [...document.querySelectorAll('input, textarea, select, button')]
            .map(field => [field, field.getBoundingClientRect().top]);
          const before = fields();
          for (let i = 0; i < 10; i++) await ({NEXT_FRAME})();
          const after = fields();
          return before.length === after.length
            && before.every(([field, top], i) => field === after[i][0] && top === after[i][1]);
        }}"""
    )


def fill(page, label, text):
    field = page.get_by_label(label)
    field.fill(text)
    expect(field).to_have_value(text)


def tick(page, label):
    box = page.get_by_label(label)
    box.check()
    expect(box).to_be_checked()


def message(page):
    return page.locator(".status .message").first


def figures(page, pose="#head-pose", expression="#expression"):
    found = page.locator(f"{pose} svg.figure"), page.locator(f"{expression} svg.figure")
    for figure in found:
        figure.wait_for(timeout=PATIENCE)
    return found


def curves(figure, dashed=False):
    """How many data lines a figure has, in dashes or not; a legend's entries count as well."""
    lines = figure.locator("path[style*='stroke-width: 1.4']").all()
    return sum(("dasharray" in line.get_attribute("style")) == dashed for line in lines)


def ask_for(page, kind="MAT, as SadTalker saves it"):
    """Chooses a file in the menu, by its label."""
    page.locator("#files summary").click()
    page.locator("#files").get_by_role("button", name=kind).click()


def download(page, folder, *kind):
    """The file of a kind, the `.mat` if none is named, under the name it comes with."""
    with page.expect_download(timeout=PATIENCE) as started:
        ask_for(page, *kind)
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def download_name(page):
    with page.expect_download() as started:
        ask_for(page)
    return started.value.suggested_filename


@contextmanager
def held(page, address):
    """Holds requests to an address until the block ends."""
    waiting = []
    page.route(address, lambda route: waiting.append(route))
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(address)


def pick(page, path):
    """Chooses a file to upload, and does not wait for it."""
    page.set_input_files("#recording input[type=file]", path)


def example(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def clear(page):
    page.locator("#recording").get_by_label("Clear").click()


def start_over(page):
    """Leaves a page without a recording, and without the words of the run before."""
    open_tab(page, "Motion")
    if page.locator("#recording .waveform-container").count():
        clear(page)
        expect(page.locator("#recording .waveform-container")).to_have_count(0)
    message(page).evaluate("words => { words.textContent = ''; }")


def open_tab(page, name):
    """Opens a tab and waits until what is in it is laid out for good, so that no click misses."""
    page.get_by_role("tab", name=name, exact=True).click()
    until(page, partial(_settled, page))
