"""The page: `python app.py`, the same as `sadcoeff app`; this is what a Space starts."""

import sys

from sadcoeff.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["app"]))
