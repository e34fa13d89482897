"""Paints one take: its picture, title, stars, mark of a draft, facts, and the beginning of its prompt."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from retake_gui.domain.clip import Clip
from retake_gui.domain.take import Rating, Take
from retake_gui.ui import theme
from retake_gui.ui.icons import has_icon, paint_icon
from retake_gui.ui.takes.words import all_facts, facts
from retake_gui.viewmodels.takes import TakeRole

if TYPE_CHECKING:
    from retake_gui.viewmodels.take_pictures import TakePictures

_PAD = 8
_WIDE = 84
_DIM = 0.4
_Index = QModelIndex | QPersistentModelIndex


class TakeDelegate(QStyledItemDelegate):
    """Three lines for a take, one for the source.

    Args:
        clip: Gives the open clip, for the range.
    """

    def __init__(self, clip: Callable[[], Clip | None]) -> None:
        super().__init__()
        self._clip = clip
        self._pictures: TakePictures | None = None

    def set_pictures(self, pictures: "TakePictures") -> None:
        """Where the pictures of takes come from."""
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Room for the lines."""
        lines = 3 if isinstance(index.data(TakeRole.TAKE), Take) else 1
        height = option.fontMetrics.height()
        return QSize(120, lines * (height + 2) + 2 * _PAD - 4)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Everything about the take under the pointer."""
        take = index.data(TakeRole.TAKE)
        if event.type() is QEvent.Type.ToolTip and isinstance(take, Take):
            QToolTip.showText(event.globalPos(), all_facts(take, self._clip()), view)
            return True
        return super().helpEvent(event, view, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row."""
        from PySide6.QtWidgets import QStyle  # with its hundreds of names, which no window without takes needs

        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        take = index.data(TakeRole.TAKE)
        shown = bool(index.data(TakeRole.SHOWN))
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(theme.HOVERED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour(theme.RAISED))
        if shown:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.colour(theme.ACCENT))
        inner = rect.adjusted(_PAD + 2, _PAD - 2, -_PAD, -_PAD + 2)
        if isinstance(take, Take):
            self._paint_picture(painter, inner, take, veiled=bool(index.data(TakeRole.VEILED)))
            self._paint_take(painter, inner.adjusted(_WIDE + _PAD, 0, 0, 0), take)
        else:
            painter.setPen(theme.colour(theme.TEXT))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, take: Take, *, veiled: bool) -> None:
        """The picture in a box of one width, so that the words of all rows begin below each other."""
        box = QRect(rect.left(), rect.top() + 1, _WIDE, rect.height() - 2)
        painter.fillRect(box, theme.colour(theme.PICTURE))
        picture = None if veiled or self._pictures is None else self._pictures.picture_of(take)
        if picture is None:
            return
        image = QImage(picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        size = QSizeF(image.size()).scaled(QSizeF(box.size()), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(QRectF(box).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(_DIM if take.rating is Rating.REJECTED else 1.0)
        painter.drawImage(place, image)
        painter.setOpacity(1.0)

    def _paint_take(self, painter: QPainter, rect: QRect, take: Take) -> None:
        rejected = take.rating is Rating.REJECTED
        bold = QFont(painter.font())
        bold.setBold(True)
        bold.setStrikeOut(rejected)
        plain = QFont(painter.font())
        line = painter.fontMetrics().height() + 2
        painter.setFont(bold)
        painter.setPen(theme.colour(theme.MUTED if rejected else theme.TEXT))
        painter.drawText(QRect(rect.left(), rect.top(), rect.width(), line), Qt.AlignmentFlag.AlignVCenter, take.title)
        left = rect.left() + QFontMetrics(bold).horizontalAdvance(take.title) + 8
        painter.setFont(plain)
        if take.rating is Rating.STARRED:
            left = self._star(painter, left, rect.top(), line)
        badges = [self.tr("DRAFT")] if take.is_draft else []
        badges += [self.tr("NSFW")] if take.nsfw else []
        for words in badges:
            left = self._badge(painter, left, rect.top(), line, words) + 4
            painter.setFont(plain)
        painter.setPen(theme.colour(theme.MUTED))
        time = take.created.astimezone().strftime("%H:%M")
        first = QRect(rect.left(), rect.top(), rect.width(), line)
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
        self._elided(painter, rect, 1, line, facts(take, self._clip()))
        painter.setPen(theme.colour(theme.TEXT if not rejected else theme.MUTED))
        words = take.note or take.settings.prompt
        self._elided(painter, rect, 2, line, " ".join(f"✎ {words}".split() if take.note else words.split()))

    def _elided(self, painter: QPainter, rect: QRect, number: int, line: int, words: str) -> None:
        place = QRect(rect.left(), rect.top() + number * line, rect.width(), line)
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _star(self, painter: QPainter, left: int, top: int, line: int) -> int:
        if has_icon("star"):
            paint_icon(painter, "star", QPointF(left + 7, top + line / 2), 14, theme.ACCENT_BRIGHT)
        else:
            painter.setPen(theme.colour(theme.ACCENT_BRIGHT))
            painter.drawText(QRect(left, top, 16, line), Qt.AlignmentFlag.AlignVCenter, "★")
        return left + 22

    def _badge(self, painter: QPainter, left: int, top: int, line: int, words: str) -> int:
        small = QFont(painter.font())
        small.setPointSizeF(max(6.0, small.pointSizeF() * 0.82))
        painter.setFont(small)
        metrics = QFontMetrics(small)
        box = QRect(
            left, top + (line - metrics.height()) // 2 - 1, metrics.horizontalAdvance(words) + 10, metrics.height() + 2
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(theme.EDGE))
        painter.setBrush(theme.colour(theme.RAISED))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return box.right()
