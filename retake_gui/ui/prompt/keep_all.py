"""The choice to keep what the service makes beyond the range, before it is asked for."""

from PySide6.QtWidgets import QCheckBox, QWidget

from retake_gui.viewmodels.document import DocumentModel


class KeepAll(QCheckBox):
    """There only where more is made than the range holds; the take remembers the choice, and can change it later."""

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setObjectName("keepAllMade")
        self.setAccessibleName(self.tr("Keep all that is made"))
        self.setToolTip(
            self.tr(
                "The service makes whole seconds. The model joins the clip where they end, not where the range does."
            )
        )
        self.toggled.connect(lambda keep: document.edit_settings(self.tr("Keep all that is made"), "", keep_all=keep))
        for signal in (document.planChanged, document.clipChanged, document.settingsChanged):
            signal.connect(self._show)
        self._show()

    def _show(self) -> None:
        window = self._document.window
        beyond = window.beyond if window is not None else 0
        self.setChecked(self._document.settings.keep_all)
        more = self.tr("1 frame more") if beyond == 1 else self.tr("{0} frames more").format(beyond)
        self.setText(self.tr("Keep all that is made ({0})").format(more))
        self.setVisible(beyond > 0)
