import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage, QUndoStack
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QSplitter,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from retake_gui.domain.service import RUNWARE
from retake_gui.domain.settings import FrameImage, Mode, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.domain.window import Context
from retake_gui.ui.prompt import RetakePanel
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.document import DocumentModel
from tests.facts import a_clip
from tests.gui.finding import child

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document(qapp: object) -> Iterator[DocumentModel]:
    model = DocumentModel(QUndoStack())
    model.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"))
    yield model
    model.undo.clear()  # as the program does before it ends


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


def test_at_its_least_width_no_time_is_cut(panel: RetakePanel) -> None:
    panel.resize(panel.minimumSizeHint().width(), 700)
    for name in ("startField", "durationField"):
        field = child(panel, QLineEdit, name)
        assert field.width() > field.fontMetrics().horizontalAdvance(field.text()) + 12


def test_made_narrower_it_takes_the_height_that_its_sentences_need(
    document: DocumentModel, actions: ActionSet, qtbot: QtBot
) -> None:
    document.edit_settings("Clear", prompt="")
    column, panel = QSplitter(Qt.Orientation.Vertical), RetakePanel(document, actions)
    for widget in (panel, QWidget()):
        column.addWidget(widget)
    qtbot.addWidget(column)
    column.resize(900, 700)
    with qtbot.waitExposed(column):
        column.show()
    column.setSizes([1, 699])
    column.resize(panel.minimumSizeHint().width(), 700)
    layout = panel.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: panel.height() >= layout.minimumHeightForWidth(panel.width()))


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


def test_the_error_stands_at_its_field_and_is_told_to_assistive_technology(
    panel: RetakePanel, document: DocumentModel, qtbot: QtBot
) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "moreButton"), LEFT)
    for name in ("webhookField", "uploadField", "taskUuidField"):
        field, note = child(panel, QLineEdit, name), child(panel, QLabel, f"{name}Error")
        assert not note.isVisible()
        qtbot.keyClicks(field, "nowhere")
        assert note.isVisible()
        assert "nowhere" in note.text()
        assert field.accessibleDescription() == note.text()
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        assert not note.isVisible()
        assert field.accessibleDescription() == field.toolTip()


def test_what_the_service_refused_stands_at_its_field(panel: RetakePanel, document: DocumentModel) -> None:
    document.tell_refused(("numberResults",), "Only one at a time.")
    note = child(panel, QLabel, "resultsFieldError")
    assert note.isVisible()
    document.edit_settings("x", results=2)
    assert not note.isVisible()


def test_the_help_of_a_field_is_read_when_it_is_reached(panel: RetakePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(panel, QToolButton, "moreButton"), LEFT)
    child(panel, QSpinBox, "qualityField").setFocus()
    assert "20 to 99" in child(panel, QLabel, "moreHelp").text()


def test_context_is_chosen_by_its_price_and_size(panel: RetakePanel, document: DocumentModel, qtbot: QtBot) -> None:
    document.set_service(RUNWARE)
    qtbot.mouseClick(child(panel, QToolButton, "moreButton"), LEFT)
    box = child(panel, QComboBox, "contextField")
    texts = [box.itemText(row) for row in range(box.count())]
    assert all("$" in text and "MB" in text for text in texts)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert document.context is Context.WHOLE


def test_hints_about_the_prompt_come_and_go(panel: RetakePanel, document: DocumentModel) -> None:
    hint = child(panel, QLabel, "promptHints")
    assert "Few words" in hint.text()
    document.edit_settings(
        "x", prompt="A red boat drifts past the lighthouse at dusk, camera still, soft waves and wind."
    )
    assert hint.text() == ""
    document.edit_settings("x", prompt='A man on a red boat at dusk shouts "' + "oh " * 30 + '" again and again')
    assert "30 words" in hint.text()


def test_nothing_moves_when_a_prompt_is_begun_or_hinted_at(panel: RetakePanel, document: DocumentModel) -> None:
    hint, below = child(panel, QLabel, "promptHints"), child(panel, QSpinBox, "resultsField")
    places = set()
    for prompt, said in (
        ("", "There is no prompt."),
        ("Fog", "Few words"),
        ('Make him shout "' + "oh " * 30 + '" again and again at dusk by the sea in rain', "30 words"),
        ("A red boat drifts past the lighthouse at dusk, camera still, soft waves and wind.", ""),
    ):
        document.edit_settings("x", prompt=prompt)
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        assert said in hint.text()
        assert bool(hint.text()) is bool(said)
        assert hint.height() >= hint.fontMetrics().height() * max(1, len(hint.text().splitlines()))
        places.add(below.mapTo(panel, QPoint()).y())
    assert len(places) == 1


def test_the_first_frame_is_shown_and_sent_in_either_form(
    panel: RetakePanel, document: DocumentModel, tmp_path: Path
) -> None:
    picture = QImage(32, 18, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    assert picture.save(str(tmp_path / "first.png"))
    button = child(panel, QToolButton, "firstFrameField")
    form = panel.findChild(QAction, "firstFrameObjectForm")
    assert isinstance(form, QAction)
    assert not form.isEnabled()
    encoded = "data:image/png;base64," + base64.b64encode((tmp_path / "first.png").read_bytes()).decode()
    for value in (str(tmp_path / "first.png"), encoded):
        document.edit_settings("x", frame_images=(FrameImage(value),))
        assert not button.icon().isNull()
    form.trigger()
    assert document.settings.frame_images[0].as_object
    document.edit_settings("x", frame_images=(FrameImage("https://pictures.example/a.png"),))
    assert "pictures" in button.text()
    document.undo.undo()
    document.undo.undo()
    assert not document.settings.frame_images[0].as_object


def test_what_is_made_beyond_the_range_can_be_kept_beforehand(
    panel: RetakePanel, document: DocumentModel, qtbot: QtBot
) -> None:
    box, words = child(panel, QCheckBox, "keepAllMade"), child(panel, QLabel, "retakeProblem")
    assert not box.isVisible()
    document.edit_segment(Span(48, 100), "Shorten")
    assert box.isVisible()
    assert box.text() == "Keep all that is made (20 frames more)"
    assert words.text() == "3 s are made; the last 20 frames are trimmed to fit the range."

    qtbot.mouseClick(box, LEFT, pos=box.rect().topLeft() + QPoint(8, box.height() // 2))

    assert document.settings.keep_all
    assert words.text() == "3 s are made; 20 frames beyond the range are kept, too."
    document.undo.undo()
    assert not document.settings.keep_all
    assert not box.isChecked()
    document.edit_segment(Span(48, 119), "Lengthen")
    assert box.text() == "Keep all that is made (1 frame more)"
    assert words.text() == "3 s are made; the last frame is trimmed to fit the range."


def test_nothing_can_be_kept_where_the_clip_ends(panel: RetakePanel, document: DocumentModel) -> None:
    document.edit_segment(Span(200, 240), "Move")
    assert not child(panel, QCheckBox, "keepAllMade").isVisible()


def test_a_number_stands_as_far_from_the_edge_as_a_text(panel: RetakePanel) -> None:
    line = child(panel, QSpinBox, "resultsField").lineEdit()
    assert line.x() + line.textMargins().left() >= 4
