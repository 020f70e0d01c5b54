"""The text files that the page is made of."""

from sadcoeff.resources import ASSETS


def asset_text(name: str) -> str:
    """The text of a file that the page ships, by its path below the assets' folder."""
    return (ASSETS / name).read_text(encoding="utf-8")
