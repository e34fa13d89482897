import os
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retake_gui.domain.span import Span
from retake_gui.media.forecast import Forecast
from retake_gui.viewmodels.export import ExportModel
from retake_gui.viewmodels.export_forms import Codec, ExportGroup, ExportItem, Render
from retake_gui.viewmodels.export_outlook import bytes_in_words, find_place
from retake_gui.viewmodels.export_words import statement
from tests.disks import answer, answered
from tests.facts import a_clip, a_take


@pytest.fixture
def model(qapp: object, tmp_path: Path) -> ExportModel:
    return answered(ExportModel(a_clip(source="/clips/shot.mov"), a_take(3), tmp_path))


def test_the_suggestion_is_named_after_clip_and_take(model: ExportModel, tmp_path: Path) -> None:
    assert model.target == tmp_path / "shot_take_003.mov"
    assert model.problem() == ""


def test_a_name_that_exists_is_passed_over(model: ExportModel, tmp_path: Path) -> None:
    (tmp_path / "shot_take_003.mov").touch()
    assert model.target == tmp_path / "shot_take_003.mov"
    model.set_handles(0)
    assert model.target == tmp_path / "shot_take_003_2.mov"


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
    assert "untouched" in statement(model)


def test_a_chosen_name_stays_when_the_form_changes(model: ExportModel, tmp_path: Path) -> None:
    model.set_target(tmp_path / "final.mov")
    model.set_codec(Codec.H264)
    assert model.target == tmp_path / "final.mp4"


def test_confirming_asks_once(model: ExportModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.wanted) as asked:
        model.confirm()
    assert asked.args is not None
    assert asked.args[0].files[0][1] == model.target
    with qtbot.assertNotEmitted(model.wanted):
        model.confirm()
    model.tell_stopped("The disk is full.")
    assert not model.running


def test_the_statement_counts_frames(model: ExportModel) -> None:
    model.tell_forecast(Forecast(240, (Span(24, 144),), 12_000_000, ("Chapters were left out.",)))
    words = statement(model)
    assert "frames 48 to 119" in words
    assert "Frames 24 to 143 are encoded anew (120 of 240)" in words
    assert "About 12 MB" in words
    assert "Chapters were left out." in words
    model.set_render(Render.SEGMENT)
    model.set_handles(10)
    assert "92 frames" in statement(model)


def test_a_disk_that_is_too_small_is_said_before(model: ExportModel) -> None:
    model.tell_forecast(Forecast(240, (), 10**18))
    assert "are free" in model.problem()


def test_a_disk_has_to_hold_all_files_that_are_written_together(qapp: object, tmp_path: Path) -> None:
    items = tuple(ExportItem(a_take(number), Path(f"/clips/{number}.mov")) for number in range(1, 5))
    model = answered(ExportModel(a_clip(), a_take(3), tmp_path, [ExportGroup("Chosen", items)]))
    model.set_group(1)
    assert model.free is not None
    model.tell_forecast(Forecast(240, (), model.free // 2))
    assert "are free" in model.problem()


def test_a_form_that_cannot_be_written_is_refused(model: ExportModel) -> None:
    model.tell_forecast(None, "There is no sound.")
    assert model.problem() == "There is no sound."
    model.set_codec(Codec.H264)
    assert model.problem() == ""


def test_pictures_go_into_a_folder_and_sound_into_a_file(model: ExportModel, tmp_path: Path) -> None:
    model.set_codec(Codec.PICTURES)
    assert model.target == tmp_path / "shot_take_003"
    assert "240 pictures" in statement(model)
    model.set_codec(Codec.SOUND)
    assert model.target.suffix == ".wav"


def test_a_group_is_named_by_a_template(qapp: object, tmp_path: Path) -> None:
    del qapp
    items = tuple(ExportItem(a_take(number), Path(f"/clips/{name}.mov")) for number, name in ((1, "a"), (2, "b")))
    model = answered(
        ExportModel(a_clip(), a_take(3), tmp_path, [ExportGroup("Chosen", items), ExportGroup("None", ())])
    )
    assert [group.title for group in model.groups] == ["Take 3", "Chosen"]
    model.set_group(1)
    model.set_template("{n}_{clip}")
    assert [target.name for _, target in model.files()] == ["1_a.mov", "2_b.mov"]
    assert "2 files: 1_a.mov, 2_b.mov." in statement(model)
    model.tell_forecast(Forecast(240, (), 12_000_000))
    assert "About 12 MB each" in statement(model)
    model.set_template("{nothing}")
    assert "Nothing is known" in model.problem()


def test_two_takes_never_get_one_name(qapp: object, tmp_path: Path) -> None:
    del qapp
    items = tuple(ExportItem(a_take(1, id=number), Path(f"/{number}/a.mov")) for number in (1, 2))
    model = answered(ExportModel(a_clip(), a_take(3), tmp_path, [ExportGroup("Chosen", items)]))
    model.set_group(1)
    assert [target.name for _, target in model.files()] == ["a_take_001.mov", "a_take_001_2.mov"]


def test_a_name_that_no_file_can_have_is_said(model: ExportModel, tmp_path: Path) -> None:
    model.set_target(tmp_path / ("x" * 300 + ".mov"))
    assert "No file can have" in model.problem()


def test_sizes_are_words() -> None:
    assert [bytes_in_words(size) for size in (900, 2_500_000, 12_000_000, 3_000_000_000)] == [
        "1 kB",
        "2.5 MB",
        "12 MB",
        "3.0 GB",
    ]


@pytest.fixture
def slow(qapp: object, tmp_path: Path) -> ExportModel:
    """The disk of its folder has not answered yet."""
    return ExportModel(a_clip(source="/clips/shot.mov"), a_take(3), tmp_path)


def test_typing_a_name_asks_no_disk(slow: ExportModel, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    for name in ("exists", "is_dir", "stat"):
        monkeypatch.setattr(Path, name, lambda _self, name=name, **_: looks.append(name))
    for owner, name in ((shutil, "disk_usage"), (os.path, "lexists"), (os, "access")):
        monkeypatch.setattr(owner, name, lambda *_, name=name, **__: looks.append(name))
    slow.tell_forecast(Forecast(240, (), 12_000_000))
    for text in ("a.mov", "ab.mov", "ab.mp4"):
        slow.set_target(Path("/share") / text)
        assert slow.problem() == ""
        assert statement(slow)
    assert looks == []


def test_what_was_confirmed_before_the_disk_answered_begins_when_it_does(slow: ExportModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(slow.wanted):
        slow.confirm()
    with qtbot.waitSignal(slow.wanted):
        answer(slow)
    assert slow.running


def test_what_was_confirmed_before_the_disk_refused_does_not_begin(
    slow: ExportModel, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "mine.mov").touch()
    slow.set_target(tmp_path / "mine.mov")
    slow.confirm()
    with qtbot.assertNotEmitted(slow.wanted):
        answer(slow)
    assert "overwritten" in slow.problem()


def test_an_answer_to_an_older_question_is_of_no_use(slow: ExportModel, tmp_path: Path) -> None:
    older = slow.question
    assert older is not None
    slow.set_target(tmp_path / "none" / "a.mov")
    slow.tell_place(older, find_place(older))
    assert slow.question is not None
    assert slow.target == tmp_path / "none" / "a.mov"


def test_a_cleared_name_survives_another_codec(model: ExportModel) -> None:
    model.set_target(Path())
    model.set_codec(Codec.H264)
    assert model.problem() == "Name a file."
