from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retake_gui.viewmodels.export import Codec, ExportModel, Render
from tests.facts import a_clip, a_take


@pytest.fixture
def model(qapp: object, tmp_path: Path) -> ExportModel:
    return ExportModel(a_clip(source="/clips/shot.mov"), a_take(3), tmp_path)


def test_the_suggestion_is_named_after_clip_and_take(model: ExportModel, tmp_path: Path) -> None:
    assert model.target == tmp_path / "shot_take_003.mov"
    assert model.problem() == ""


def test_a_name_that_exists_is_passed_over(model: ExportModel, tmp_path: Path) -> None:
    (tmp_path / "shot_take_003.mov").touch()
    assert model.suggestion() == tmp_path / "shot_take_003_2.mov"


def test_nothing_is_overwritten(model: ExportModel, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "mine.mov").touch()
    model.set_target(tmp_path / "mine.mov")
    assert "overwritten" in model.problem()
    with qtbot.assertNotEmitted(model.wanted):
        model.confirm()


def test_a_missing_folder_is_said(model: ExportModel, tmp_path: Path) -> None:
    model.set_target(tmp_path / "none" / "a.mov")
    assert "does not exist" in model.problem()


def test_another_codec_means_another_ending_and_a_full_render(model: ExportModel) -> None:
    model.set_codec(Codec.VP9)
    assert model.target.suffix == ".webm"
    assert model.render is Render.FULL
    model.set_render(Render.SMART)
    assert model.codec is Codec.SOURCE
    assert model.target.suffix == ".mov"


def test_as_returned_keeps_the_services_container(model: ExportModel) -> None:
    model.set_render(Render.AS_RETURNED)
    assert model.target.name == "shot_take_003_returned.mp4"
    assert "untouched" in model.statement()


def test_a_chosen_name_stays_when_the_form_changes(model: ExportModel, tmp_path: Path) -> None:
    model.set_target(tmp_path / "final.mov")
    model.set_codec(Codec.H264)
    assert model.target == tmp_path / "final.mp4"


def test_confirming_asks_once(model: ExportModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.wanted) as asked:
        model.confirm()
    assert asked.args is not None
    assert asked.args[0].target == model.target
    with qtbot.assertNotEmitted(model.wanted):
        model.confirm()
    model.tell_stopped("The disk is full.")
    assert not model.running


def test_the_statement_counts_frames(model: ExportModel) -> None:
    assert "frames 48 to 119" in model.statement()
    assert "240 frames" in model.statement()
    model.set_render(Render.SEGMENT)
    assert "72 frames" in model.statement()
