"""`python -m sadcoeff`, the same as the command `sadcoeff`."""

import sys

from sadcoeff.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
