"""The keys by name: which one is used, where it is kept, and a place to enter another; none is ever shown."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from retake_gui.ui import theme
from retake_gui.ui.wheel import ignore_wheel
from retake_gui.viewmodels.preferences import PreferencesModel

_PLACES = {"keyring": "system keyring", "session": "this session only", "environment": "environment"}
_FIRST_NAME = "runware"


class KeyFields(QWidget):
    """Rows of a form.

    Signals:
        entered: A name and a key were entered, to be checked and kept.
    """

    entered = Signal(str, str)

    def __init__(self, model: PreferencesModel, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._model = model
        self._choice = QComboBox(parent)
        self._choice.setObjectName("keyChoice")
        self._choice.setAccessibleName(self.tr("Key in use"))
        self._choice.setMinimumContentsLength(24)
        ignore_wheel(self._choice)
        self._choice.activated.connect(lambda row: model.use_key(self._choice.itemData(row)))
        self._forget = QPushButton(self.tr("Forget"), parent)
        self._forget.setObjectName("keyForget")
        self._forget.setAccessibleName(self.tr("Forget the key in use"))
        self._forget.setAutoDefault(False)
        self._forget.clicked.connect(lambda: model.remove_key(self._choice.currentData()))
        self._name = QLineEdit(parent)
        self._name.setObjectName("keyName")
        self._name.setAccessibleName(self.tr("Name of the new key"))
        self._name.setPlaceholderText(self.tr("Name"))
        self._name.setMaximumWidth(140)
        self._key = QLineEdit(parent)
        self._key.setObjectName("keyField")
        self._key.setAccessibleName(self.tr("New Runware key"))
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setPlaceholderText(self.tr("Paste an API key"))
        self._key.returnPressed.connect(self._enter)
        self._keep = QPushButton(self.tr("Check and keep"), parent)
        self._keep.setObjectName("keyKeep")
        self._keep.setAccessibleName(self.tr("Check the key against its account, and keep it"))
        self._keep.setAutoDefault(False)
        self._keep.clicked.connect(self._enter)
        self._status = QLabel(parent)
        self._status.setObjectName("keyStatus")
        self._status.setWordWrap(True)
        self._status.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._status.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        theme.set_role(self._status, "hint")
        self._lay_out(form)
        model.keyChanged.connect(self.show_words)
        model.changed.connect(lambda _name: self._show_keys())
        self.show_words(model.key_words())

    def focus_key(self) -> None:
        """Begin with the key."""
        self._key.setFocus()

    def show_words(self, words: str) -> None:
        """Say what is known about the key in use, or about the one that was entered."""
        self._status.setText(words)
        self._show_keys()

    def _lay_out(self, form: QFormLayout) -> None:
        used, new = QHBoxLayout(), QHBoxLayout()
        for row in (used, new):
            row.setSpacing(6)
        used.addWidget(self._choice, 1)
        used.addWidget(self._forget)
        for widget in (self._name, self._key, self._keep):
            new.addWidget(widget)
        form.addRow(self.tr("Runware key"), used)
        form.addRow(self.tr("Add a key"), new)
        form.addRow("", self._status)

    def _show_keys(self) -> None:
        keys = self._model.named_keys()
        blocker = QSignalBlocker(self._choice)
        self._choice.clear()
        for key in keys:
            self._choice.addItem(f"{key.name} · {self.tr(_PLACES.get(key.place.value, ''))}", key.name)
            if key.in_use:
                self._choice.setCurrentIndex(self._choice.count() - 1)
        if not keys:
            self._choice.addItem(self.tr("none"), "")
        blocker.unblock()
        self._choice.setEnabled(len(keys) > 1)
        self._forget.setEnabled(bool(keys))

    def _enter(self) -> None:
        key, name = self._key.text().strip(), self._name.text().strip()
        if not key:
            self._key.setFocus()
            return
        self._key.clear()
        self._name.clear()
        self.entered.emit(name or self._free_name(), key)

    def _free_name(self) -> str:
        """``runware``, then ``runware 2`` and so on: a new key without a name replaces none."""
        taken = {key.name for key in self._model.named_keys()}
        number, name = 1, _FIRST_NAME
        while name in taken:
            number += 1
            name = f"{_FIRST_NAME} {number}"
        return name
