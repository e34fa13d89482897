"""The dialog of preferences; what is changed applies at once."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from retake_gui.domain.service import DEFAULT_MODEL
from retake_gui.domain.settings import is_web_address
from retake_gui.ui import theme
from retake_gui.viewmodels.preferences import PreferencesModel


class PreferencesDialog(QDialog):
    """Open it with ``open()`` or ``show()``."""

    def __init__(self, model: PreferencesModel, data_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle(self.tr("Preferences"))
        self.setMinimumWidth(600)
        self._model, self._folder = model, data_folder
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._add_key(form)
        self._add_service(form)
        self._add_queue(form)
        self._add_folder(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        model.keyChanged.connect(self._show_key)
        self._show_key(model.key_words())

    def focus_key(self) -> None:
        """Begin with the key."""
        self._key.setFocus()

    def _add_key(self, form: QFormLayout) -> None:
        self._key = QLineEdit(self)
        self._key.setObjectName("keyField")
        self._key.setAccessibleName(self.tr("Runware key"))
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setPlaceholderText(self.tr("Paste an API key"))
        keep = QPushButton(self.tr("Keep and check"), self)
        keep.setObjectName("keyKeep")
        keep.setAutoDefault(False)
        keep.clicked.connect(self._keep_key)
        self._key.returnPressed.connect(self._keep_key)
        self._forget = QPushButton(self.tr("Forget"), self)
        self._forget.setObjectName("keyForget")
        self._forget.setAutoDefault(False)
        self._forget.clicked.connect(self._model.remove_key)
        row = QHBoxLayout()
        for widget in (self._key, keep, self._forget):
            row.addWidget(widget)
        self._key_words = QLabel(self)
        self._key_words.setObjectName("keyStatus")
        self._key_words.setWordWrap(True)
        theme.set_role(self._key_words, "hint")
        form.addRow(self.tr("Runware key"), row)
        form.addRow("", self._key_words)

    def _add_service(self, form: QFormLayout) -> None:
        settings = self._model.settings
        url = QLineEdit(settings.base_url, self)
        url.setPlaceholderText("https://api.runware.ai/v1")
        url.editingFinished.connect(lambda: self._change_url(url))
        self._name(
            form,
            url,
            "baseUrlField",
            self.tr("Service address"),
            self.tr("Another server that speaks the same protocol; it must be https, or this machine."),
        )
        model = QLineEdit(settings.model, self)
        model.editingFinished.connect(lambda: self._model.change(model=model.text().strip() or DEFAULT_MODEL))
        self._name(
            form,
            model,
            "defaultModelField",
            self.tr("Model"),
            self.tr("The identifier that new retakes are sent with."),
        )

    def _add_queue(self, form: QFormLayout) -> None:
        settings = self._model.settings
        flight = QSpinBox(self)
        flight.setRange(1, 4)
        flight.setValue(settings.in_flight)
        flight.valueChanged.connect(lambda value: self._model.change(in_flight=value))
        self._name(
            form, flight, "inFlightField", self.tr("Jobs at once"), self.tr("How many jobs run at the same time.")
        )
        limit = QDoubleSpinBox(self)
        limit.setRange(0, 1000)
        limit.setDecimals(2)
        limit.setPrefix("$")
        limit.setSpecialValueText(self.tr("never"))
        limit.setValue(settings.ask_above or 0)
        limit.valueChanged.connect(lambda value: self._model.change(ask_above=value or None))
        self._name(
            form, limit, "askAboveField", self.tr("Ask above"), self.tr("Retakes that cost more are asked about first.")
        )

    def _add_folder(self, form: QFormLayout) -> None:
        place = QLabel(str(self._folder), self)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        theme.set_role(place, "hint")
        show = QPushButton(self.tr("Open"), self)
        show.setObjectName("dataFolderOpen")
        show.setAutoDefault(False)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        row = QHBoxLayout()
        row.addWidget(place, 1)
        row.addWidget(show)
        form.addRow(self.tr("State lies in"), row)

    def _name(self, form: QFormLayout, widget: QWidget, name: str, title: str, help_: str) -> None:
        widget.setObjectName(name)
        widget.setAccessibleName(title)
        widget.setToolTip(help_)
        form.addRow(title, widget)

    def _keep_key(self) -> None:
        key = self._key.text()
        self._key.clear()
        self._model.set_key(key)

    def _change_url(self, field: QLineEdit) -> None:
        text = field.text().strip()
        valid = not text or is_web_address(text)
        field.setProperty("invalid", not valid)
        field.style().unpolish(field)
        field.style().polish(field)
        if valid:
            self._model.change(base_url=text)

    def _show_key(self, words: str) -> None:
        self._key_words.setText(words)
        self._forget.setEnabled(self._model.has_key)
