"""The program as it starts without a clip: prints when its window's frame was painted, and when all panels were."""

import sys
import time

from retake_gui import start


def main() -> None:
    """Start as ``retake-gui`` does."""
    start.hold_collector()
    window = start.first_window()
    framed = time.monotonic()
    import asyncio

    from retake_gui import app
    from retake_gui.viewmodels import event_loop
    from retake_gui.viewmodels.sound_out import CardOutput

    program = app.Program(app.Options(), CardOutput, window)

    async def run() -> int:
        """From the window to the end of what it loads."""
        running = asyncio.create_task(program.run())
        await window.painted()
        sys.stdout.write(f"{time.monotonic()} {framed}\n")
        program.becameReady.connect(window.close)
        return await running

    event_loop.run(run())


main()
