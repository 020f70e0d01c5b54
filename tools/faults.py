"""Break what can break while files are written: 200 kills, a full file system, a read-only folder.

    python -m tools.faults

Prints a table.  The exit status is 1 if a file was left that is not whole, or the reason was not
told.  Needs Linux, and the right to mount a file system, which root has.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.breaking.kills import kill_writers
from tools.breaking.places import fill, without_right

KILLS = 200
ROOM = "1m"  # of the small file system


def main() -> bool:
    """Break, count and print; whether all is well."""
    with TemporaryDirectory() as folder:
        killing, fixed, small = (Path(folder) / name for name in ("kills", "fixed", "small"))
        killing.mkdir()
        seen = kill_writers(killing, KILLS)
        with _small_disk(small):
            written, refused, broken = fill(small)
        refusal = without_right(fixed)
    print(f"| kills at random times | {seen.kills}, of them {seen.cut} within a file |")
    print(f"| files read afterwards, not whole | {seen.looked_at}, {len(seen.broken)} |")
    print(f"| files until a file system of {ROOM} was full | {written} |")
    print(f"| refused then with a sentence, not whole | {refused}, {broken} |")
    print(f"| said of a read-only folder | {refusal.partition(' cannot ')[2]} |")
    return not seen.broken and not broken and refused > 0 and bool(refusal)


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


if __name__ == "__main__":
    sys.exit(not main())
