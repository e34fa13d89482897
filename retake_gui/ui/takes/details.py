"""What is said about the shown take: a note, its report, how it joins the clip; it scrolls where there is no room."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from retake_gui.domain.take import Take
from retake_gui.ui import theme
from retake_gui.ui.snug_scroll import SnugScroll
from retake_gui.ui.takes.note_field import NoteField
from retake_gui.ui.takes.seam_panel import SeamPanel
from retake_gui.ui.takes.words import report_lines
from retake_gui.viewmodels.seams import SeamsModel


class TakeDetails(SnugScroll):
    """There while a take is shown.

    Signals:
        noteWritten: A note on the take.
        noteDone: Return ended writing.
        revealWanted: Show the take although the service marked it.
    """

    noteWritten = Signal(str)
    noteDone = Signal()
    revealWanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        held = QWidget(parent)
        super().__init__(held, parent)
        self._report = QLabel(held)
        self._report.setObjectName("takeReport")
        self._report.setWordWrap(True)
        self._report.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._report, "hint")
        self._note = NoteField(held)
        self._note.setObjectName("takeNote")
        self._note.setAccessibleName(self.tr("Note on the take"))
        self._note.setPlaceholderText(self.tr("Note"))
        self._note.written.connect(self.noteWritten)
        self._note.returnPressed.connect(self.noteDone)
        self._reveal = QPushButton(self.tr("Show the marked take"), held)
        self._reveal.setObjectName("takeReveal")
        self._reveal.setAccessibleName(self.tr("Show the take that the service marked as NSFW"))
        self._reveal.clicked.connect(self.revealWanted)
        self._rows = QVBoxLayout(held)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        for widget in (self._note, self._reveal, self._report):
            self._rows.addWidget(widget)

    def set_seams(self, model: SeamsModel) -> SeamPanel:
        """Show lamps and seams of the take below the rest; gives what shows them."""
        panel = SeamPanel(model, self.widget())
        panel.unfolded.connect(self.show_end)
        self._rows.addWidget(panel)
        return panel

    def show_take(self, take: Take | None, *, veiled: bool) -> None:
        """Show another take, or none."""
        words = "\n".join(report_lines(take)) if take is not None else ""
        self._report.setText(words)
        self._report.setVisible(bool(words))
        self.setVisible(take is not None)
        self._note.setVisible(take is not None)
        self._note.show_note(take.id if take is not None else 0, take.note if take is not None else "")
        self._reveal.setVisible(veiled)
