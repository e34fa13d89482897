from decimal import Decimal
from fractions import Fraction

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from retake_gui.domain.service import RUNWARE
from retake_gui.domain.settings import Mode, RetakeSettings
from retake_gui.domain.span import NOTHING, Span
from retake_gui.domain.window import Context
from retake_gui.viewmodels.document import DocumentModel
from tests.facts import a_clip


@pytest.fixture
def document(qapp: object) -> DocumentModel:
    return DocumentModel(QUndoStack())


def test_a_new_clip_gets_a_range_to_drag_and_no_undo(document: DocumentModel) -> None:
    document.open(a_clip())
    assert len(document.segment) == 72
    assert document.segment.start == 84
    assert not document.undo.canUndo()


def test_what_was_remembered_comes_back(document: DocumentModel) -> None:
    settings = RetakeSettings(prompt="Rain", mode=Mode.AUDIO)
    document.open(a_clip(), Span(10, 50), settings)
    assert document.segment == Span(10, 50)
    assert document.settings == settings


def test_a_remembered_range_is_moved_into_a_shorter_clip(document: DocumentModel) -> None:
    document.open(a_clip(frames=100), Span(90, 140))
    assert document.segment == Span(50, 100)


def test_one_drag_is_one_undo_step(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120))
    for start in range(49, 60):
        document.edit_segment(Span(start, start + 72), "Move the range", "drag 1")
    assert document.undo.count() == 1
    assert document.undo.undoText() == "Move the range"
    document.undo.undo()
    assert document.segment == Span(48, 120)
    document.undo.redo()
    assert document.segment == Span(59, 131)


def test_two_drags_are_two_steps(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120))
    document.edit_segment(Span(50, 122), "Move the range", "drag 1")
    document.edit_segment(Span(60, 132), "Move the range", "drag 2")
    assert document.undo.count() == 2


def test_a_drag_that_ends_where_it_began_leaves_no_step(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120))
    document.edit_segment(Span(50, 122), "Move the range", "drag 1")
    document.edit_segment(Span(48, 120), "Move the range", "drag 1")
    assert document.undo.count() == 0


def test_edits_are_announced_and_opening_is_not_one(document: DocumentModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(document.edited):
        document.open(a_clip())
    with qtbot.waitSignals([document.edited, document.planChanged, document.settingsChanged]):
        document.edit_settings("Write the prompt", prompt="Rain")


def test_without_a_prompt_it_is_refused_at_the_prompt(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120))
    assert [refusal.parameter for refusal in document.refusals] == ["positivePrompt"]
    document.edit_settings("Write the prompt", prompt="Rain")
    assert document.refusals == ()


def test_the_price_is_that_of_what_is_sent(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain", results=2))
    window = document.window
    assert window is not None
    assert document.price == Decimal(str(float(window.seconds * 2 * Fraction(1, 10)))).quantize(Decimal("0.001"))


def test_more_context_costs_more(document: DocumentModel) -> None:
    document.open(a_clip(frames=600), Span(240, 312), RetakeSettings(prompt="Rain"))
    least = document.price
    document.set_context(Context.BALANCED)
    assert least is not None
    assert document.price is not None
    assert document.price > least


def test_a_range_longer_than_can_be_sent_is_refused_with_the_length_that_fits(document: DocumentModel) -> None:
    document.open(a_clip(frames=2400), Span(240, 312), RetakeSettings(prompt="Rain"))
    document.edit_segment(Span(240, 1200), "Select a range")
    assert document.window is None
    assert document.price is None
    assert str(document.longest().__floor__()) in document.refusals[0].sentence


def test_the_service_decides_about_limits(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 60), RetakeSettings(prompt="Rain"))
    assert document.window is not None
    assert document.window.duration_seconds == 1
    document.set_service(RUNWARE)
    assert document.window.duration_seconds == 2


def test_clearing_the_range_can_be_undone(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120))
    document.edit_segment(NOTHING, "Clear the range")
    assert not document.segment
    document.undo.undo()
    assert document.segment == Span(48, 120)


def test_closing_leaves_nothing(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120))
    document.close_clip()
    assert document.clip is None
    assert document.window is None
    document.edit_segment(Span(1, 2), "Move the range")
    assert not document.segment
