"""What the export sheet says a file will have, against what it has."""

from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from retake_gui import assets
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.media.export import ExportKind, ExportPlan, export
from retake_gui.media.forecast import Forecast, forecast
from retake_gui.media.probe import probe
from retake_gui.media.publish import Never
from retake_gui.media.weighing import weighed
from retake_gui.services.exporting import Exporter
from retake_gui.store.project_file import ProjectFile
from tests.facts import a_take
from tests.fit_table import KINDS, Kind, make_clip, retaken

SOURCES = ("30.mkv", "hevc.mp4", "open.mp4", "vp9.webm")
NEAR = 0.35


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> ExportPlan:
    """A take in the sample clip: real pictures in 720p."""
    source = assets.sample_clip()
    kind = Kind("sample", source.name, "24", (), sound=("aac",))
    return retaken(kind, source, tmp_path_factory.mktemp("size"), Mode.BOTH, Span(60, 84), always=())


def told_and_written(plan: ExportPlan) -> float:
    told = weighed(plan, forecast(plan), Never()).size
    path = export(plan).path
    files = list(path.iterdir()) if path.is_dir() else [path]
    return told / sum(file.stat().st_size for file in files)


@pytest.mark.parametrize("file", SOURCES)
def test_a_smart_export_gets_as_large_as_was_said(tmp_path: Path, file: str) -> None:
    kind = next(each for each in KINDS if each.file == file)
    source = make_clip(replace(kind, seconds=4), tmp_path)
    clip = probe(source)
    plan = retaken(kind, source, tmp_path, Mode.BOTH, Span(clip.frames // 2, clip.frames // 2 + 24), always=())

    assert told_and_written(plan) == pytest.approx(1, abs=NEAR)


@pytest.mark.parametrize(
    ("kind", "codec", "suffix"),
    [
        (ExportKind.SMART, "", ".mp4"),
        (ExportKind.SEGMENT, "h264", ".mov"),
        (ExportKind.SEGMENT, "dnxhr", ".mov"),
        (ExportKind.SEGMENT, "", ".mp4"),
        (ExportKind.SEGMENT, "png", ""),
    ],
)
def test_every_form_gets_as_large_as_was_said(
    taken: ExportPlan, tmp_path: Path, kind: ExportKind, codec: str, suffix: str
) -> None:
    plan = replace(taken, kind=kind, codec=codec, target=tmp_path / f"out{suffix}")

    assert told_and_written(plan) == pytest.approx(1, abs=NEAR)


def test_where_no_picture_changes_the_size_is_the_clips_own(taken: ExportPlan, tmp_path: Path) -> None:
    plan = replace(taken, kind=ExportKind.SMART, mode=Mode.AUDIO, target=tmp_path / "out.mp4")

    assert told_and_written(plan) == pytest.approx(1, abs=0.05)


def test_a_trial_can_be_given_up(taken: ExportPlan, tmp_path: Path) -> None:
    plan = replace(taken, kind=ExportKind.FULL, target=tmp_path / "out.mp4")
    stop = Event()
    stop.set()
    rough: Forecast = forecast(plan)

    with pytest.raises(CancelledError):
        weighed(plan, rough, stop)

    assert not list(tmp_path.glob("out*"))


async def test_a_rough_size_is_told_at_once_and_the_right_one_after_a_trial(
    taken: ExportPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(taken, kind=ExportKind.SEGMENT, target=tmp_path / "out.mp4")
    with ProjectFile.create(tmp_path / "film.retake") as project:
        exporter, told = Exporter(project), list[Forecast]()
        monkeypatch.setattr(exporter, "_plan", lambda *_facts: plan)

        found = await exporter.forecast(a_take(1), plan.target, plan.clip, on_rough=told.append)

    assert told == [forecast(plan)]
    assert replace(found, size=0) == replace(told[0], size=0)
    assert found.size != told[0].size
    assert found.size / export(plan).path.stat().st_size == pytest.approx(1, abs=NEAR)
