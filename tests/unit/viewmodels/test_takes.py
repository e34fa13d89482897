from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from retake_gui.domain.take import Rating
from retake_gui.viewmodels.takes import TakeRole, TakesModel
from tests.facts import a_take


@pytest.fixture
def takes(qapp: object) -> TakesModel:
    model = TakesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    assert tester.model() is model
    return model


def titles(model: TakesModel) -> list[object]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_without_takes_there_is_nothing_to_choose(takes: TakesModel) -> None:
    assert titles(takes) == []


def test_newest_first_and_the_source_last(takes: TakesModel) -> None:
    takes.reset([a_take(1), a_take(3), a_take(2)])
    assert titles(takes) == ["Take 3", "Take 2", "Take 1", "Source"]
    assert takes.index(3).data(TakeRole.TAKE) is None


def test_a_take_that_arrives_late_finds_its_place(takes: TakesModel) -> None:
    takes.add(a_take(2))
    takes.add(a_take(1))
    takes.add(a_take(3))
    assert titles(takes) == ["Take 3", "Take 2", "Take 1", "Source"]


def test_stepping_goes_through_takes_down_to_the_source(takes: TakesModel) -> None:
    takes.reset([a_take(1), a_take(2)])
    takes.step(1)
    assert takes.shown is not None
    assert takes.shown.number == 1
    takes.step(1)
    takes.step(1)
    assert takes.shown.number == 2
    takes.step(-1)
    takes.step(-1)
    assert takes.shown is None


def test_rating_twice_takes_it_back_and_is_to_be_saved(takes: TakesModel, qtbot: QtBot) -> None:
    takes.reset([a_take(1)])
    with qtbot.waitSignal(takes.takeEdited) as saved:
        takes.rate(takes.takes[0], Rating.STARRED)
    assert saved.args is not None
    assert saved.args[0].rating is Rating.STARRED
    takes.rate(takes.takes[0], Rating.STARRED)
    assert takes.takes[0].rating is Rating.NONE


@pytest.mark.parametrize(("removed", "then"), [(3, 2), (2, 1), (1, 2)])
def test_removing_the_shown_take_shows_its_neighbour(takes: TakesModel, removed: int, then: int) -> None:
    takes.reset([a_take(number) for number in (1, 2, 3)])
    take = next(take for take in takes.takes if take.number == removed)
    takes.show(take)
    takes.remove(take)
    assert takes.shown is not None
    assert takes.shown.number == then


def test_removing_the_last_take_shows_the_source(takes: TakesModel, qtbot: QtBot) -> None:
    takes.reset([a_take(1)])
    takes.show(takes.takes[0])
    with qtbot.waitSignal(takes.shownChanged) as shown:
        takes.remove(takes.takes[0])
    assert shown.args == [None]
    assert titles(takes) == []


def test_showing_the_same_take_again_is_no_news(takes: TakesModel, qtbot: QtBot) -> None:
    takes.reset([a_take(1)])
    takes.show(takes.takes[0])
    with qtbot.assertNotEmitted(takes.shownChanged):
        takes.show(takes.takes[0])


def test_a_note_is_kept(takes: TakesModel) -> None:
    takes.reset([a_take(1)])
    takes.annotate(takes.takes[0], "too wet")
    assert takes.takes[0].note == "too wet"


def test_a_marked_take_is_hidden_until_it_is_asked_for(takes: TakesModel, qtbot: QtBot) -> None:
    takes.reset([a_take(1), a_take(2, nsfw=True)])
    marked, plain = takes.takes
    assert takes.is_veiled(marked)
    assert not takes.is_veiled(plain)
    with qtbot.waitSignal(takes.dataChanged):
        takes.reveal(marked)
    assert not takes.is_veiled(marked)


def test_a_take_is_dragged_out_as_its_file_and_the_source_is_not(takes: TakesModel) -> None:
    takes.reset([a_take(1)])
    drag = Qt.ItemFlag.ItemIsDragEnabled
    assert takes.flags(takes.index(0)) & drag
    assert not takes.flags(takes.index(1)) & drag
    assert takes.mimeData([takes.index(0)]).urls() == [QUrl.fromLocalFile("/takes/1.mp4")]


@pytest.mark.parametrize(
    ("made", "keys", "dragged"),
    [
        (Path("/takes/clips/shot_take_001.mp4"), Qt.KeyboardModifier.NoModifier, "/takes/clips/shot_take_001.mp4"),
        (Path("/takes/clips/shot_take_001.mp4"), Qt.KeyboardModifier.AltModifier, "/takes/1.mp4"),
        (None, Qt.KeyboardModifier.NoModifier, "/takes/1.mp4"),
    ],
)
def test_the_fitted_clip_is_dragged_where_it_was_made(
    takes: TakesModel,
    monkeypatch: pytest.MonkeyPatch,
    made: Path | None,
    keys: Qt.KeyboardModifier,
    dragged: str,
) -> None:
    monkeypatch.setattr(QGuiApplication, "keyboardModifiers", lambda: keys)
    takes.reset([a_take(1)])
    takes.set_made(lambda take: made if take.number == 1 else None)
    assert takes.mimeData([takes.index(0)]).urls() == [QUrl.fromLocalFile(dragged)]
