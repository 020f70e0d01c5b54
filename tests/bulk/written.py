"""What a bulk run has written."""

import json
from pathlib import Path


def lines(out: Path) -> list[dict]:
    """The manifest."""
    return [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]


def contents(out: Path) -> dict[str, bytes]:
    """Every file but the three of the manifest, by its path below `out`."""
    files = [p for p in out.rglob("*") if p.is_file() and "manifest" not in p.name]
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}
