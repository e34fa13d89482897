"""What stands at the right end of the menu bar: the project, the engine, and the account's balance."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from retake_gui.domain.service import SERVICES
from retake_gui.ui import theme
from retake_gui.ui.wheel import ignore_wheel

_LEAST_NAME = 60
_GAP = 8


class Header(QWidget):
    """Names the project and lets the engine be chosen.

    Signals:
        engineChosen: The user wants another service (its key).
        keysWanted: The user wants to see or enter keys of the service.
        widthChanged: It needs another width than before; a menu bar does not find that out by itself.
    """

    engineChosen = Signal(str)
    keysWanted = Signal()
    widthChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = 0
        self._name = ""
        self._room = 0
        self._project = QLabel(self)
        self._project.setObjectName("projectName")
        self._project.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._project, "hint")
        self._engine = QComboBox(self)
        self._engine.setObjectName("engineChoice")
        self._engine.setAccessibleName(self.tr("Engine"))
        self._engine.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._engine.setToolTip(
            self.tr(
                "Draft needs no key and no network: it bridges the range without a model, to judge the cut. "
                "Runware is the real model, with your key."
            )
        )
        ignore_wheel(self._engine)
        for service in SERVICES.values():
            self._engine.addItem(self._words(service.key, has_key=False), service.key)
        self._engine.activated.connect(lambda index: self.engineChosen.emit(self._engine.itemData(index)))
        self._balance = QLabel(self)
        self._balance.setObjectName("balanceLabel")
        theme.set_role(self._balance, "hint")
        self._key = QToolButton(self)
        self._key.setObjectName("addKeyButton")
        self._key.setText(self.tr("Add a key…"))
        self._key.setAccessibleName(self.tr("Add a Runware key"))
        theme.set_role(self._key, "quiet")
        self._key.clicked.connect(self.keysWanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(_GAP)
        layout.addWidget(self._project)
        engine = QLabel(self.tr("Engine"), self)
        theme.set_role(engine, "hint")
        engine.setBuddy(self._engine)
        layout.addSpacing(8)
        layout.addWidget(engine)
        layout.addWidget(self._engine)
        layout.addWidget(self._balance)
        layout.addWidget(self._key)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._balance.hide()

    def event(self, event: QEvent) -> bool:
        """What stands in it changed."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.sizeHint().width() != self._width:
            self._width = self.sizeHint().width()
            self.widthChanged.emit()
        return done

    def show_project(self, name: str) -> None:
        """Name the project."""
        self._name = name
        self._project.setAccessibleName(name)
        self._elide()

    def fit(self, room: int) -> None:
        """Leave the menus their place: the middle of a project's long name is left out, or all where it is narrow."""
        self._room = room
        self._elide()

    def _elide(self) -> None:
        own = -_GAP if self._project.isHidden() else self._project.sizeHint().width()
        most = self._room - (self.sizeHint().width() - own)
        self._project.setVisible(most >= _LEAST_NAME)
        shown = self._project.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, most)
        self._project.setToolTip(self._name if shown != self._name else "")
        self._project.setText(shown)

    def show_engine(self, key: str, *, has_key: bool) -> None:
        """Say which service is used, and whether there is a key for the real one."""
        blocker = QSignalBlocker(self._engine)
        for index in range(self._engine.count()):
            self._engine.setItemText(index, self._words(self._engine.itemData(index), has_key=has_key))
        self._engine.setCurrentIndex(self._engine.findData(key))
        blocker.unblock()
        self._key.setVisible(not has_key)
        if SERVICES[key].is_draft:
            self.show_balance("")

    def show_balance(self, words: str) -> None:
        """Say what is left on the account; empty hides it."""
        self._balance.setText(words)
        self._balance.setVisible(bool(words))

    def _words(self, key: str, *, has_key: bool) -> str:
        service = SERVICES[key]
        if service.is_draft:
            return self.tr("Draft (no key)")
        return service.title if has_key else self.tr("{0} (needs a key)").format(service.title)
