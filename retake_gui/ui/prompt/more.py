"""The rarer settings, each with its limits and a sentence of help."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from retake_gui.domain.settings import OutputFormat, RetakeSettings, Safety
from retake_gui.domain.window import Context
from retake_gui.ui import theme
from retake_gui.ui.wheel import ignore_wheel
from retake_gui.viewmodels.document import DocumentModel

_WEEK = 7 * 24 * 3600


class MoreSettings(QWidget):
    """Format, quality, safety, context, lifetime, deliveries and model."""

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._showing: list[Callable[[RetakeSettings], None]] = []
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 2, 0, 2)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._add_context()
        self._add_output()
        self._add_deliveries()
        document.settingsChanged.connect(self._show)
        document.planChanged.connect(self._mark)
        self._show()

    def _row(self, widget: QWidget, name: str, title: str, help_: str) -> None:
        widget.setObjectName(name)
        widget.setAccessibleName(title)
        widget.setAccessibleDescription(help_)
        widget.setToolTip(help_)
        ignore_wheel(widget)
        label = QLabel(title, self)
        label.setBuddy(widget)
        label.setToolTip(help_)
        theme.set_role(label, "hint")
        self._form.addRow(label, widget)

    def _add_context(self) -> None:
        self._context = QComboBox(self)
        for context, words in (
            (Context.LEAST, self.tr("Least: cheapest")),
            (Context.BALANCED, self.tr("Balanced: 1 s more on each side")),
            (Context.MOST, self.tr("Most: 3 s more on each side")),
            (Context.WHOLE, self.tr("The whole clip")),
        ):
            self._context.addItem(words, context)
        self._context.activated.connect(
            lambda index: self._document.set_context(Context(self._context.itemData(index)))
        )
        self._row(
            self._context,
            "contextField",
            self.tr("Context"),
            self.tr("How much of the clip around the range is sent. More helps continuity, and costs more."),
        )

    def _add_output(self) -> None:
        self._choice(
            "formatField",
            self.tr("Format"),
            self.tr("Container of the file that the service returns. Exports keep the clip's own."),
            [(form, form.value) for form in OutputFormat],
            "output_format",
        )
        self._number(
            "qualityField",
            self.tr("Quality"),
            self.tr("Compression of the returned file, 20 to 99. Higher keeps more and is larger."),
            (20, 99),
            "quality",
        )
        self._choice(
            "safetyField",
            self.tr("Safety"),
            self.tr("Whether the service checks what it made: not at all, key frames, or every frame."),
            [
                (Safety.NONE, self.tr("No check")),
                (Safety.FAST, self.tr("Fast: key frames")),
                (Safety.FULL, self.tr("Full: every frame")),
            ],
            "safety",
        )

    def _add_deliveries(self) -> None:
        ttl = QSpinBox(self)
        ttl.setRange(59, 10 * _WEEK)
        ttl.setSpecialValueText(self.tr("as the service does"))
        ttl.setSuffix(" s")
        ttl.setSingleStep(60)
        ttl.valueChanged.connect(lambda value: self._edit("ttl", self.tr("lifetime"), None if value < 60 else value))
        self._showing.append(lambda settings: ttl.setValue(settings.ttl or 59))
        self._row(
            ttl,
            "ttlField",
            self.tr("Lifetime"),
            self.tr("How long the service keeps the result, 60 s or more. It is fetched as soon as it is there."),
        )
        self._text(
            "webhookField",
            self.tr("Webhook"),
            self.tr("An address that the service calls for each finished result."),
            "webhook_url",
            "https://…",
        )
        self._text(
            "uploadField",
            self.tr("Upload to"),
            self.tr("An address to which the service also puts the file, such as a presigned bucket URL."),
            "upload_endpoint",
            "https://…",
        )
        self._text("modelField", self.tr("Model"), self.tr("The model's identifier at the service."), "model", "")
        cost = QCheckBox(self.tr("Ask for the cost"), self)
        cost.toggled.connect(lambda on: self._edit("include_cost", self.tr("cost"), on))
        self._showing.append(lambda settings: cost.setChecked(settings.include_cost))
        self._row(cost, "costField", self.tr("Cost"), self.tr("Whether the answer says what it cost."))

    def _choice(self, name: str, title: str, help_: str, items: list[tuple[object, str]], field: str) -> None:
        box = QComboBox(self)
        for _value, words in items:
            box.addItem(words)
        values = [value for value, _words in items]
        box.activated.connect(lambda index: self._edit(field, title, values[index]))
        self._showing.append(lambda settings: box.setCurrentIndex(values.index(getattr(settings, field))))
        self._row(box, name, title, help_)

    def _number(self, name: str, title: str, help_: str, limits: tuple[int, int], field: str) -> None:
        box = QSpinBox(self)
        box.setRange(*limits)
        box.valueChanged.connect(lambda value: self._edit(field, title, value))
        self._showing.append(lambda settings: box.setValue(getattr(settings, field)))
        self._row(box, name, title, help_)

    def _text(self, name: str, title: str, help_: str, field: str, example: str) -> None:
        line = QLineEdit(self)
        line.setPlaceholderText(example)
        line.setProperty("setting", field)
        line.textEdited.connect(lambda text: self._edit(field, title, text.strip()))

        def show(settings: RetakeSettings) -> None:
            if line.text().strip() != getattr(settings, field):
                line.setText(getattr(settings, field))

        self._showing.append(show)
        self._row(line, name, title, help_)

    def _edit(self, field: str, title: str, value: object) -> None:
        self._document.edit_settings(self.tr("Change {0}").format(title.lower()), field, **{field: value})

    def _show(self) -> None:
        blockers = [QSignalBlocker(child) for child in self.findChildren(QWidget)]
        for show in self._showing:
            show(self._document.settings)
        for blocker in blockers:
            blocker.unblock()
        self._mark()

    def _mark(self) -> None:
        """Mark the fields whose limits are broken."""
        self._context.setCurrentIndex(self._context.findData(self._document.context))
        broken = {_FIELDS.get(refusal.parameter, "") for refusal in self._document.refusals}
        for line in self.findChildren(QLineEdit):
            field = line.property("setting")
            if field and line.property("invalid") != (field in broken):
                line.setProperty("invalid", field in broken)
                line.style().unpolish(line)
                line.style().polish(line)


_FIELDS = {"webhookURL": "webhook_url", "uploadEndpoint": "upload_endpoint", "model": "model"}
