from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from retake_gui.domain.service import RUNWARE
from retake_gui.domain.settings import Mode, Request, RetakeSettings
from retake_gui.domain.span import NOTHING, Span
from retake_gui.domain.window import Context
from retake_gui.viewmodels.document import DocumentModel
from tests.facts import a_clip


@pytest.fixture
def document(qapp: object) -> Iterator[DocumentModel]:
    made = DocumentModel(QUndoStack())
    yield made
    made.undo.clear()  # as the program does before it ends


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
    balanced = document.price
    document.set_context(Context.LEAST)
    assert balanced is not None
    assert document.price is not None
    assert document.price < balanced


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


def test_an_own_task_uuid_is_held_to_its_form_and_spent_once(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"))
    document.edit_task_uuid("nonsense")
    assert "UUID" in document.problem_at("taskUUID")
    document.edit_task_uuid("2eb310fd-c023-46a5-a0fa-5e977ff54bce")
    assert document.problem_at("taskUUID") == ""
    assert document.refusals == ()
    document.spend_task_uuid()
    assert document.task_uuid == ""


def test_what_the_service_refused_stands_at_its_field_until_something_is_changed(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"))
    document.tell_refused(("providerSettings.lightricks.duration",), "Too short.")
    assert document.problem_at("duration") == "Too short."
    document.edit_settings("Write", prompt="Snow")
    assert document.problem_at("duration") == ""


def test_a_request_is_loaded_in_one_step(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"))
    wanted = RetakeSettings(prompt="Snow", mode=Mode.AUDIO, results=3)
    document.load("Load a request", wanted, Span(24, 72), "2eb310fd-c023-46a5-a0fa-5e977ff54bce")
    assert (document.settings, document.segment) == (wanted, Span(24, 72))
    assert document.undo.undoText() == "Load a request"
    document.undo.undo()
    assert (document.settings.prompt, document.segment, document.task_uuid) == ("Rain", Span(48, 120), "")
    assert not document.undo.canUndo()


def test_loading_what_is_there_leaves_no_step(document: DocumentModel) -> None:
    settings = RetakeSettings(prompt="Rain")
    document.open(a_clip(), Span(48, 120), settings)
    document.load("Load", settings, Span(48, 120))
    assert not document.undo.canUndo()


def test_each_amount_of_context_has_its_price_and_size(document: DocumentModel) -> None:
    document.open(a_clip(), Span(96, 144), RetakeSettings(prompt="Rain"))
    document.set_service(RUNWARE)
    offers = document.offers()
    assert [offer.context for offer in offers] == list(Context)
    assert offers[1].price == document.price, "balanced is the default"
    assert offers[0].price < offers[-1].price
    assert offers[0].size < offers[-1].size


def test_media_of_the_service_has_whole_seconds_and_a_guessed_price(document: DocumentModel) -> None:
    document.open_remote("eb3d2591-8f26-4c24-9b6b-cb72d1f8d84c", Request(2, 3), RetakeSettings(prompt="Rain"))
    document.set_service(RUNWARE)
    assert document.clip is None
    assert document.sent_address == "eb3d2591-8f26-4c24-9b6b-cb72d1f8d84c"
    assert document.price == Decimal("0.600")
    assert document.refusals == ()
    document.edit_remote(Request(2, 1), "Change the range's length")
    assert document.problem_at("duration")
    document.undo.undo()
    assert document.remote_request == Request(2, 3)


def test_an_address_is_sent_only_as_a_whole(document: DocumentModel) -> None:
    document.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"), address="https://clips.example/in.mp4")
    assert document.sent_address == ""
    document.set_context(Context.WHOLE)
    assert document.sent_address == "https://clips.example/in.mp4"
