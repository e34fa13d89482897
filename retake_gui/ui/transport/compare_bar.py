"""How source and take are looked at, and which of them is heard."""

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QWidget

from retake_gui.domain.compare import GAINS, CompareMode, CompareState, Side
from retake_gui.ui import theme
from retake_gui.ui.transport.buttons import ToolButton
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.compare_model import ShownTake
from retake_gui.viewmodels.player import PlayerModel


class CompareBar(QWidget):
    """Compare modes, gain and the sound's side."""

    def __init__(self, player: PlayerModel, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._player = player
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._modes(actions))
        self._gain = ToolButton("compareGain", self.tr("Difference is multiplied; click for more"), "", "×4", self)
        self._gain.clicked.connect(self._more_gain)
        layout.addWidget(self._gain)
        self._heat = ToolButton("compareHeat", self.tr("Difference as a heat map"), "", self.tr("Heat"), self)
        self._heat.follow(actions[ActionId.HEAT])
        layout.addWidget(self._heat)
        self._nudge = ToolButton("compareNudge", self.tr("The take is shifted; click to put it back"), "", "+0 f", self)
        self._nudge.clicked.connect(lambda: player.nudge(0))
        layout.addWidget(self._nudge)
        inspector = ToolButton("pixelValues", self.tr("Values of pixels"), "inspector", self.tr("RGB"), self)
        inspector.follow(actions[ActionId.INSPECTOR])
        layout.addWidget(inspector)
        layout.addSpacing(10)
        self.hear_label = QLabel(self.tr("Hear"), self)
        theme.set_role(self.hear_label, "hint")
        layout.addWidget(self.hear_label)
        self._hear = QButtonGroup(self)
        self._sides = {
            Side.SOURCE: self._side("hearSource", self.tr("Source"), self.tr("Hear the source"), Side.SOURCE),
            Side.TAKE: self._side("hearTake", self.tr("Take"), self.tr("Hear the take"), Side.TAKE),
        }
        for button in self._sides.values():
            layout.addWidget(button)
        player.compareChanged.connect(self._show)
        player.takeChanged.connect(self._name)
        self._name(player.take)
        self._show(player.compare)

    def _modes(self, actions: ActionSet) -> QWidget:
        group = QFrame(self)
        group.setObjectName("compareMode")
        group.setAccessibleName(self.tr("Compare source and take"))
        layout = QHBoxLayout(group)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for action, name, title, drawing, words in (
            (ActionId.SIDE_BY_SIDE, "compareSideBySide", self.tr("Side by side"), "compare-side", self.tr("Side")),
            (ActionId.WIPE, "compareWipe", self.tr("Wipe"), "compare-wipe", self.tr("Wipe")),
            (ActionId.FLIP_MODE, "compareFlip", self.tr("Flip in place"), "compare-flip", self.tr("Flip")),
            (ActionId.DIFFERENCE, "compareDifference", self.tr("Difference"), "compare-difference", self.tr("Diff")),
            (ActionId.GRID, "compareGrid", self.tr("Grid of results"), "compare-grid", self.tr("Grid")),
        ):
            button = ToolButton(name, title, drawing, words, group)
            button.follow(actions[action])
            layout.addWidget(button)
        return group

    def _side(self, name: str, words: str, title: str, side: Side) -> ToolButton:
        button = ToolButton(name, title, "", words, self)
        button.setCheckable(True)
        self._hear.addButton(button)
        button.clicked.connect(lambda: self._player.hear(side))
        return button

    def _more_gain(self) -> None:
        """On to the next gain, from the last one to the first."""
        at_end = self._player.compare.gain == GAINS[-1]
        self._player.change_gain(-len(GAINS) if at_end else 1)

    def _name(self, take: ShownTake | None) -> None:
        self._sides[Side.TAKE].setText(take.title if take else self.tr("Take"))
        for widget in (self.hear_label, *self._sides.values()):
            widget.setEnabled(take is not None)
        self._show(self._player.compare)

    def _show(self, state: CompareState) -> None:
        self._gain.setVisible(state.mode is CompareMode.DIFFERENCE)
        self._gain.setText(f"×{state.gain}")
        self._heat.setVisible(state.mode is CompareMode.DIFFERENCE)
        self._nudge.setVisible(bool(state.nudge))
        self._nudge.setText(self.tr("{0} f").format(f"{state.nudge:+d}"))
        heard = state.heard if self._player.take and state.mode is not CompareMode.SOURCE else Side.SOURCE
        for side, button in self._sides.items():
            button.setChecked(side is heard)
