import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QUndoStack
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.ui.prompt.library import PromptLibrary
from retake_gui.ui.prompt.request_sheet import RequestSheet
from retake_gui.ui.takes.prompt_diff import PromptDiffSheet
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.request import RequestModel
from tests.facts import a_clip
from tests.gui.finding import child

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document(qapp: object) -> Iterator[DocumentModel]:
    made = DocumentModel(QUndoStack())
    made.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain"))
    yield made
    made.undo.clear()  # as the program does before it ends


@pytest.fixture
def sheet(document: DocumentModel, qtbot: QtBot) -> RequestSheet:
    made = RequestSheet(RequestModel(document))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def text_of(sheet: RequestSheet) -> str:
    return child(sheet, QPlainTextEdit, "requestText").toPlainText()


def status_of(sheet: RequestSheet) -> str:
    return child(sheet, QLabel, "requestStatus").text()


def test_the_request_follows_the_panel(sheet: RequestSheet, document: DocumentModel) -> None:
    assert json.loads(text_of(sheet))[0]["positivePrompt"] == "Rain"
    document.edit_settings("x", prompt="Snow", results=2)
    (task,) = json.loads(text_of(sheet))
    assert (task["positivePrompt"], task["numberResults"]) == ("Snow", 2)
    assert not child(sheet, QPushButton, "requestApply").isEnabled()


def test_what_stands_in_the_way_is_said(sheet: RequestSheet, document: DocumentModel) -> None:
    document.edit_settings("x", prompt="")
    assert "no prompt" in status_of(sheet)


def test_it_is_copied_as_json_and_as_curl(sheet: RequestSheet, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(sheet, QPushButton, "requestCopy"), LEFT)
    (task,) = json.loads(QGuiApplication.clipboard().text())
    assert task["positivePrompt"] == "Rain"
    qtbot.mouseClick(child(sheet, QPushButton, "requestCurl"), LEFT)
    assert "$RUNWARE_API_KEY" in QGuiApplication.clipboard().text()
    assert status_of(sheet) == "Copied."


def test_a_request_is_pasted_and_loaded_undoably(sheet: RequestSheet, document: DocumentModel, qtbot: QtBot) -> None:
    changed = json.loads(text_of(sheet))
    changed[0]["positivePrompt"] = "Hail"
    changed[0]["novelty"] = 1
    QGuiApplication.clipboard().setText(json.dumps(changed))
    qtbot.mouseClick(child(sheet, QPushButton, "requestPaste"), LEFT)
    assert "novelty" in status_of(sheet)
    document.edit_settings("x", results=3)
    assert "Hail" in text_of(sheet), "what was pasted is not overwritten by the panel"
    qtbot.mouseClick(child(sheet, QPushButton, "requestApply"), LEFT)
    assert document.settings.prompt == "Hail"
    assert json.loads(text_of(sheet))[0]["positivePrompt"] == "Hail"
    document.undo.undo()
    assert (document.settings.prompt, document.settings.results) == ("Rain", 3)


def test_a_mistake_is_said_and_nothing_can_be_loaded(sheet: RequestSheet, qtbot: QtBot) -> None:
    editor = child(sheet, QPlainTextEdit, "requestText")
    editor.setPlainText(text_of(sheet).replace('"outputQuality": 95', '"outputQuality": 195'))
    assert "195" in status_of(sheet)
    assert not child(sheet, QPushButton, "requestApply").isEnabled()
    editor.setPlainText("{")
    assert "JSON" in status_of(sheet)
    qtbot.mouseClick(child(sheet, QPushButton, "requestRevert"), LEFT)
    assert json.loads(text_of(sheet))[0]["positivePrompt"] == "Rain"


def test_an_example_offers_its_own_video(sheet: RequestSheet, qtbot: QtBot) -> None:
    model = RequestModel(DocumentModel(QUndoStack()))
    sheet.paste(model.templates()[2].text)
    assert child(sheet, QPushButton, "requestOpen").isVisible()
    assert "another video" in status_of(sheet)


@pytest.fixture
def library(qtbot: QtBot) -> PromptLibrary:
    made = PromptLibrary(["Rain falls\non the sea", "Snow"], [("Storm", "Hail on a roof")])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_used_prompt_is_found_read_and_used_with_keys(library: PromptLibrary, qtbot: QtBot) -> None:
    search = child(library, QLineEdit, "promptSearch")
    qtbot.keyClicks(search, "the sea")
    assert child(library, QPlainTextEdit, "promptPreview").toPlainText() == "Rain falls\non the sea"
    with qtbot.waitSignal(library.chosen) as chosen:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert chosen.args == ["Rain falls\non the sea"]


def test_an_example_is_used_with_the_mouse(library: PromptLibrary, qtbot: QtBot) -> None:
    view = child(library, QListWidget, "promptList")
    row = view.findItems("Storm", Qt.MatchFlag.MatchContains)[0]
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualItemRect(row).center())
    with qtbot.waitSignal(library.chosen) as chosen:
        qtbot.mouseClick(child(library, QPushButton, "promptUse"), LEFT)
    assert chosen.args == ["Hail on a roof"]


def test_nothing_is_used_where_nothing_is_found(library: PromptLibrary, qtbot: QtBot) -> None:
    search = child(library, QLineEdit, "promptSearch")
    qtbot.keyClicks(search, "no such words")
    assert not child(library, QPushButton, "promptUse").isEnabled()
    with qtbot.assertNotEmitted(library.chosen):
        qtbot.keyClick(search, Qt.Key.Key_Return)


def test_two_prompts_are_compared_by_line_sign_and_colour(qtbot: QtBot) -> None:
    sheet = PromptDiffSheet([("Take 2", "a grey <b>heron"), ("Take 1", "a white <b>heron"), ("Now", "a crow")], 1, 0)
    qtbot.addWidget(sheet)
    text = child(sheet, QTextBrowser, "diffText")
    assert text.toPlainText() == "a [−white][+grey] <b>heron"
    assert "line-through" in text.toHtml()
    assert "underline" in text.toHtml()
    child(sheet, QComboBox, "diffFirst").setCurrentIndex(0)
    assert "the same" in text.toPlainText()
