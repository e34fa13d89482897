"""The speed at which is played: shown while it runs, chosen from a menu."""

from fractions import Fraction

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from retake_gui.ui.later import Later
from retake_gui.ui.transport.buttons import ToolButton
from retake_gui.viewmodels.course import RATES
from retake_gui.viewmodels.player import PlayerModel


class SpeedButton(ToolButton):
    """Says how fast, and lets the user choose; pitch is kept at every speed."""

    def __init__(self, player: PlayerModel, parent: QWidget, later: Later) -> None:
        super().__init__("speedButton", "", "", "1×", parent)
        self._player = player
        self.setToolTip(self.tr("Speed; the pitch is kept. J and L play backwards and forwards, again to go faster"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName("speedMenu")
        self.setMenu(menu)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("◀ 0.25×") + 18)
        player.speedChanged.connect(self._show)
        self._show()
        later(self._fill_menu)

    def _fill_menu(self) -> None:
        from PySide6.QtGui import QActionGroup

        group = QActionGroup(self)
        for rate in RATES:
            action = self.menu().addAction(_words(rate))
            action.setCheckable(True)
            action.setData(rate)
            action.triggered.connect(lambda _checked, chosen=rate: self._player.set_rate(chosen))
            group.addAction(action)

        def check() -> None:
            for action in group.actions():
                action.setChecked(action.data() == self._player.rate)

        self._player.speedChanged.connect(check)
        check()

    def _show(self) -> None:
        speed = self._player.speed
        self.setText(f"◀ {_words(-speed)}" if speed < 0 else _words(speed))
        self.setAccessibleName(self.tr("Speed {0}").format(f"{float(speed):g}"))


def _words(rate: Fraction) -> str:
    return f"{float(rate):g}×"
