"""Recordings that browsers do not call audio, or do not play, in the page's field."""

import base64

from playwright.sync_api import expect
from samples import speech
from visitor import message, pick, run, unfold

from tools.fuzzing.containers import Format, write_container

VIDEO = Format("mkv", "matroska", "ac3", 48_000, pictures=True)
UNPLAYABLE = Format("m4a", "ipod", "alac", 16_000, 1)
DROP = """([name, content]) => {
  const file = new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name);
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
  document.querySelector('#recording .upload-container').dispatchEvent(drop);
}"""
PLAYED = """async () => {
  const sound = document.querySelector('#preview .preview-sound');
  await sound.play();
  sound.pause();
  return [sound.src.split('/').pop(), sound.duration];
}"""


def write(folder, form, frames):
    return write_container(folder / f"speech.{form.ending}", speech(frames * form.rate // 25), form)


def test_videos_and_kinds_unknown_to_the_browser_are_taken_and_heard(page, tmp_path):
    field = page.locator("#recording input[type=file]")
    field.dispatch_event("click")
    assert field.get_attribute("accept").startswith("audio/*,video/*,.3g2,")
    pick(page, write(tmp_path, VIDEO, 30))
    run(page)
    expect(message(page)).to_contain_text("30 frames")
    assert page.evaluate(PLAYED) == ["speech.wav", 1.2]
    page.locator("#recording").get_by_label("Clear").click()
    content = base64.b64encode(write(tmp_path, UNPLAYABLE, 25).read_bytes()).decode()
    page.locator("#recording .upload-container").wait_for()
    page.evaluate(DROP, ["speech.bin", content])
    page.locator("#recording audio").first.wait_for()
    run(page)
    expect(message(page)).to_contain_text("25 frames")
    assert page.evaluate(PLAYED) == ["speech.wav", 1.0]
    expect(page.locator(".toast-body")).to_have_count(0)
    unfold(page, "Adjust")
    page.get_by_label("Reference pose: frame rate").fill("500")
    run(page)
    fault = page.locator("div.validation-error")  # Gradio says it aloud, too
    expect(fault).to_contain_text("The ref fps is 500: it must be a number from 1 to")
