from PySide6.QtGui import QUndoStack

from retake_gui.domain.take import Rating
from retake_gui.viewmodels.take_edits import Judge, Remove
from retake_gui.viewmodels.takes import TakesModel
from tests.facts import a_take


def test_stars_and_notes_are_steps(qapp: object) -> None:
    takes, undo = TakesModel(), QUndoStack()
    takes.reset([a_take(1), a_take(2)])
    undo.push(Judge("Star Take 2", takes, takes.takes[0], Rating.STARRED, ""))
    undo.push(Judge("Write a note", takes, takes.takes[0], Rating.STARRED, "too wet"))
    assert (takes.takes[0].rating, takes.takes[0].note) == (Rating.STARRED, "too wet")
    undo.undo()
    assert (takes.takes[0].rating, takes.takes[0].note) == (Rating.STARRED, "")
    undo.undo()
    assert takes.takes[0].rating is Rating.NONE
    undo.redo()
    assert [take.rating for take in takes.takes] == [Rating.STARRED, Rating.NONE]


def test_a_removed_take_comes_back_as_it_was(qapp: object) -> None:
    takes, undo, kept = TakesModel(), QUndoStack(), dict[int, bool]()
    takes.reset([a_take(1, note="good"), a_take(2)])
    takes.show(takes.takes[1])
    undo.push(Remove("Remove Take 1", takes, takes.takes[1], kept.__setitem__))
    assert [take.number for take in takes.takes] == [2]
    assert takes.shown == takes.takes[0]
    assert kept == {1: True}
    undo.undo()
    assert [take.number for take in takes.takes] == [2, 1]
    assert takes.shown is not None
    assert takes.shown.note == "good"
    assert kept == {1: False}
