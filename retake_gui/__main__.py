"""``python -m retake_gui`` is the terminal command."""

import sys

from retake_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
