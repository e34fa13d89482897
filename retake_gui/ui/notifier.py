"""Tells the desktop that something ended, where it can be told; without a tray the window asks for attention."""

from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget


class Notifier:
    """Speaks only while another window is in front.

    Args:
        window: The program's own.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def tell(self, title: str, words: str) -> bool:
        """Show a message of the desktop; returns whether there was anybody to be told."""
        if self._window.isActiveWindow():
            return False
        QApplication.alert(self._window)
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return True
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self._window)
            self._tray.messageClicked.connect(self._come)
            self._tray.activated.connect(self._come)
        self._tray.show()
        self._tray.showMessage(title, words, self._window.windowIcon())
        return True

    def _come(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
        if self._tray is not None:
            self._tray.hide()
