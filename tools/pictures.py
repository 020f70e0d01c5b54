"""Take the pictures of the page that guide and README show, with the page in a real browser.

    python tools/pictures.py

Writes sadcoeff/assets/directions.webp, the head at both ends of each main direction of speech;
docs/page.webp, a moving picture of a run; and docs/styles.png, that recording in all styles.  Needs
the tests' packages and a browser.
"""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, sync_playwright

from sadcoeff.resources import ASSETS
from sadcoeff.ui.server.launch import launch
from sadcoeff.ui.settings import read_settings

DIRECTIONS = ASSETS / "directions.webp"
MOVING = Path(__file__).parents[1] / "docs" / "page.webp"
STYLES = MOVING.with_name("styles.png")
REACH = 3  # standard deviations
TILE, CROP = (180, 200), (0.31, 0.1, 0.69, 0.72)  # pixels; the face's share of the view
MARGIN, TEXT = 34, 15  # pixels
SECONDS, RATE, WIDTH = 4.0, 8, 900  # of the moving picture: frames a second, pixels
_RAN = "document.querySelector('#preview .preview').parentElement.previewState?.run > 0"
_DRAWING = 1000  # ms, in which software has rested from one picture and drawn the next


def main() -> None:
    """The command line."""
    with _open_page() as page:
        _save_moving(page)
        _save_styles(page)
        _save_directions(page)
    for path in (MOVING, STYLES, DIRECTIONS):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


@contextmanager
def _open_page() -> Iterator[Page]:
    server = launch(read_settings(), prevent_thread_lock=True, quiet=True)
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=found, args=options)
        context = browser.new_context(
            viewport={"width": 1280, "height": 1010}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{server.local_url}?__theme=light")
        page.get_by_role("button", name="Run", exact=True).wait_for()
        yield page
        browser.close()
    server.close()


def _save_moving(page: Page) -> None:
    """A run on the Spanish example, played: each frame is drawn in peace and then taken."""
    page.get_by_role("button", name="Español", exact=True).click()
    page.locator("#recording .waveform-container").first.wait_for()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(_RAN)  # the example that the page opens with is run 0
    page.mouse.move(0, 0)
    frames = []
    for second in np.arange(0, SECONDS, 1 / RATE) + 0.2:
        page.locator("#preview .preview-seek").fill(f"{second:.3f}")
        page.wait_for_timeout(_DRAWING)
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        frames.append(
            image.resize((WIDTH, image.height * WIDTH // image.width), Image.Resampling.LANCZOS)
        )
    options = {"duration": 1000 // RATE, "loop": 0, "quality": 60, "method": 4}
    frames[0].save(MOVING, save_all=True, append_images=frames[1:], **options)


def _save_styles(page: Page) -> None:
    """The recording of the run before, in every style."""
    page.get_by_role("tab", name="Styles", exact=True).click()
    page.get_by_role("button", name="Compare all styles").click()
    page.locator(".style-card").first.wait_for()
    page.mouse.move(0, 0)
    page.locator("#styles").screenshot(path=STYLES)


def _save_directions(page: Page) -> None:
    """A column for each main direction: the head below zero, and above."""
    page.get_by_role("tab", name="Explore", exact=True).click()
    page.locator("#explore-exp-63").wait_for()
    names = page.locator(".explore-main label").all_inner_texts()
    columns = [
        [_look(page, place, side) for side in (-REACH, REACH)] for place in range(len(names))
    ]
    across, down = TILE
    sheet = Image.new("RGB", (across * len(names), 2 * down + MARGIN), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(TEXT)
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        for row, image in enumerate(column):
            sheet.paste(image, (place * across, MARGIN + row * down))
        pen.text((place * across + across / 2, MARGIN / 2), name, "black", font, anchor="mm")
    sheet.save(DIRECTIONS, quality=80, method=6)


def _look(page: Page, place: int, amount: float) -> Image.Image:
    page.get_by_role("button", name="Neutral").click()
    page.locator(".explore-main input").nth(place).fill(str(amount))
    page.wait_for_timeout(_DRAWING)
    view = Image.open(io.BytesIO(page.locator(".explore-stage").screenshot())).convert("RGB")
    left, top, right, bottom = CROP
    box = (left * view.width, top * view.height, right * view.width, bottom * view.height)
    return view.crop(tuple(map(round, box))).resize(TILE, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
