"""The desktop's own notifications, over the session's message bus where there is one."""

from typing import Any

from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, QMetaObject, QObject, Qt
from PySide6.QtDBus import QDBusConnection, QDBusInterface

SERVICE, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_CONNECTION = "retake notifications"
_PATIENCE_MS = 2000


def connected(address: str) -> QDBusConnection | None:
    """The bus, or ``None`` where nobody answers."""
    known = QDBusConnection(_CONNECTION)
    bus = known if known.isConnected() else QDBusConnection.connectToBus(address, _CONNECTION)
    return bus if bus.isConnected() else None


def follow(receiver: QObject, slot: str) -> bool:
    """Have a slot told which notification was clicked (its number, and what was chosen)."""
    bus = QDBusConnection(_CONNECTION)
    return bus.isConnected() and bus.connect(SERVICE, PATH, SERVICE, "ActionInvoked", receiver, slot)  # type: ignore[call-overload]


def leave() -> None:
    """Let the bus go; the desktop takes down what was shown where it wants to."""
    QDBusConnection.disconnectFromBus(_CONNECTION)


def notify(address: str, title: str, words: str, instead_of: int = 0) -> int:
    """Show a notification; not for the window's thread, since a desktop may take its time to answer.

    Args:
        address: Of the bus.
        title: Its first line.
        words: The rest.
        instead_of: An earlier one that it takes the place of.

    Returns:
        Its number, or 0 where it is not shown.
    """
    bus = connected(address)
    if bus is None:
        return 0
    desktop = QDBusInterface(SERVICE, PATH, SERVICE, bus)
    desktop.setTimeout(_PATIENCE_MS)
    if not desktop.isValid():
        return 0
    # Its slots are called, since only they tell Qt which of the numbers are unsigned.
    shown: Any = QMetaObject.invokeMethod(
        desktop,
        "Notify",
        Qt.ConnectionType.DirectConnection,
        Q_RETURN_ARG("uint"),
        Q_ARG("QString", "Retake"),
        Q_ARG("uint", instead_of),
        Q_ARG("QString", "retake"),
        Q_ARG("QString", title),
        Q_ARG("QString", words),
        Q_ARG("QStringList", ["default", title]),
        Q_ARG("QVariantMap", {"desktop-entry": "retake"}),
        Q_ARG("int", -1),
    )
    return int(shown) if shown else 0
