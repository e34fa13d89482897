"""What is looped: the range with how much around it, to the end and again, or to and fro."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from retake_gui.domain.compare import MARGINS
from retake_gui.ui.later import Later
from retake_gui.ui.transport.buttons import ToolButton
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.player import PlayerModel


class LoopButton(ToolButton):
    """Switches looping; its arrow opens what is looped."""

    def __init__(self, player: PlayerModel, actions: ActionSet, parent: QWidget, later: Later) -> None:
        super().__init__("loopButton", "", "loop", "⟳", parent)
        self.setAccessibleName(self.tr("Loop the range"))
        self._player = player
        self._icon_there = not self.icon().isNull()
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonTextOnly
        self.setToolButtonStyle(beside if self._icon_there else alone)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self)
        menu.setObjectName("loopMenu")
        self.setMenu(menu)
        self.follow(actions[ActionId.LOOP])
        player.loopChanged.connect(self._show)
        player.segmentChanged.connect(self._show)
        self._show()
        later(lambda: self._fill_menu(actions))

    def _fill_menu(self, actions: ActionSet) -> None:
        from PySide6.QtGui import QActionGroup

        menu, group = self.menu(), QActionGroup(self)
        for seconds in MARGINS:
            words = self.tr("Range and {0} s around it").format(f"{float(seconds):g}") if seconds else ""
            action = menu.addAction(words or self.tr("Range alone"))
            action.setCheckable(True)
            action.setData(seconds)
            action.triggered.connect(lambda _checked, chosen=seconds: self._player.set_margin(chosen))
            group.addAction(action)
        menu.addSeparator()
        menu.addAction(actions[ActionId.PING_PONG])

        def check() -> None:
            for action in group.actions():
                action.setChecked(action.data() == self._player.margin)

        self._player.loopChanged.connect(check)
        check()

    def _show(self) -> None:
        margin = self._player.margin
        around = f" ±{float(margin):g} s" if margin else ""
        words = self.tr("range{0}").format(around) if self._player.segment else self.tr("clip")
        if self._player.loops_place:
            words = self.tr("here")
        self.setText(f" {words}" if self._icon_there else f"⟳ {words}")
        self.setMinimumWidth(self.sizeHint().width())
