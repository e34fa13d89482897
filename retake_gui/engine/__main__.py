"""The engine as a process of its own: ``python -m retake_gui.engine``."""

import sys

from retake_gui.engine.serving import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
