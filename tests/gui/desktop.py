"""A desktop that takes notifications: run as a program of its own, on the session's bus; prints what it is told.

A line on its standard input, the number of a notification, is a click on it.
"""

import json
import sys

from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QSocketNotifier, Signal, Slot
from PySide6.QtDBus import QDBusConnection

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


@ClassInfo({"D-Bus Interface": NAME})  # type: ignore[call-arg]
class Desktop(QObject):  # type: ignore[operator]
    """Numbers what is new, and keeps the number of what takes another's place."""

    ActionInvoked = Signal("uint", str)  # type: ignore[arg-type]

    def __init__(self) -> None:
        super().__init__()
        self._highest = 6

    @Slot(str, "uint", str, str, str, "QStringList", "QVariantMap", int, result="uint")
    def Notify(  # noqa: N802 - the desktop's own name
        self, app: str, instead_of: int, icon: str, title: str, words: str, *_rest: object
    ) -> int:
        self._highest += not instead_of
        number = instead_of or self._highest
        say({"app": app, "instead_of": instead_of, "icon": icon, "title": title, "words": words, "number": number})
        return number


def say(facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main() -> int:
    app = QCoreApplication([])
    bus, desktop = QDBusConnection.sessionBus(), Desktop()
    bus.registerObject(PATH, desktop, QDBusConnection.RegisterOption.ExportAllContents)
    say({"ready": bus.registerService(NAME)})

    def click() -> None:
        line = sys.stdin.readline()
        if not line:
            app.quit()
            return
        desktop.ActionInvoked.emit(int(line), "default")

    hears = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    hears.activated.connect(click)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
