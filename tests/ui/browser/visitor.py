"""What a visitor does and sees, for tests of the page."""

from pathlib import Path

EXAMPLES = Path(__file__).parents[3] / "sadcoeff" / "assets" / "examples"
ENGLISH, SPANISH = EXAMPLES / "english.flac", EXAMPLES / "spanish.flac"
PATIENCE = 30_000  # ms, for a run on a busy machine


def upload(page, path):
    page.set_input_files("#recording input[type=file]", path)
    page.locator("#recording .waveform-container").first.wait_for()


def run(page):
    page.get_by_role("button", name="Run", exact=True).click()


def choose_example(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.locator("#recording .waveform-container").first.wait_for()


def until(page, done):
    """Waits for what shows only a moment later, for as long as a busy machine may take."""
    for _ in range(PATIENCE // 200):
        if done():
            return
        page.wait_for_timeout(200)
    raise AssertionError("What was waited for did not come.")


def fill(page, label, text):
    """Types until it stays: a field that has only just unfolded may be laid out once more."""
    field = page.get_by_label(label)
    _insist(page, lambda: field.fill(text), lambda: field.input_value() == text)


def tick(page, label):
    """Ticks until it stays, for the same reason."""
    box = page.get_by_label(label)
    _insist(page, box.check, box.is_checked)


def _insist(page, act, done):
    for _ in range(5):
        act()
        page.wait_for_timeout(300)
        if done():
            return
    raise AssertionError("A field does not keep what is put into it.")


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


def download(page, link, folder):
    """The file behind a link, saved in `folder` under the name that the page gives it."""
    with page.expect_download() as started:
        link.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path
