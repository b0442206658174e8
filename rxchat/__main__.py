"""`python -m rxchat`."""

import sys

from rxchat.cli import main

if __name__ == "__main__":
    sys.exit(main())
