"""The takes of the open clip as a list; row 0 is the source, which cannot be removed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QGuiApplication

from retake_gui.domain.take import Rating, Take

_Index = QModelIndex | QPersistentModelIndex


MadeClip = Callable[[Take], Path | None]
"""Gives the fitted clip of a take as a file, or ``None`` where it was not made."""


def _not_made(_take: Take) -> None:
    return None


class TakeRole(IntEnum):
    """What can be asked about a row."""

    TAKE = Qt.ItemDataRole.UserRole + 1
    SHOWN = Qt.ItemDataRole.UserRole + 2
    VEILED = Qt.ItemDataRole.UserRole + 3


class TakesModel(QAbstractListModel):
    """Newest take first, the source last.

    Signals:
        shownChanged: Another take is shown beside the source (``Take | None``).
        takeEdited: A take's rating or note changed and must be saved (``Take``).
        takesChanged: Takes came or went.
    """

    shownChanged = Signal(object)
    takeEdited = Signal(object)
    takesChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._takes: list[Take] = []
        self._shown_id = 0
        self._revealed: set[int] = set()
        self._made: MadeClip = _not_made

    @property
    def takes(self) -> tuple[Take, ...]:
        """Newest first."""
        return tuple(self._takes)

    @property
    def shown(self) -> Take | None:
        """The take beside the source, or ``None`` when only the source is shown."""
        return next((take for take in self._takes if take.id == self._shown_id), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Every take, and the source."""
        return 0 if parent.isValid() or not self._takes else len(self._takes) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title, the take (``None`` in the row of the source), or whether it is shown."""
        take = self.take_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return take.title if take is not None else self.tr("Source")
        if role == TakeRole.TAKE:
            return take
        if role == TakeRole.SHOWN:
            return take is not None and take.id == self._shown_id
        if role == TakeRole.VEILED:
            return take is not None and self.is_veiled(take)
        return None

    def is_veiled(self, take: Take) -> bool:
        """Whether a take was marked by the service, and is hidden until it is asked for."""
        return take.nsfw and take.id not in self._revealed

    def reveal(self, take: Take) -> None:
        """Show a marked take, until the program ends."""
        self._revealed.add(take.id)
        row = self.row_of(take)
        self.dataChanged.emit(self.index(row), self.index(row))

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Takes can be dragged out as files; the source lies where it lies."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self.take_at(index.row()) is not None else flags

    def mimeTypes(self) -> list[str]:
        """Files."""
        return ["text/uri-list"]

    def set_made(self, made: MadeClip) -> None:
        """How to find the fitted clip of a take."""
        self._made = made

    def mimeData(self, indexes: Iterable[_Index]) -> QMimeData:
        """The fitted clip of a take where it was made, so that nobody waits; else, and with Alt, what was returned."""
        data = QMimeData()
        as_returned = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)
        takes = [self.take_at(index.row()) for index in indexes]
        made = [(take, None if as_returned else self._made(take)) for take in takes if take is not None]
        data.setUrls([QUrl.fromLocalFile(str(fitted or take.returned)) for take, fitted in made])
        return data

    def take_at(self, row: int) -> Take | None:
        """The take of a row, ``None`` for the source."""
        return self._takes[row] if 0 <= row < len(self._takes) else None

    def row_of(self, take: Take | None) -> int:
        """Where a take stands; the source's row for ``None``."""
        found = (row for row, other in enumerate(self._takes) if take is not None and other.id == take.id)
        return next(found, len(self._takes))

    def reset(self, takes: Sequence[Take]) -> None:
        """Show the takes of another clip."""
        self.beginResetModel()
        self._takes = sorted(takes, key=lambda take: take.number, reverse=True)
        self._shown_id = 0
        self.endResetModel()
        self.takesChanged.emit()
        self.shownChanged.emit(None)

    def add(self, *takes: Take) -> None:
        """Takes arrived."""
        for take in takes:
            self._insert(take)
        if takes:
            self.takesChanged.emit()

    def _insert(self, take: Take) -> None:
        row = next((at for at, other in enumerate(self._takes) if other.number < take.number), len(self._takes))
        if not self._takes:
            self.beginInsertRows(QModelIndex(), 0, 1)
        else:
            self.beginInsertRows(QModelIndex(), row, row)
        self._takes.insert(row, take)
        self.endInsertRows()

    def remove(self, take: Take) -> None:
        """Forget a take; where it was shown its neighbour is, so that one look follows another."""
        row = self.row_of(take)
        if self.take_at(row) is None:
            return
        if self._shown_id == take.id:
            self.show(self.take_at(row + 1) or self.take_at(row - 1))
        last = len(self._takes) == 1
        self.beginRemoveRows(QModelIndex(), row, row + 1 if last else row)
        del self._takes[row]
        self.endRemoveRows()
        self.takesChanged.emit()

    def show(self, take: Take | None) -> None:
        """Compare a take with the source, or show the source alone."""
        before, self._shown_id = self._shown_id, take.id if take is not None else 0
        if before != self._shown_id:
            self._refresh()
            self.shownChanged.emit(self.shown)

    def step(self, by: int) -> None:
        """Show the next (1) or the previous (-1) take by number; past the first is the source."""
        if not self._takes:
            return
        row = self.row_of(self.shown) - by
        self.show(self.take_at(min(max(row, 0), len(self._takes))))

    def rate(self, take: Take, rating: Rating) -> None:
        """Star or reject; the same again takes it back."""
        self._replace(replace(take, rating=Rating.NONE if take.rating is rating else rating))

    def annotate(self, take: Take, note: str) -> None:
        """Write a note."""
        if note != take.note:
            self._replace(replace(take, note=note))

    def update(self, take: Take) -> None:
        """A take is fitted otherwise, or something was found about it."""
        self._replace(take)

    def _replace(self, take: Take) -> None:
        row = self.row_of(take)
        if self.take_at(row) is not None:
            self._takes[row] = take
            self.dataChanged.emit(self.index(row), self.index(row))
            self.takeEdited.emit(take)

    def _refresh(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
