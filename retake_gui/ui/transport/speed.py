"""The speed at which is played: shown while it runs, chosen from a menu."""

from fractions import Fraction

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from retake_gui.ui.transport.buttons import ToolButton
from retake_gui.viewmodels.playback import RATES
from retake_gui.viewmodels.player import PlayerModel


class SpeedButton(ToolButton):
    """Says how fast, and lets the user choose; pitch is kept at every speed."""

    def __init__(self, player: PlayerModel, parent: QWidget) -> None:
        super().__init__("speedButton", "", "", "1×", parent)
        self._player = player
        self.setToolTip(self.tr("Speed; the pitch is kept. J and L play backwards and forwards, again to go faster"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName("speedMenu")
        self._group = QActionGroup(menu)
        for rate in RATES:
            action = menu.addAction(_words(rate))
            action.setCheckable(True)
            action.setData(rate)
            action.triggered.connect(lambda _checked, chosen=rate: player.set_rate(chosen))
            self._group.addAction(action)
        self.setMenu(menu)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("◀ 0.25×") + 18)
        player.speedChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        speed = self._player.speed
        self.setText(f"◀ {_words(-speed)}" if speed < 0 else _words(speed))
        self.setAccessibleName(self.tr("Speed {0}").format(f"{float(speed):g}"))
        for action in self._group.actions():
            action.setChecked(action.data() == self._player.rate)


def _words(rate: Fraction) -> str:
    return f"{float(rate):g}×"
