"""Tells the desktop that something ended: by its own notifications, by a tray, or by asking for attention."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

Notify = Callable[[str, str, int], int]
"""Shows a title and words in place of an earlier notification; its number, or 0. Called on a thread of its own."""


class Notifier(QObject):
    """Speaks only while another window is in front. Of many messages the newest one stands.

    Args:
        window: The program's own.
        notify: How the desktop is told; by default over the session's bus, where there is one.

    Signals:
        told: The desktop was asked (the notification's number, or 0 where it is not shown; title and words).
    """

    told = Signal(int, str, str)

    def __init__(self, window: QWidget, notify: Notify | None = None) -> None:
        super().__init__(window)
        self._window, self._notify = window, notify
        self._tray: QSystemTrayIcon | None = None
        self._number = 0
        self.told.connect(self._note)

    def tell(self, title: str, words: str) -> bool:
        """Show a message of the desktop; returns whether there was anybody to be told."""
        if self._window.isActiveWindow():
            return False
        QApplication.alert(self._window)
        notify = self._notify or over_the_bus()
        if notify is None:
            self._show_in_tray(title, words)
        else:
            self._ask(notify, title, words)
        return True

    def _ask(self, notify: Notify, title: str, words: str) -> None:
        """On a thread that nothing waits for: a desktop that does not answer holds nobody up."""
        number = self._number

        def ask() -> None:
            shown = notify(title, words, number)
            with suppress(RuntimeError):  # the window was closed meanwhile
                self.told.emit(shown, title, words)

        threading.Thread(target=ask, name="notification", daemon=True).start()

    def _note(self, number: int, title: str, words: str) -> None:
        if number:
            self._listen()
            self._number = number
        else:
            self._show_in_tray(title, words)

    def _listen(self) -> None:
        """A click on the first notification, and on all that take its place, brings the window."""
        if self._notify is None and not self._number:
            from retake_gui.ui.desktop_bus import follow

            follow(self, SLOT("_acted(uint,QString)"))

    @Slot("uint", str)
    def _acted(self, number: int, _action: str) -> None:
        if number == self._number:
            self._come()

    def _show_in_tray(self, title: str, words: str) -> None:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self._window)
            self._tray.messageClicked.connect(self._come)
            self._tray.activated.connect(self._come)
        self._tray.show()
        self._tray.showMessage(title, words, self._window.windowIcon())

    def _come(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
        if self._tray is not None:
            self._tray.hide()


def over_the_bus() -> Notify | None:
    """The desktop's own notifications, or ``None`` where the session has no bus."""
    address = session_address()
    if not address:
        return None

    def notify_there(title: str, words: str, instead_of: int) -> int:
        from retake_gui.ui.desktop_bus import notify  # on the thread that asks: Qt's door to the bus is heavy to load

        return notify(address, title, words, instead_of)

    return notify_there


def session_address() -> str:
    """Where the session's bus is reached, or empty; a bus is never started."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    socket = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"
    return address or (f"unix:path={socket}" if socket.exists() else "")
