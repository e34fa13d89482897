"""The least that a window of this kind costs: prints when it was first painted."""

import sys
import time

import pydantic
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Bare(QMainWindow):
    """Ends once it was painted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        QApplication.quit()


assert pydantic.VERSION
assert qasync.QEventLoop
application = QApplication([])
window = Bare()
window.resize(1480, 920)
window.show()
application.exec()
