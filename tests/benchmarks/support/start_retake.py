"""The program as it starts without a clip: prints when its window was first painted, and when all of it was."""

import os
import sys
import tempfile
import time

with tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
    os.environ["RETAKE_DATA_DIR"] = folder
    from retake_gui import start

    window = start.first_window()
    painted = time.monotonic()

    import asyncio

    from retake_gui import app
    from retake_gui.viewmodels import event_loop
    from retake_gui.viewmodels.sound_out import CardOutput

    async def run() -> int:
        """From the window to the end of what it loads."""
        running = asyncio.create_task(program.run())
        await window.painted()
        sys.stdout.write(f"{time.monotonic()} {painted}\n")
        program.becameReady.connect(window.close)
        return await running

    program = app.Program(app.Options(), CardOutput, window)
    event_loop.run(run())
