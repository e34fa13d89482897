"""The lamps of the shown take: each says in words and figures how one thing is, and leads to where it can be seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.lamps import Lamp, LampState
from retake_gui.ui import theme
from retake_gui.ui.later import reach_before

if TYPE_CHECKING:
    from retake_gui.viewmodels.seams import SeamsModel

_MARKS = {LampState.GOOD: "✓", LampState.LOOK: "!", LampState.BAD: "✕"}
_TONES = {LampState.GOOD: theme.GOOD, LampState.LOOK: theme.ACCENT_BRIGHT, LampState.BAD: theme.ERROR}
_ORDER = (LampState.BAD, LampState.LOOK, LampState.GOOD)
_COLUMNS = 3


class LampBoard(QWidget):
    """One button a lamp; pressing it jumps there and loops (*Look here*), and it stays marked while that is looped.

    Args:
        before: What Tab reaches after the lamps, however often they are made anew.
    """

    def __init__(self, model: "SeamsModel", before: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = before
        self.setObjectName("takeLamps")
        self.setAccessibleName(self.tr("What was found about the take"))
        self._model = model
        self._shown: tuple[Lamp, ...] = ()
        self._chosen = ""
        self._buttons: list[QToolButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._words = QLabel(self)
        self._words.setObjectName("lampSentence")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._words, "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._grid)
        layout.addWidget(self._words)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        lamps = self._model.lamps
        self.setVisible(bool(lamps))
        if lamps != self._shown:
            self._shown = lamps
            self._rebuild(lamps)
        looked_at = self._model.looked_at
        for lamp, button in zip(lamps, self._buttons, strict=True):
            button.setChecked(lamp.name == looked_at)

    def _rebuild(self, lamps: tuple[Lamp, ...]) -> None:
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None else ""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._buttons = [self._button(lamp) for lamp in lamps]
        for number, button in enumerate(self._buttons):
            self._grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
            if button.objectName() == name:
                button.setFocus()
        if not any(lamp.name == self._chosen for lamp in lamps):
            self._chosen = ""
        reach_before(self._before, self)
        self._say()

    def _button(self, lamp: Lamp) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"lamp_{lamp.name}")
        button.setText(f"{_MARKS[lamp.state]} {self._title(lamp)}")
        tone = _TONES[lamp.state]
        button.setStyleSheet(f"QToolButton, QToolButton:checked {{ color: {tone}; padding: 2px 4px; }}")
        button.setCheckable(True)
        button.setAccessibleName(f"{self._state(lamp.state)}: {lamp.sentence}")
        button.setToolTip(f"{lamp.sentence}\n{self.tr('Press to look here.')}")
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._look(lamp))
        return button

    def _look(self, lamp: Lamp) -> None:
        self._chosen = lamp.name
        self._say()
        self._model.look_at(lamp)
        self._show()

    def _say(self) -> None:
        """The sentence of the lamp that was pressed, or else of the worst."""
        lamps = sorted(self._shown, key=lambda lamp: (lamp.name != self._chosen, _ORDER.index(lamp.state)))
        self._words.setText(lamps[0].sentence if lamps else "")
        self._words.setVisible(bool(lamps) and (bool(self._chosen) or lamps[0].state is not LampState.GOOD))

    def _title(self, lamp: Lamp) -> str:
        titles = {
            "outside": self.tr("Outside"),
            "edge_head": self.tr("Start"),
            "edge_tail": self.tr("End"),
            "click_head": self.tr("No click, start"),
            "click_tail": self.tr("No click, end"),
            "loudness": self.tr("Level"),
            "sync": self.tr("In sync"),
            "missing": self.tr("Frames missing"),
        }
        if lamp.name.startswith("click") and lamp.state is LampState.BAD:
            return self.tr("Click, start") if lamp.name == "click_head" else self.tr("Click, end")
        if lamp.name == "sync" and lamp.state is LampState.LOOK:
            return self.tr("Sync unknown")
        title = titles.get(lamp.name, lamp.name)
        if lamp.unit in ("ΔE", "dB") and lamp.name != "outside":
            return f"{title} {lamp.value:+.1f} {lamp.unit}"
        return title

    def _state(self, state: LampState) -> str:
        words = {
            LampState.GOOD: self.tr("Good"),
            LampState.LOOK: self.tr("Have a look"),
            LampState.BAD: self.tr("Bad"),
        }
        return words[state]
