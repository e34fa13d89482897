"""The dialog of preferences; what is changed applies at once."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from retake_gui.domain.service import DEFAULT_MODEL, SERVICES
from retake_gui.domain.settings import is_web_address
from retake_gui.ui import theme
from retake_gui.ui.dialogs import name_parts
from retake_gui.ui.field_note import FieldNote
from retake_gui.ui.preferences.key_fields import KeyFields
from retake_gui.ui.wheel import ignore_wheel
from retake_gui.viewmodels.preferences import PreferencesModel


class PreferencesDialog(QDialog):
    """Open it with ``open()`` or ``show()``.

    Signals:
        keyEntered: A key is to be checked and kept (its name, and the key).
    """

    keyEntered = Signal(str, str)

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
        self._keys = KeyFields(model, form, self)
        self._keys.entered.connect(self.keyEntered)
        self._add_service(form)
        self._add_queue(form)
        self._add_folder(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setAutoDefault(False)  # Return belongs to the fields
        close.setDefault(False)
        close.setObjectName("preferencesClose")
        close.setAccessibleName(self.tr("Close"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def focus_key(self) -> None:
        """Begin with the key."""
        self._keys.focus_key()

    def _add_service(self, form: QFormLayout) -> None:
        settings = self._model.settings
        engine = QComboBox(self)
        for key, words in (
            ("", self.tr("Runware where there is a key, else drafts")),
            *((service.key, service.title) for service in SERVICES.values()),
        ):
            engine.addItem(words, key)
        engine.setCurrentIndex(max(0, engine.findData(settings.engine)))
        engine.activated.connect(lambda row: self._model.change(engine=engine.itemData(row)))
        ignore_wheel(engine)
        self._name(
            form, engine, "defaultEngineField", self.tr("Engine"), self.tr("Which service new retakes are made by.")
        )
        url = QLineEdit(settings.base_url, self)
        url.setPlaceholderText("https://api.runware.ai/v1")
        for entered in (url.editingFinished, url.returnPressed):  # the first is silent where a text is entered again
            entered.connect(lambda: self._change_url(url))
        self._name(
            form,
            url,
            "baseUrlField",
            self.tr("Service address"),
            self.tr("Another server that speaks the same protocol: https, or this machine; others are asked about."),
        )
        self._url_note = FieldNote(url, self)
        form.addRow("", self._url_note)
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
        theme.inset(flight)
        flight.setRange(1, 4)
        flight.setValue(settings.in_flight)
        flight.valueChanged.connect(lambda value: self._model.change(in_flight=value))
        self._name(
            form, flight, "inFlightField", self.tr("Jobs at once"), self.tr("How many jobs run at the same time.")
        )
        limit = QDoubleSpinBox(self)
        theme.inset(limit)
        limit.setRange(0, 1000)
        limit.setDecimals(2)
        limit.setPrefix("$")
        limit.setSpecialValueText(self.tr("never"))
        limit.setValue(settings.ask_above or 0)
        limit.valueChanged.connect(lambda value: self._model.change(ask_above=value or None))
        self._name(
            form, limit, "askAboveField", self.tr("Ask above"), self.tr("Retakes that cost more are asked about first.")
        )

        notify = QCheckBox(self.tr("Tell the desktop when a job ends"), self)
        notify.setChecked(settings.notify)
        notify.toggled.connect(lambda on: self._model.change(notify=on))
        self._name(
            form,
            notify,
            "notifyField",
            self.tr("Notify"),
            self.tr("A message of the desktop while another window is in front."),
        )

    def _add_folder(self, form: QFormLayout) -> None:
        place = QLabel(str(self._folder), self)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        theme.set_role(place, "hint")
        show = QPushButton(self.tr("Open"), self)
        show.setObjectName("dataFolderOpen")
        show.setAccessibleName(self.tr("Open the folder of the program's state"))
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

    def _change_url(self, field: QLineEdit) -> None:
        text = field.text().strip()
        valid = not text or is_web_address(text)
        self._url_note.tell("" if valid else self.tr("“{0}” is not an http or https address.").format(text))
        if not valid or text == self._model.settings.base_url:
            return
        if self._model.is_safe_url(text):
            self._model.change(base_url=text)
        else:
            QTimer.singleShot(0, self, lambda: self._ask_about_url(field, text))  # else Return answers it, too

    def _ask_about_url(self, field: QLineEdit, url: str) -> None:
        """An address without encryption is used only by one who was told; asked once, however it was entered."""
        if self.findChild(QMessageBox, "urlQuestion") is not None:
            return
        box = QMessageBox(self)
        box.setObjectName("urlQuestion")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Service address"))
        box.setText(self.tr("“{0}” is not encrypted.").format(url))
        box.setInformativeText(self.tr("Your key and your clip could be read on the way. Use it all the same?"))
        use = box.addButton(self.tr("Use it"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self.tr("Keep the old address"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.finished.connect(lambda _result: box.setObjectName("urlQuestionAnswered"))
        box.open()
        name_parts(box)
        use.clicked.connect(lambda: self._model.change(trusted_url=url, base_url=url))
        keep.clicked.connect(lambda: field.setText(self._model.settings.base_url))
