import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.identity import is_task_uuid
from retake_gui.domain.settings import FrameImage, Mode, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.request import RequestModel
from tests.facts import a_clip


@pytest.fixture
def document(qapp: object) -> Iterator[DocumentModel]:
    made = DocumentModel(QUndoStack())
    made.open(a_clip(), Span(48, 120), RetakeSettings(prompt="Rain", mode=Mode.VIDEO))
    yield made
    made.undo.clear()  # as the program does before it ends


@pytest.fixture
def request_model(document: DocumentModel) -> RequestModel:
    return RequestModel(document)


def test_it_reads_as_it_is_sent(request_model: RequestModel, document: DocumentModel) -> None:
    (task,) = json.loads(request_model.text())
    assert task["positivePrompt"] == "Rain"
    window = document.window
    assert window is not None
    assert task["providerSettings"]["lightricks"] == {
        "startTime": window.start_seconds,
        "duration": 3,
        "mode": "replace_video",
    }


def test_what_is_copied_can_be_pasted_and_changes_nothing(request_model: RequestModel, document: DocumentModel) -> None:
    before = document.settings
    pasted = request_model.read(request_model.text())
    assert pasted.task_uuid == ""
    assert pasted.settings == before
    assert pasted.unknown == ()
    assert not request_model.names_other_video(pasted)


def test_a_pasted_request_is_one_step(request_model: RequestModel, document: DocumentModel) -> None:
    request_model.apply(request_model.read(request_model.templates()[0].text))
    assert document.segment == Span(48, 120)
    assert document.settings.prompt == request_model.templates()[0].prompt
    assert document.settings.mode is Mode.BOTH
    assert document.task_uuid == "2eb310fd-c023-46a5-a0fa-5e977ff54bce"
    document.undo.undo()
    assert document.settings.prompt == "Rain"
    assert document.task_uuid == ""


def test_an_example_names_its_own_video(request_model: RequestModel) -> None:
    pasted = request_model.read(request_model.templates()[0].text)
    assert request_model.names_other_video(pasted)


def test_a_range_past_the_end_is_left_alone(request_model: RequestModel, document: DocumentModel) -> None:
    text = request_model.templates()[0].text.replace('"startTime": 2', '"startTime": 40')
    request_model.apply(request_model.read(text))
    assert document.segment == Span(48, 120)


def test_curl_has_the_image_in_full_and_no_key(
    request_model: RequestModel, document: DocumentModel, tmp_path: Path
) -> None:
    image = tmp_path / "first.png"
    image.write_bytes(bytes(range(256)) * 4)
    document.edit_settings("x", frame_images=(FrameImage(str(image), as_object=True),))
    request_model.connect_service(lambda: "https://api.example/v1", lambda _pasted: None)
    words = shlex.split(request_model.curl().replace("\\\n", " "))
    (task,) = json.loads(words[-1])
    assert task["inputs"]["frameImages"][0]["image"].startswith("data:image/png;base64,AAEC")
    assert is_task_uuid(task["taskUUID"])
    assert "https://api.example/v1" in words
    assert "Authorization: Bearer $RUNWARE_API_KEY" in words


def test_an_image_that_was_shown_cut_short_stays_what_it_was(
    request_model: RequestModel, document: DocumentModel
) -> None:
    image = "data:image/png;base64," + "A" * 4000
    document.edit_settings("x", frame_images=(FrameImage(image),))
    text = request_model.text().replace('"Rain"', '"Snow"')
    assert len(text) < 2000
    request_model.apply(request_model.read(text))
    assert document.settings.prompt == "Snow"
    assert document.settings.frame_images == (FrameImage(image),)


def test_a_missing_image_is_said(request_model: RequestModel, document: DocumentModel) -> None:
    document.edit_settings("x", frame_images=(FrameImage("/nowhere/at/all.png"),))
    assert "all.png" in request_model.text()
    with pytest.raises(SettingRefused):
        request_model.full_text()
