"""The position in words: a click changes the unit, typing goes to a time."""

from fractions import Fraction

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolTip, QWidget

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.timebase import TimeDisplay, parse_time, show
from retake_gui.ui import theme
from retake_gui.viewmodels.player import PlayerModel


class TimecodeLabel(QWidget):
    """Position, and the clip's length.

    Signals:
        done: Typing ended, with a time or without.
    """

    done = Signal()

    def __init__(self, player: PlayerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._player = player
        self.button = QPushButton(self)
        self.button.setObjectName("timecode")
        self.button.setToolTip(self.tr("Position. Click for timecode, frames or seconds; G to go to a time"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setFont(theme.number_font(self.font(), 1.25))
        theme.set_role(self.button, "quiet")
        self._field = QLineEdit(self)
        self._field.setObjectName("goToField")
        self._field.setAccessibleName(self.tr("Go to a time"))
        self._field.setPlaceholderText(self.tr("2.5 s, 60f or 00:00:02:12"))
        self._field.setFont(theme.number_font(self.font(), 1.1))
        self._field.installEventFilter(self)
        self._field.hide()
        self.total = QLabel(self)
        self.total.setFont(theme.number_font(self.font()))
        theme.set_role(self.total, "hint")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button)
        layout.addWidget(self._field)
        layout.addWidget(self.total)
        self.button.clicked.connect(player.cycle_display)
        self._field.returnPressed.connect(self._go)
        self._field.textEdited.connect(lambda: self._mark(wrong=False))
        player.positionChanged.connect(self._write)
        player.displayChanged.connect(self._measure)
        player.clipChanged.connect(self._measure)
        self._measure()

    @property
    def reached(self) -> tuple[QWidget, QWidget]:
        """What Tab reaches, one or the other."""
        return self.button, self._field

    def ask(self) -> None:
        """Let the user type a time."""
        if self._player.clip is None:
            return
        self._player.pause()
        self._field.setText("")
        self._mark(wrong=False)
        self._field.setMinimumWidth(self._field.fontMetrics().horizontalAdvance(self._field.placeholderText()) + 24)
        self.setMinimumHeight(self.height())  # the field is lower than the button, and the viewer above must not move
        self.button.hide()
        self._field.show()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and a click elsewhere end typing."""
        if watched is self._field:
            kind = event.type()
            if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Escape:
                    event.accept()
            elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                self._end()
                return True
            elif kind is QEvent.Type.FocusOut and self._field.isVisible():
                self._end()
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        clip = self._player.clip
        if clip is None:
            return
        try:
            frame = clip.frame_for(parse_time(self._field.text(), clip.rate))
        except SettingRefused as refusal:
            self._mark(wrong=True)
            QToolTip.showText(self._field.mapToGlobal(QPoint(0, -36)), refusal.sentence, self._field)
            return
        self._end()
        self._player.seek(frame)

    def _mark(self, *, wrong: bool) -> None:
        theme.set_look(self._field, "invalid", wrong)

    def _end(self) -> None:
        if self._field.isVisible():
            self._field.hide()
            self.button.show()
            self.done.emit()

    def _measure(self) -> None:
        """Keep the width as long as the clip stays, so that nothing moves while it counts or changes its unit."""
        clip, display = self._player.clip, self._player.display
        last = 0 if clip is None else max(0, clip.frames - 1)
        rate = clip.rate if clip is not None else Fraction(24)
        words = [show(last, rate, unit) for unit in TimeDisplay]
        self.button.setFixedWidth(max(map(self.button.fontMetrics().horizontalAdvance, words)) + 30)
        # A label may want a pixel more than its text is wide.
        self.total.setFixedWidth(max(self.total.fontMetrics().horizontalAdvance(f"/ {word}") for word in words) + 2)
        self.total.setText("" if clip is None else f"/ {show(clip.frames, clip.rate, display)}")
        self._write()

    def _write(self) -> None:
        clip = self._player.clip
        words = "--:--:--:--" if clip is None else show(self._player.position, clip.rate, self._player.display)
        self.button.setText(words)
        self.button.setEnabled(clip is not None)
        self.button.setAccessibleName(self.tr("Position {0}").format(words))
