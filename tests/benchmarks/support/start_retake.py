"""The program as it starts without a clip: prints when its window was painted with all its panels."""

import sys
import time

from retake_gui import start


def main() -> None:
    """Start as ``retake-gui`` does."""
    start.hold_collector()
    foreground = start.first_window()
    sys.stdout.write(f"{time.monotonic()}\n")
    from retake_gui import app
    from retake_gui.viewmodels import event_loop

    program = app.Program(app.Options(), foreground=foreground)
    program.becameReady.connect(program.window.close)
    event_loop.run(program.run())


main()
