"""How much around the range is sent, each choice with what it costs and how much is uploaded."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from retake_gui.domain.price import dollars
from retake_gui.domain.window import Context
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.offer import Offer

_MEGA = 1_000_000


class ContextChoice(QComboBox):
    """Least, balanced, most, or all of it."""

    def __init__(self, document: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        for context, words in self._titles().items():
            self.addItem(words, context)
        self.activated.connect(lambda index: document.set_context(Context(self.itemData(index))))
        document.planChanged.connect(self._show)
        self._show()

    def showPopup(self) -> None:
        """The list is wide enough for its prices."""
        self._show_offers()
        widest = max(self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count()))
        self.view().setMinimumWidth(widest + 24)
        super().showPopup()

    def showEvent(self, event: QShowEvent) -> None:
        """Prices are reckoned only while they can be seen."""
        super().showEvent(event)
        self._show_offers()

    def _titles(self) -> dict[Context, str]:
        return {
            Context.LEAST: self.tr("Least"),
            Context.BALANCED: self.tr("Balanced"),
            Context.MOST: self.tr("Most"),
            Context.WHOLE: self.tr("Whole clip"),
        }

    def _show(self) -> None:
        self.setCurrentIndex(self.findData(self._document.context))
        if self.isVisible():
            self._show_offers()

    def _show_offers(self) -> None:
        offers = {offer.context: offer for offer in self._document.offers()}
        for row, (context, title) in enumerate(self._titles().items()):
            offer = offers.get(context)
            self.setItemText(row, title if offer is None else f"{title} · {self._words(offer)}")

    def _words(self, offer: Offer) -> str:
        size = offer.size / _MEGA
        amount = f"{size:.0f}" if size >= 10 else f"{size:.1f}"
        return self.tr("{0} · {1} s · ~{2} MB").format(dollars(offer.price), f"{float(offer.seconds):.1f}", amount)
