"""How loud each side is, and whether both are made equally loud: a small panel under a button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from retake_gui.domain.compare import Side
from retake_gui.ui import theme
from retake_gui.ui.later import Later
from retake_gui.ui.transport.buttons import ToolButton
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.player import PlayerModel

_SLIDER_WIDTH = 120


class LevelsButton(ToolButton):
    """Opens the panel, and says by how much the heard side is changed."""

    def __init__(self, player: PlayerModel, actions: ActionSet, parent: QWidget, later: Later) -> None:
        super().__init__("levelsButton", "", "levels", "≡", parent)
        self.setAccessibleName(self.tr("Loudness of the sides"))
        self.setToolTip(self.tr("Loudness of the sides"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._player = player
        self._icon_there = not self.icon().isNull()
        menu = QMenu(self)
        menu.setObjectName("levelsMenu")
        self.setMenu(menu)
        player.levels.changed.connect(self._show)
        player.compareChanged.connect(self._show)
        self._show()
        later(lambda: self._fill_menu(actions))

    def _fill_menu(self, actions: ActionSet) -> None:
        from PySide6.QtWidgets import QWidgetAction

        holder = QWidgetAction(self.menu())
        holder.setDefaultWidget(_LevelsPanel(self._player, actions, self.menu()))
        self.menu().addAction(holder)

    def _show(self) -> None:
        gain = self._player.levels.gain(self._player.compare.heard)
        words = f"{gain:+.1f} dB" if abs(gain) >= 0.05 else ""
        self.setText(words if self._icon_there else words or "≡")
        beside, only = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        if self._icon_there:
            self.setToolButtonStyle(beside if words else only)


class _LevelsPanel(QWidget):
    """A volume for each side, its measured loudness, and the switch that matches them."""

    def __init__(self, player: PlayerModel, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("levelsPanel")
        self._player = player
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setHorizontalSpacing(10)
        self._names: dict[Side, QLabel] = {}
        self._facts: dict[Side, QLabel] = {}
        self._sliders: dict[Side, QSlider] = {}
        for row, side in enumerate(Side):
            self._add_side(layout, row, side)
        self._match = QCheckBox(self.tr("Match loudness (EBU R 128)"), self)
        self._match.setObjectName("matchLoudness")
        self._match.setAccessibleName(self.tr("Match loudness"))
        self._match.setToolTip(self.tr("The louder side is made softer, measured over what the take replaces"))
        action = actions[ActionId.MATCH_LOUDNESS]
        self._match.clicked.connect(action.trigger)
        action.toggled.connect(self._match.setChecked)
        self._match.setChecked(action.isChecked())
        layout.addWidget(self._match, len(Side), 0, 1, 3)
        player.levels.changed.connect(self._show)
        player.takeChanged.connect(self._show)
        self._show()

    def _add_side(self, layout: QGridLayout, row: int, side: Side) -> None:
        name, facts, slider = QLabel(self), QLabel(self), QSlider(Qt.Orientation.Horizontal, self)
        theme.set_role(facts, "hint")
        facts.setFont(theme.number_font(self.font(), 0.9))
        facts.setMinimumWidth(facts.fontMetrics().horizontalAdvance("-00.0 LUFS  -00.0 dB"))
        slider.setObjectName(f"level{side.name.title()}")
        slider.setRange(0, 100)
        slider.setFixedWidth(_SLIDER_WIDTH)
        slider.valueChanged.connect(lambda value: self._player.levels.set_level(side, value / 100))
        for column, widget in enumerate((name, slider, facts)):
            layout.addWidget(widget, row, column)
        self._names[side], self._facts[side], self._sliders[side] = name, facts, slider

    def _show(self) -> None:
        levels, take = self._player.levels, self._player.take
        titles = {Side.SOURCE: self.tr("Source"), Side.TAKE: take.title if take else self.tr("Take")}
        for side in Side:
            self._names[side].setText(titles[side])
            slider = self._sliders[side]
            slider.setAccessibleName(self.tr("Volume of {0}").format(titles[side]))
            slider.blockSignals(True)  # noqa: FBT003 - Qt's own
            slider.setValue(round(levels.level(side) * 100))
            slider.blockSignals(False)  # noqa: FBT003 - Qt's own
            self._facts[side].setText(self._words(side))

    def _words(self, side: Side) -> str:
        levels = self._player.levels
        loudness = levels.loudness(side)
        if levels.measuring:
            return self.tr("measuring…")
        if loudness is None:
            return ""
        return self.tr("{0} LUFS  {1} dB").format(f"{loudness:.1f}", f"{levels.gain(side):+.1f}")
