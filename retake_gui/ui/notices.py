"""The one place where an error becomes something to read: a strip under the header that never blocks.

Newest on top, at most three; each stays until it is dismissed, except plain news, which leaves by itself.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from retake_gui.domain.errors import RetakeError
from retake_gui.ui import theme

_MOST = 3
_NEWS_MS = 8000


class NoticeStrip(QWidget):
    """Shows what went wrong, or what was done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self.setAccessibleName(self.tr("Notices"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(4)
        self._notices: list[_Notice] = []
        self._progress: _Progress | None = None
        self._advice: _Notice | None = None
        self._refusal: _Notice | None = None
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is said at the moment, newest first."""
        return tuple(notice.text for notice in self._notices)

    def show_error(self, error: RetakeError, cause: str = "") -> None:
        """Say what happened, what was kept and what to do.

        Args:
            error: What happened.
            cause: Names what it happened to; it is said until :meth:`end_cause`, or it is dismissed.
        """
        notice = self._of_error(error)
        notice.causes = {cause}
        self._add(notice)

    def end_cause(self, cause: str) -> None:
        """What was said of this, and of nothing else, does not matter any more."""
        for notice in list(self._notices):
            notice.causes.discard(cause)
            if not notice.causes:
                self._drop(notice)

    def show_refusal(self, error: RetakeError) -> None:
        """Say why a file is of no use, or not all of it; it stays until :meth:`end_refusal` or it is dismissed."""
        self.end_refusal()
        self._refusal = self._of_error(error)
        self._add(self._refusal)

    def end_refusal(self) -> None:
        """Another file is tried, so the one before does not matter any more."""
        refusal, self._refusal = self._refusal, None
        if refusal is not None:
            self._drop(refusal)

    def show_news(self, words: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say what was done; it leaves by itself. A named action appears as a button."""
        notice = _Notice(words, "", self, action=action)
        if act is not None:
            notice.acted.connect(act)
        self._add(notice)
        timer = QTimer(notice)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._drop(notice))
        timer.start(_NEWS_MS)

    def show_place(self, file: Path) -> None:
        """Say where a file or a folder lies, since no folder can be shown."""
        words = self.tr("There is no program here that shows folders. It lies at {0}").format(file)
        notice = _Notice(words, "", self, action=self.tr("Copy path"))
        notice.acted.connect(lambda: QGuiApplication.clipboard().setText(str(file)))
        self._add(notice)

    def show_advice(self, words: str, action: str, act: Callable[[], object]) -> None:
        """Say what is missing, with a button that leads to it; it stays until :meth:`end_advice` or it is dismissed."""
        self.end_advice()
        notice = self._advice = _Notice(words, "", self, action=action)
        notice.acted.connect(act)
        self._add(notice)

    def end_advice(self) -> None:
        """It is not missing any more."""
        advice, self._advice = self._advice, None
        if advice is not None:
            self._drop(advice)

    def show_progress(self, words: str, done: int, total: int, cancel: Callable[[], object]) -> None:
        """Say how far something is, with a way to stop it; it stays until :meth:`end_progress`."""
        if self._progress is None:
            self._progress = _Progress(self)
            self._progress.cancelled.connect(lambda: cancel())  # noqa: PLW0108 - not the flag
            self._layout.insertWidget(0, self._progress)
        self._progress.tell(words, done, total)
        self.show()

    def end_progress(self) -> None:
        """What went on has ended."""
        progress, self._progress = self._progress, None
        if progress is not None:
            self._layout.removeWidget(progress)
            progress.setParent(None)
            progress.deleteLater()
        self.setVisible(bool(self._notices))

    def clear(self) -> None:
        """Take everything away."""
        for notice in list(self._notices):
            self._drop(notice)

    def _of_error(self, error: RetakeError) -> "_Notice":
        details = "\n".join(part for part in (error.sentence, error.details) if part)
        return _Notice(error.sentence, details, self, is_error=True)

    def _add(self, notice: "_Notice") -> None:
        for same in [other for other in self._notices if other.text == notice.text]:
            notice.causes |= same.causes
            self._drop(same)
        self._notices.insert(0, notice)
        self._layout.insertWidget(0, notice)
        notice.dismissed.connect(lambda: self._drop(notice))
        for old in self._notices[_MOST:]:
            self._drop(old)
        self.show()

    def _drop(self, notice: "_Notice") -> None:
        if notice is self._advice:
            self._advice = None
        if notice is self._refusal:
            self._refusal = None
        if notice in self._notices:
            self._notices.remove(notice)
            self._layout.removeWidget(notice)
            notice.setParent(None)
            notice.deleteLater()
        self.setVisible(bool(self._notices) or self._progress is not None)


class _Progress(QFrame):
    """Something that takes a while.

    Signals:
        cancelled: The user does not want to wait for it.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("progressNotice")
        theme.set_role(self, "notice")
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("noticeProgress")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        stop = QToolButton(self)
        stop.setObjectName("noticeCancel")
        stop.setText(self.tr("Cancel"))
        stop.setAccessibleName(self.tr("Cancel"))
        stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(stop, "quiet")
        stop.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._label)
        layout.addWidget(self._bar, 1)
        layout.addWidget(stop)

    def tell(self, words: str, done: int, total: int) -> None:
        """How far it is; 0 altogether while that is unknown."""
        self._label.setText(words)
        self.setAccessibleName(words)
        self._bar.setRange(0, 1000 if total else 0)
        if total:
            self._bar.setValue(round(1000 * done / total))


class _Notice(QFrame):
    """One of them.

    Signals:
        dismissed: The user has read it.
        acted: The user pressed its button.
    """

    dismissed = Signal()
    acted = Signal()

    def __init__(self, words: str, details: str, parent: QWidget, *, action: str = "", is_error: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("errorNotice" if is_error else "newsNotice")
        self.setAccessibleName(words)
        theme.set_role(self, "notice")
        self.text = words
        self.causes = {""}
        label = QLabel(words, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if is_error:
            theme.set_role(label, "error")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(label, 1)
        if action:
            layout.addWidget(self._button("noticeAction", action, self.acted.emit))
        if details:
            layout.addWidget(
                self._button(
                    "noticeCopy", self.tr("Copy details"), lambda: QGuiApplication.clipboard().setText(details)
                )
            )
        layout.addWidget(self._button("noticeDismiss", self.tr("Dismiss"), self.dismissed.emit))

    def _button(self, name: str, words: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(button, "quiet")
        button.clicked.connect(act)
        return button
