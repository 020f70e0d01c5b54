"""Files that people take for recordings, and that hold no sound: named, so as to be understood."""

import re
from codecs import getincrementaldecoder

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "an archive or document (ZIP)"),
    (0, b"\x1f\x8b", "an archive (gzip)"),
    (0, b"7z\xbc\xaf", "an archive (7z)"),
    (0, b"Rar!", "an archive (RAR)"),
    (0, b"\xfd7zXZ", "an archive (xz)"),
    (0, b"\x89PNG", "a picture (PNG)"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (0, b"II*\0", "a picture (TIFF)"),
    (0, b"MM\0*", "a picture (TIFF)"),
    (8, b"WEBP", "a picture (WebP)"),
    *((8, brand, "a picture (HEIF)") for brand in (b"heic", b"heix", b"mif1", b"msf1", b"avif")),
    (0, b"MThd", "a list of notes (MIDI)"),
    (0, b"MATLAB", "a MATLAB file"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
)
_PLAYLIST = re.compile(
    r"#extm3u|#ext-x-|ffconcat\b|\[playlist\]|\[reference\]|rtsptext|file\s+['\"]?\S"
    r"|<(asx|smil|mpd|smoothstreamingmedia|playlist)\b|v=0\s+[osm]="
)
_WEB_PAGE = re.compile(r"<(!doctype html|html|head|body)\b")
_BEFORE = (("<?xml", "?>"), ("<!--", "-->"))  # what a page or playlist may begin with
_PRINTABLE = 0.97  # of the characters of a text


def name_stranger(head: bytes) -> str | None:
    """What a file that is no recording is, from its first bytes: "a web page"; None if unknown."""
    for place, magic, name in _MAGIC:
        if head.startswith(magic, place):
            return name
    text = _read_text(head)
    if text is None:
        return None
    start = _strip(text.lower())
    if _WEB_PAGE.match(start):
        return "a web page"
    if _PLAYLIST.match(start):
        return "a playlist, which only names recordings"
    return "text"


def _read_text(head: bytes) -> str | None:
    """The first characters if they are ones that people read."""
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2])
    try:  # incrementally, since the last character may be cut
        text = getincrementaldecoder(wide or "utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    seen = sum(c.isprintable() or c.isspace() or c == "\ufeff" for c in text)
    return text if text and seen >= _PRINTABLE * len(text) else None


def _strip(text: str) -> str:
    """A text from where it begins, behind declarations and comments."""
    text = text.lstrip("\ufeff \t\r\n")
    while end := next((end for begin, end in _BEFORE if text.startswith(begin)), ""):
        text = text.partition(end)[2].lstrip()
    return text
