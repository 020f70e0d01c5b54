"""Open our files in real Blender: animated heads, a picture of one, and the guide's snippet.

    python -m tools.blender PYTHON [-o build/blender]

PYTHON is one that has Blender as a module: `make blender` installs it and runs this.  Prints a
table, with the path of the picture, which is there to be looked at.  The exit status is 1 if
anything in Blender differs from what went in.  Takes half a minute.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tools.blending.takes import prepare

_INSIDE = Path(__file__).parent / "blending" / "inside.py"


def main() -> int:
    """Write the files, and have Blender read them."""
    parser = argparse.ArgumentParser(description="Open our files in real Blender.")
    parser.add_argument("python", metavar="PYTHON", help="a Python with Blender's module bpy")
    parser.add_argument("-o", "--out", type=Path, default=Path("build/blender"), metavar="FOLDER")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    prepare(options.out)
    return subprocess.run([options.python, str(_INSIDE), str(options.out)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
