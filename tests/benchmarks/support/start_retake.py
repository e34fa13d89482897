"""The program as it starts without a clip: prints when its window was first painted, and closes it."""

import asyncio
import os
import sys
import tempfile
import time

with tempfile.TemporaryDirectory(prefix="retake-bench-") as folder:
    os.environ["RETAKE_DATA_DIR"] = folder
    from PySide6.QtCore import QEvent, QObject, QTimer

    from retake_gui import app
    from retake_gui.viewmodels import event_loop
    from retake_gui.viewmodels.sound_out import CardOutput

    class Watch(QObject):
        """Notes the first paint of the window."""

        told = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Paint and not self.told:
                self.told = True
                QTimer.singleShot(0, lambda: sys.stdout.write(f"{time.monotonic()}\n"))
            return super().eventFilter(watched, event)

    async def run() -> int:
        """From the window to the end of what it loads."""
        running = asyncio.create_task(program.run())
        program.becameReady.connect(program.window.close)
        return await running

    application = app.application()
    program = app.Program(app.Options(), CardOutput)
    watch = Watch()
    program.window.installEventFilter(watch)
    event_loop.run(run())
    application.processEvents()
