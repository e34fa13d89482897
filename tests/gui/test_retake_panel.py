import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QSpinBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from retake_gui.domain.service import RUNWARE
from retake_gui.domain.settings import Mode, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.ui.prompt import RetakePanel
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.document import DocumentModel
from tests.facts import a_clip
from tests.gui.finding import child

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document(qapp: object) -> DocumentModel:
    model = DocumentModel(QUndoStack())
    model.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"))
    return model


@pytest.fixture
def actions(qapp: object) -> ActionSet:
    return ActionSet()


@pytest.fixture
def panel(document: DocumentModel, actions: ActionSet, qtbot: QtBot) -> RetakePanel:
    widget = RetakePanel(document, actions)
    qtbot.addWidget(widget)
    widget.resize(400, 700)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_modes_are_chosen_with_the_mouse(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    for name, mode in (("modeAudio", Mode.AUDIO), ("modeVideo", Mode.VIDEO), ("modeBoth", Mode.BOTH)):
        button = child(panel, QToolButton, name)
        qtbot.mouseClick(button, LEFT)
        assert document.settings.mode is mode
        assert button.isChecked()


def test_typing_a_start_moves_the_range(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    field = child(panel, QLineEdit, "startField")
    assert field.text() == "00:00:02:00"
    qtbot.mouseDClick(field, LEFT)
    field.selectAll()
    qtbot.keyClicks(field, "3.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert document.segment == Span(84, 156)
    assert field.text() == "00:00:03:12"


def test_typing_a_length_keeps_the_start(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    field = child(panel, QLineEdit, "durationField")
    field.selectAll()
    qtbot.keyClicks(field, "60f")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert document.segment == Span(48, 108)
    assert field.text() == "2.500s"


def test_arrows_nudge_by_a_frame_as_one_undo_step(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    field = child(panel, QLineEdit, "startField")
    field.setFocus()
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert document.segment == Span(51, 123)
    assert document.undo.count() == 1


def test_what_is_no_time_is_said_at_the_field(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    field = child(panel, QLineEdit, "startField")
    field.selectAll()
    qtbot.keyClicks(field, "soon")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    problem = child(panel, QLabel, "retakeProblem")
    assert "soon" in problem.text()
    assert problem.isVisible()
    assert field.property("invalid") is True
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "00:00:02:00"
    assert not problem.isVisible()
    assert document.segment == Span(48, 120)


def test_fields_follow_the_timeline_and_the_unit(panel: RetakePanel, document: DocumentModel) -> None:
    document.edit_segment(Span(24, 36), "Move the range")
    assert child(panel, QLineEdit, "startField").text() == "00:00:01:00"
    panel.set_display(TimeDisplay.FRAMES)
    assert child(panel, QLineEdit, "startField").text() == "24f"
    assert child(panel, QLineEdit, "durationField").text() == "12f"


def test_the_prompt_is_counted_and_undone_with_the_document(
    panel: RetakePanel, document: DocumentModel, qtbot: QtBot
) -> None:
    editor = child(panel, QPlainTextEdit, "promptEditor")
    editor.clear()
    qtbot.keyClicks(editor, "Heavy rain")
    assert document.settings.prompt == "Heavy rain"
    assert child(panel, QLabel, "promptCounter").text() == "10/5000"
    document.undo.undo()
    assert editor.toPlainText() == document.settings.prompt != "Heavy rain"


def test_a_prompt_that_is_too_long_is_said(panel: RetakePanel, document: DocumentModel) -> None:
    child(panel, QPlainTextEdit, "promptEditor").setPlainText("x" * 5001)
    assert "5001" in child(panel, QLabel, "retakeProblem").text()


def test_results_and_price(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    price = child(panel, QLabel, "priceLabel")
    assert price.text().startswith("free draft · would cost $")
    document.set_service(RUNWARE)
    assert price.text().startswith("about $")
    one = price.text()
    child(panel, QSpinBox, "resultsField").setValue(2)
    assert document.settings.results == 2
    assert price.text() != one


def test_more_settings_appear_and_change_the_document(
    panel: RetakePanel, document: DocumentModel, qtbot: QtBot
) -> None:
    form = child(panel, QComboBox, "formatField")
    assert not form.isVisible()
    qtbot.mouseClick(child(panel, QToolButton, "moreButton"), LEFT)
    assert form.isVisible()
    form.setFocus()
    qtbot.keyClick(form, Qt.Key.Key_Down)
    assert document.settings.output_format.value == "WEBM"
    ttl = child(panel, QSpinBox, "ttlField")
    ttl.setValue(3600)
    assert document.settings.ttl == 3600
    ttl.setValue(ttl.minimum())
    assert document.settings.ttl is None


def test_a_wrong_address_is_marked(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "moreButton"), LEFT)
    field = child(panel, QLineEdit, "webhookField")
    qtbot.keyClicks(field, "nowhere")
    assert field.property("invalid") is True
    field.clear()
    qtbot.keyClicks(field, "https://example.org/hook")
    assert field.property("invalid") is False
    assert document.settings.webhook_url == "https://example.org/hook"


def test_retake_follows_its_action(panel: RetakePanel, actions: ActionSet, qtbot: QtBot) -> None:
    button = child(panel, QPushButton, "retakeButton")
    assert not button.isEnabled()
    actions.hold({When.RETAKE: True})
    with qtbot.waitSignal(actions[ActionId.RETAKE].triggered):
        qtbot.mouseClick(button, LEFT)


def test_everything_that_takes_input_has_a_name(panel: RetakePanel) -> None:
    kinds = (QToolButton, QPushButton, QLineEdit, QPlainTextEdit, QComboBox, QSpinBox)
    nameless = [
        widget
        for kind in kinds
        for widget in panel.findChildren(kind)
        if not (widget.objectName() and widget.accessibleName()) and not _belongs_to_a_spin_box(widget)
    ]
    assert nameless == []


def _belongs_to_a_spin_box(widget: QWidget) -> bool:
    return widget.objectName().startswith("qt_")
