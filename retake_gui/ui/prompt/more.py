"""The rarer settings, each with its limits, a sentence of help, and what is wrong with it under it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QSizePolicy, QSpinBox, QWidget

from retake_gui.domain.settings import OutputFormat, RetakeSettings, Safety
from retake_gui.ui import theme
from retake_gui.ui.field_note import FieldNote
from retake_gui.ui.prompt.context_choice import ContextChoice
from retake_gui.ui.wheel import ignore_wheel
from retake_gui.viewmodels.document import DocumentModel

_WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class _Row:
    """A setting: where it is kept, what it is called, what is said about it, and the contract's names for it."""

    field: str
    name: str
    title: str
    help: str
    parameters: tuple[str, ...]


_FORMAT = _Row(
    "output_format",
    "formatField",
    "Format",
    "Container of the file that the service returns. Exports keep the clip's own.",
    ("outputFormat",),
)
_QUALITY = _Row(
    "quality",
    "qualityField",
    "Quality",
    "Compression of the returned file, 20 to 99 (95 by default). Higher keeps more and is larger.",
    ("outputQuality",),
)
_SAFETY = _Row(
    "safety",
    "safetyField",
    "Safety",
    "Whether the service checks what it made: not at all, key frames, or every frame.",
    ("safety", "checkContent"),
)
_TTL = _Row(
    "ttl",
    "ttlField",
    "Lifetime",
    "How long the service keeps the result, 60 s or more. It is fetched as soon as it is there.",
    ("ttl",),
)
_WEBHOOK = _Row(
    "webhook_url",
    "webhookField",
    "Webhook",
    "An http(s) address that the service calls for each finished result.",
    ("webhookURL",),
)
_UPLOAD = _Row(
    "upload_endpoint",
    "uploadField",
    "Upload to",
    "An http(s) address to which the service also puts the file, such as a presigned bucket URL.",
    ("uploadEndpoint",),
)
_MODEL = _Row(
    "model",
    "modelField",
    "Model",
    "The model's identifier at the service, such as lightricks:3@1.",
    ("model",),
)
_COST = _Row(
    "include_cost",
    "costField",
    "Cost",
    "Whether the answer says what it cost; without it only the estimate is known.",
    ("includeCost",),
)
_TASK = _Row(
    "",
    "taskUuidField",
    "Task UUID",
    "A version 4 UUID of your own for the next retake only; without one it is made then.",
    ("taskUUID",),
)
_SENT = _Row(
    "",
    "contextField",
    "Context",
    "How much of the clip around the range is sent. More helps continuity, and costs more.",
    (),
)
_DELIVERY = _Row(
    "",
    "deliveryField",
    "Delivery",
    "outputType URL and deliveryMethod async: the only ones that the service has for video.",
    ("outputType", "deliveryMethod"),
)


class _Reached(QObject):
    """Tells when a field gets the keyboard or the pointer; lives and dies with the field."""

    def __init__(self, field: QWidget, told: SignalInstance) -> None:
        super().__init__(field)
        self._told = told

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell the field's help."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter) and isinstance(watched, QWidget):
            self._told.emit(watched.toolTip())
        return False


