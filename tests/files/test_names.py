"""Names of files: recognisable, safe on every system, and inside their folder."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fake_batch

from sadcoeff.files.names import coeff_name, safe_stem

ORDINARY = [
    "speech",
    "my speech (2), final",
    "Grüße",
    "日本語の音声",
    "مرحبا",
    "नमस्ते",
    "talk.v2",
    "a-b_c+d=e~f@g#h$i%j&k!l'm^n`o{p}[q];r",
    "console",
    "com",
    "com10",
    "auxiliary.1",
    "clip🎤",
    "x" * 100,
]
UNSAFE = {
    "a/b\\c": "a_b_c",
    "/etc/passwd": "_etc_passwd",
    "../../up": "_.._up",
    "..": "unnamed",
    "...": "unnamed",
    " . ": "unnamed",
    "": "unnamed",
    ".hidden": "hidden",
    "ends. ": "ends",
    " spaced ": "spaced",
    'a"b<c>d|e?f*g:h': "a_b_c_d_e_f_g_h",
    "line\nbreak\r\ttab": "line_break__tab",
    "nul\0byte": "nul_byte",
    "\x1b[31mred": "_[31mred",
    "del\x7f": "del_",
    "txt\u202efdp": "txt_fdp",
    "\u200fleft\u200e": "_left_",
    "\u2066isolated\u2069": "_isolated_",
    "zero\u200bwidth\ufeff": "zero_width_",
    "line\u2028and\u2029paragraph": "line_and_paragraph",
    "half \ud800 pair": "half _ pair",
}
DEVICES = [
    *("CON", "con", "Nul", "PRN", "aux", "COM1", "com9", "LPT1", "lpt0", "COM¹", "CONIN$"),
    *("con.txt", "nul.a.b", "Aux .x", "con ", " NUL"),
]


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_is_kept(name):
    assert safe_stem(name) == name


@pytest.mark.parametrize(("name", "wanted"), UNSAFE.items())
def test_what_is_reserved_or_invisible_is_replaced(name, wanted):
    assert safe_stem(name) == wanted


@pytest.mark.parametrize("name", DEVICES)
def test_names_of_windows_devices_are_set_apart(name):
    assert safe_stem(name) == f"_{name.strip()}"


@pytest.mark.parametrize("letter", ["x", "é", "語", "🎤", "e\u0301"])
def test_a_long_name_is_cut_between_letters(letter):
    stem = safe_stem(letter * 300)
    assert 96 < len(stem.encode()) <= 100
    assert (letter * 300).startswith(stem)


def test_a_cut_that_ends_in_a_dot_or_space_is_cleaned():
    assert safe_stem("x" * 99 + ". more") == "x" * 99
    assert safe_stem("x" * 98 + "  more") == "x" * 98
    assert len(safe_stem("con." + "x" * 200)) == 100


@given(st.text() | st.text("./\\ \u202econulCOM1x", max_size=12) | st.text(min_size=90))
def test_every_name_is_safe_and_stays_so(name):
    stem = safe_stem(name)
    assert 1 <= len(stem.encode()) <= 100
    assert not set(stem) & set('/\\:*?"<>|')
    assert all(unicodedata.category(c)[0] != "C" for c in stem)
    assert stem == stem.strip(" .")
    assert "\n" not in stem
    assert len(stem.splitlines()) == 1
    assert stem.split(".")[0].rstrip().upper() not in {"CON", "NUL", "COM1", "PRN", "AUX"}
    assert safe_stem(stem) == stem
    assert Path("folder", stem).name == stem


@given(st.text(), st.text())
def test_a_file_name_is_one_part_of_a_path(pic, audio):
    name = coeff_name(pic, audio)
    assert Path(name).name == name
    assert len(name.encode()) <= 206
    assert name == f"{safe_stem(pic)}##{safe_stem(audio)}.mat"


@pytest.mark.parametrize(
    "name", ["../../outside", "/tmp/absolute", "..", "nul\0", "\u202eevil", "x" * 300, "😀" * 90]
)
def test_generate_stays_inside_its_folder(model, tmp_path, name):
    out = tmp_path / "deep" / "out"
    path = model.generate({**fake_batch(2), "pic_name": name, "audio_name": name}, out, 0, seed=1)
    assert Path(path).parent == out
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert files == [Path(path)]
    assert Path(path).name == coeff_name(name, name)
