"""What a visitor does and sees, for tests of the page."""

from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "sadcoeff" / "assets" / "examples"
ENGLISH, SPANISH = EXAMPLES / "english.flac", EXAMPLES / "spanish.flac"
PATIENCE = 30_000  # ms, for a run on a busy machine


def upload(page, path):
    page.set_input_files("#recording input[type=file]", path)
    page.locator("#recording .waveform-container").first.wait_for()


def run(page):
    page.get_by_role("button", name="Run", exact=True).click()


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
