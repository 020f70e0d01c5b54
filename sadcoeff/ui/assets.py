"""Where the files are that the page is made of."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"


def asset_text(name: str) -> str:
    """The text of a file that the page ships."""
    return (ASSETS / name).read_text(encoding="utf-8")
