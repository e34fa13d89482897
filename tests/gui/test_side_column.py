"""The column beside the picture gives each panel the height that it has need of."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from retake_gui.domain.job import Job, JobFailure, JobState
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.ui.jobs import JobPanel
from retake_gui.ui.jobs.card import JobCard
from retake_gui.ui.prompt import RetakePanel
from retake_gui.ui.side_column import SideColumn
from retake_gui.ui.takes import TakePanel
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.jobs import JobsModel
from retake_gui.viewmodels.takes import TakesModel
from tests.facts import a_clip, a_take
from tests.gui.finding import child

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUNNING = Job("job", 1, Span(0, 24), RetakeSettings(prompt="Rain"), "runware", JobState.RUNNING, NOW, NOW)
FAILED = replace(
    RUNNING,
    state=JobState.FAILED,
    failures=(JobFailure("provider", "providerError", "The model's provider failed. " * 6),),
)


class Stage:
    def __init__(self, qtbot: QtBot) -> None:
        document, actions = DocumentModel(QUndoStack()), ActionSet()
        document.open(a_clip())
        self.jobs, self.takes = JobsModel(), TakesModel()
        self.panel = JobPanel()
        self.panel.watch(self.jobs)
        self.column = SideColumn()
        takes = TakePanel(actions)
        takes.watch(self.takes, document)
        self.column.hold(RetakePanel(document, actions), self.panel, takes)
        qtbot.addWidget(self.column)
        self.column.resize(400, 900)
        self.column.show()
        qtbot.waitExposed(self.column)

    def card_is_whole(self) -> bool:
        cards = [card for card in self.panel.findChildren(JobCard) if card.isVisible()]
        return bool(cards) and all(card.geometry().bottom() <= self.panel.list.viewport().height() for card in cards)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_a_failure_is_read_whole_and_gives_its_room_back(stage: Stage, qtbot: QtBot) -> None:
    stage.takes.reset([a_take(1), a_take(2)])
    least = stage.panel.minimumSizeHint().height()
    qtbot.waitUntil(lambda: stage.panel.height() == max(least, stage.panel.wanted_height))
    empty = stage.panel.height()
    stage.jobs.reset([FAILED])
    qtbot.waitUntil(stage.card_is_whole)
    assert stage.panel.height() > empty
    view = child(stage.column, QListView, "takeList")
    second = view.visualRect(stage.takes.index(1))
    assert second.bottom() <= view.viewport().height(), "two takes are never cut off"
    stage.jobs.remove("job")
    qtbot.waitUntil(lambda: stage.panel.height() == empty)


def test_a_height_that_the_user_chose_is_kept(stage: Stage, qtbot: QtBot) -> None:
    stage.jobs.reset([RUNNING])
    qtbot.waitUntil(stage.card_is_whole)
    handle = stage.column.handle(2)
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(0, 60))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 60))
    chosen = stage.panel.height()
    with qtbot.waitSignal(stage.panel.heightWanted):
        stage.jobs.reset([FAILED])
    qtbot.wait(0)
    assert stage.panel.height() == chosen
