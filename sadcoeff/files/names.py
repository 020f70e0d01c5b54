"""Names of coefficient files: recognisable, and safe on every file system."""

import unicodedata

BETWEEN = "##"  # the two halves of a file's name
MAX_NAME_BYTES = 100  # for each half of a file name; file systems take 255 in all
_DIGITS = "0123456789¹²³"
_DEVICE_NAMES = {  # devices on Windows, whatever follows a dot
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
    *(f"{port}{digit}" for port in ("COM", "LPT") for digit in _DIGITS),
}


def coeff_name(pic_name: str, audio_name: str, suffix: str = ".mat") -> str:
    """SadTalker's file name, `{pic_name}##{audio_name}.mat`, made safe."""
    return f"{safe_stem(pic_name)}{BETWEEN}{safe_stem(audio_name)}{suffix}"


def safe_stem(name: str, max_bytes: int = MAX_NAME_BYTES) -> str:
    """A recognisable form of `name` that every file system accepts as part of a file name.

    Characters that are invisible, or reserved on some system, become `_`; the names of Windows
    devices get one in front.  At most `max_bytes` bytes of UTF-8.
    """
    kept = "".join("_" if _is_unsafe(c) else c for c in name).strip(" .")
    if kept.split(".")[0].rstrip().upper() in _DEVICE_NAMES:
        kept = f"_{kept}"
    return kept.encode()[:max_bytes].decode(errors="ignore").rstrip(" .") or "unnamed"


def _is_unsafe(character: str) -> bool:
    kind = unicodedata.category(character)  # C: control and invisible, Zl and Zp: line breaks
    return character in '/\\:*?"<>|' or kind[0] == "C" or kind in ("Zl", "Zp")
