"""``python -m tongban`` is the command line."""

import sys

from tongban.main.cli import run

sys.exit(run())
