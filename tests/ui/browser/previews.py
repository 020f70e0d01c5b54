"""A small page with a preview, and coefficients whose effect on it is known."""

import io
from functools import partial
from itertools import count
from pathlib import Path

import gradio as gr
import numpy as np
from matplotlib.image import imread

from sadcoeff.audio import load_audio
from sadcoeff.face.bfm import BASES, Face
from sadcoeff.face.landmarks import landmarks
from sadcoeff.face.points import find_points
from sadcoeff.ui.preview.component import preview_view
from sadcoeff.ui.preview.explorer import explorer_view
from sadcoeff.ui.preview.routes import preview_routes
from sadcoeff.ui.preview.value import Sound, preview_value

STATE = "[...document.querySelectorAll('*')].find(e => e.previewState)?.previewState"
# The sound's time and how far the time shown is off, as each frame is drawn, until so many seconds
# of sound have been played, in a loop.  The viewer drew since the frame before and has just done so
# again, however long that took: what it shows must lie between the sound's time then and now.
DRIFT = """seconds => new Promise((done, fail) => {
  const shown = [...document.querySelectorAll('*')].find(e => e.previewState);
  const sound = document.querySelector('.preview-sound'), found = [];
  let before = Infinity, played = 0;
  (function sample() {
    const now = sound.currentTime, { time } = shown.previewState;
    if (now >= before) {
      found.push([now, Math.max(before - time, time - now, 0)]);
      played += now - before;
    } // else it has started over
    before = now;
    if (played >= seconds) done(found);
    else if (shown.previewState.playing) requestAnimationFrame(sample);
    else fail(new Error(`It stopped at ${now} s.`));
  })();
})"""
# How far, in percent of the width, the cursor is from where the time shown belongs.
CURSOR = """() => {
  const { time } = [...document.querySelectorAll('*')].find(e => e.previewState).previewState;
  const seconds = document.querySelector('.preview-seek').max;
  return parseFloat(document.querySelector('.preview-cursor').style.left) - 100 * time / seconds;
}"""
# Loads the page's own scripts, by their places beside viewer.js.
LOAD = """const { name } =
    performance.getEntriesByType('resource').find(r => /viewer.js/.test(r.name));
  const here = file => new URL(file, name).href, load = file => import(here(file));"""
# The weights of the head's modes as those scripts compute them.
WEIGHTS = f"""async ([rest, expression]) => {{
  {LOAD}
  const {{ loadHalf }} = await load('geometry.js'), {{ Reading }} = await load('reading.js');
  const half = await loadHalf(here('head.mesh')), weights = new Array(half.modes).fill(0);
  const reading = new Reading(half);
  reading.measureFrom(rest);
  reading.write(expression, weights);
  return weights;
}}"""
STEP = 0.04  # seconds, one video frame
FRAMES = 245  # of the sound
LONG = np.zeros((60 * 25, 70), np.float32)
SOUND = str(Path(__file__).parents[3] / "sadcoeff" / "assets" / "examples" / "english.flac")
POSE_COLUMNS = {"pitch": 64, "yaw": 65, "roll": 66, "x": 67, "y": 68, "z": 69}
POSES = {
    "pitch": {"pitch": 0.2},
    "yaw": {"yaw": 0.3},
    "roll": {"roll": 0.25},
    "shift": {"x": 0.2, "y": 0.15, "z": 0.5},
}
# Waits until what is to be seen at the moment is on the screen: a busy browser shows it later.
_DRAWN = f"""async () => {{
  const context = document.querySelector('.preview-canvas').getContext('webgl2');
  while (!({STATE}).drawn) await new Promise(requestAnimationFrame);
  context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, new Uint8Array(4));
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}}"""
_ROW = 40  # points in one row of the face's texture


def still(**pose):
    """(50, 70): two seconds of one pose."""
    coeffs = np.zeros((50, 70), np.float32)
    for name, value in pose.items():
        coeffs[:, POSE_COLUMNS[name]] = value
    return coeffs


def talking():
    """(245, 70): in each second the mouth is closed, then open, then the eyes shut."""
    coeffs = np.zeros((FRAMES, 70), np.float32)
    phase = np.arange(FRAMES) % 25
    for change, first in zip(opened_and_shut(), (8, 18), strict=True):
        coeffs[(phase >= first) & (phase < first + 6), :64] += change
    return coeffs


def opened_and_shut():
    """(2, 64): the least that parts the lips by 0.25, and the least that shuts the eyes by 0.08."""
    heights = landmarks(np.eye(64))[..., 1]
    lower, upper = heights[:, find_points((14, 145))], heights[:, find_points((13, 159))]
    return np.diag([0.25, -0.08]) @ np.linalg.pinv(lower - upper)


def square_face():
    """A face that is one square, among enough points to fill more than a row of the texture."""
    mean = np.zeros((_ROW + 10, 3), np.float32)
    mean[-4:, :2] = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * 0.15
    bases = np.random.default_rng(4).normal(0, 0.02, (len(mean), BASES, 3))
    bases[-4:] = bases[-1]  # the square moves as one
    last = len(mean)
    corners = np.array([[last - 4, last - 3, last - 2], [last - 4, last - 2, last - 1]], np.uint32)
    return Face(mean, bases.astype(np.float16), corners)


def expressed():
    """(50, 70): one expression, held."""
    coeffs = np.zeros((50, 70), np.float32)
    coeffs[:, :64] = np.random.default_rng(5).normal(0, 1, 64)
    return coeffs


def open_previews(odd_sound, long_sound, face):
    """The launched page; each of its buttons plays one recording."""
    values = {name: (still(**pose), None, None) for name, pose in POSES.items()}
    values |= {"neutral": (still(), None, None), "talking": (talking(), SOUND, None)}
    values |= {"odd": (talking(), odd_sound, None), "long": (LONG, long_sound, None)}
    values |= {"face": (expressed(), None, face)}
    runs = count(1)

    def value(name):
        coeffs, path, measured = values[name]
        sound = path and Sound.of(path, load_audio(path))
        return preview_value(coeffs, next(runs), sound, measured)

    with gr.Blocks(analytics_enabled=False) as page:
        view = preview_view()
        for name in values:
            gr.Button(name).click(partial(value, name), None, view)
        with gr.Tabs():
            gr.Tab("Preview only")
            with gr.Tab("Explore"):
                explorer_view()
    page.launch(prevent_thread_lock=True, quiet=True, app_kwargs={"routes": preview_routes(face)})
    return page


def state(page):
    return page.evaluate(STATE)


def pixels(page):
    """The 3D view as (height, width, 3), 0...255."""
    page.evaluate(_DRAWN)
    shot = page.locator(".preview-stage").screenshot()
    return imread(io.BytesIO(shot))[..., :3] * 255


def button(page, name):
    return page.locator("#preview").get_by_role("button", name=name)


def loop(page):
    """Lets what plays start over at its end, and plays it again if it has come there already."""
    button(page, "Loop").click()
    if not state(page)["playing"]:
        button(page, "Play").click()
    page.wait_for_function(f"({STATE}).playing")


def seek(page, seconds):
    page.locator(".preview-seek").fill(str(seconds))
    page.wait_for_function(f"Math.abs(({STATE}).time - {seconds}) < 0.02")


def rotation(pitch, yaw, roll):
    (cx, cy, cz), (sx, sy, sz) = np.cos([pitch, yaw, roll]), np.sin([pitch, yaw, roll])
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return about_z @ about_y @ about_x
