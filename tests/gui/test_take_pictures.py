"""Rows of the list of takes carry a picture of what was made."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QUndoStack
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from retake_gui.ui.takes.panel import TakePanel
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.take_pictures import TakePictures
from retake_gui.viewmodels.takes import TakesModel
from retake_gui.viewmodels.tasks import Tasks
from tests.clips import numbered_clip, read_number
from tests.facts import a_clip, a_take
from tests.gui.finding import child
from tests.gui.stage import until

PLAN = {"start_seconds": 0, "duration_seconds": 2}


def _painted(view: QListView, box: QRect) -> int:
    """The number that the picture at the left of a row shows."""
    image = view.viewport().grab(box).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return read_number(pixels[:, : image.width()])


async def test_each_take_shows_the_middle_of_what_was_made(qtbot: QtBot, tmp_path: Path) -> None:
    first = numbered_clip(tmp_path / "first.mp4", frames=50, rate=25)
    second = numbered_clip(tmp_path / "second.mp4", frames=60, rate=25)
    takes, tasks = TakesModel(), Tasks()
    document = DocumentModel(QUndoStack())
    document.open(a_clip())
    panel = TakePanel(ActionSet())
    panel.watch(takes, document)
    qtbot.addWidget(panel)
    pictures = TakePictures(tasks, panel)
    panel.set_pictures(pictures)
    panel.resize(400, 500)
    panel.show()
    takes.reset(
        [
            a_take(1, returned=str(first), window=PLAN),
            a_take(2, returned=str(second), window=PLAN | {"start_seconds": "1/5"}),
            a_take(3, returned=str(first), window=PLAN, nsfw=True),
            a_take(4, returned=str(tmp_path / "gone.mp4"), window=PLAN),
        ]
    )
    view = child(panel, QListView, "takeList")
    seen: set[int] = set()
    pictures.made.connect(seen.add)
    view.viewport().grab()
    await until(lambda: seen == {1, 2, 4}, pictures.made)
    assert [pictures.picture_of(take) is None for take in takes.takes if take.id != 3] == [True, False, False]
    for take, number in ((1, 25), (2, 30)):
        row = view.visualRect(takes.index(takes.row_of(next(t for t in takes.takes if t.id == take))))
        picture = pictures.picture_of(next(t for t in takes.takes if t.id == take))
        assert picture is not None
        width = round((row.height() - 14) * picture.width / picture.height)
        middle = row.left() + 10 + 84 // 2
        height = row.height() - 14
        if width > 84:
            width, height = 84, round(84 * picture.height / picture.width)
        box = QRect(middle - width // 2, row.center().y() - height // 2, width, height)
        assert _painted(view, box) == number
    assert 3 not in seen, "what the service marked is not shown"
    await tasks.close()