class MoreSettings(QWidget):
    """Context, format, quality, safety, lifetime, deliveries, model, cost and UUID.

    Signals:
        helpWanted: A field was reached: what is to be said about it.
    """

    helpWanted = Signal(str)

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._showing: list[Callable[[RetakeSettings], None]] = []
        self._notes: list[tuple[_Row, FieldNote]] = []
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 2, 8, 2)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._add_rows()
        document.settingsChanged.connect(self._show)
        document.planChanged.connect(self._mark)
        self._show()

    def _add_rows(self) -> None:
        self._row(_SENT, ContextChoice(self._document, self))
        self._choice(_FORMAT, [(form, form.value) for form in OutputFormat])
        self._number(_QUALITY, (20, 99))
        self._choice(
            _SAFETY,
            [
                (Safety.NONE, self.tr("No check")),
                (Safety.FAST, self.tr("Fast: key frames")),
                (Safety.FULL, self.tr("Full: every frame")),
            ],
        )
        self._add_lifetime()
        self._text(_WEBHOOK, "https://…")
        self._text(_UPLOAD, "https://…")
        self._text(_MODEL, "")
        self._add_cost()
        self._add_task()
        delivery = QComboBox(self)
        delivery.addItem(self.tr("URL, asynchronous"))
        self._row(_DELIVERY, delivery)

    def _row(self, row: _Row, widget: QWidget) -> None:
        title, help_ = self.tr(row.title), self.tr(row.help)
        widget.setObjectName(row.name)
        widget.setAccessibleName(title)
        widget.setAccessibleDescription(help_)
        widget.setToolTip(help_)
        ignore_wheel(widget)
        if not isinstance(widget, QSpinBox | QCheckBox):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        widget.installEventFilter(_Reached(widget, self.helpWanted))
        label = QLabel(title, self)
        label.setBuddy(widget)
        label.setToolTip(help_)
        theme.set_role(label, "hint")
        self._form.addRow(label, widget)
        note = FieldNote(widget, self)
        self._form.addRow("", note)
        self._form.setRowVisible(note, not note.isHidden())
        self._notes.append((row, note))

    def _add_lifetime(self) -> None:
        ttl = QSpinBox(self)
        theme.inset(ttl)
        ttl.setRange(59, 10 * _WEEK)
        ttl.setSpecialValueText(self.tr("as the service does"))
        ttl.setSuffix(" s")
        ttl.setSingleStep(60)
        ttl.valueChanged.connect(lambda value: self._edit(_TTL, None if value < 60 else value))
        self._showing.append(lambda settings: ttl.setValue(settings.ttl or 59))
        self._row(_TTL, ttl)

    def _add_cost(self) -> None:
        cost = QCheckBox(self.tr("Ask for the cost"), self)
        cost.toggled.connect(lambda on: self._edit(_COST, on))
        self._showing.append(lambda settings: cost.setChecked(settings.include_cost))
        self._row(_COST, cost)

    def _add_task(self) -> None:
        line = QLineEdit(self)
        line.setPlaceholderText(self.tr("made when it is sent"))
        line.textEdited.connect(lambda text: self._document.edit_task_uuid(text.strip()))

        def show(_settings: RetakeSettings) -> None:
            if line.text().strip() != self._document.task_uuid:
                line.setText(self._document.task_uuid)

        self._showing.append(show)
        self._row(_TASK, line)

    def _choice(self, row: _Row, items: list[tuple[object, str]]) -> None:
        box = QComboBox(self)
        for _value, words in items:
            box.addItem(words)
        values = [value for value, _words in items]
        box.activated.connect(lambda index: self._edit(row, values[index]))
        self._showing.append(lambda settings: box.setCurrentIndex(values.index(getattr(settings, row.field))))
        self._row(row, box)

    def _number(self, row: _Row, limits: tuple[int, int]) -> None:
        box = QSpinBox(self)
        theme.inset(box)
        box.setRange(*limits)
        box.valueChanged.connect(lambda value: self._edit(row, value))
        self._showing.append(lambda settings: box.setValue(getattr(settings, row.field)))
        self._row(row, box)

    def _text(self, row: _Row, example: str) -> None:
        line = QLineEdit(self)
        line.setPlaceholderText(example)
        line.textEdited.connect(lambda text: self._edit(row, text.strip()))

        def show(settings: RetakeSettings) -> None:
            if line.text().strip() != getattr(settings, row.field):
                line.setText(getattr(settings, row.field))

        self._showing.append(show)
        self._row(row, line)

    def _edit(self, row: _Row, value: object) -> None:
        words = self.tr("Change {0}").format(self.tr(row.title).lower())
        self._document.edit_settings(words, row.field, **{row.field: value})

    def _show(self) -> None:
        blockers = [QSignalBlocker(child) for child in self.findChildren(QWidget)]
        for show in self._showing:
            show(self._document.settings)
        for blocker in blockers:
            blocker.unblock()
        self._mark()

    def _mark(self) -> None:
        """Say at each field what is wrong with it."""
        for row, note in self._notes:
            problem = self._document.problem_at(*row.parameters)
            if problem != note.text():
                note.tell(problem)
                self._form.setRowVisible(note, bool(problem))
