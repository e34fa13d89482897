import contextlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError, UnusableFile
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.seams import Edge, Seams
from retake_gui.domain.settings import FrameImage, Mode, RetakeSettings, Seam
from retake_gui.domain.span import Span
from retake_gui.domain.take import Rating, Take
from retake_gui.store import database
from retake_gui.store.last_clip import keep_last_clip, last_clip
from retake_gui.store.owner import this_process
from retake_gui.store.project_copy import copy_project
from retake_gui.store.project_file import ProjectFile


def a_take(project: ProjectFile, video_uuid: str = "v1") -> Take:
    return Take(
        id=0,
        clip_id=1,
        number=0,
        segment=Span(48, 120),
        settings=RetakeSettings(prompt="fog", mode=Mode.AUDIO, frame_images=(FrameImage("first.png", as_object=True),)),
        returned=str(project.takes_folder / "shot_take_001.mp4"),
        task_uuid="t1",
        video_uuid=video_uuid,
        engine="draft",
        is_draft=True,
        created=datetime(2026, 1, 2, tzinfo=UTC),
        cost=Decimal("0.605"),
        fit={"shift": 1},
    )


def a_job(task_uuid: str, state: JobState) -> Job:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return Job(task_uuid, 1, Span(48, 120), RetakeSettings(prompt="fog"), "draft", state, now, now)


def test_a_clip_is_remembered_with_its_segment_and_draft(project: ProjectFile) -> None:
    clip = project.add_clip("/clips/shot.mp4", "abc", 240)
    changed = replace(clip, segment=Span(3, 9), draft=RetakeSettings(prompt="night"), chosen_take=2)
    project.save_clip(changed)
    project.close()
    with ProjectFile.open(project.path) as again:
        assert again.clips() == [changed]
        assert again.find_clip("elsewhere", "abc") == changed
        assert again.find_clip("/clips/shot.mp4", "other") is None


def test_takes_are_numbered_by_the_file_and_a_result_is_never_added_twice(project: ProjectFile) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    first = project.add_take(a_take(project))
    assert (first.id, first.number) == (1, 1)
    assert project.add_take(a_take(project)) == first
    second = project.add_take(a_take(project, "v2"))
    assert second.number == 2
    project.save_take(replace(second, rating=Rating.STARRED, note="good light"))
    assert [take.note for take in project.takes(1)] == ["", "good light"]
    project.remove_take(second.id)
    assert project.takes() == [first]
    assert project.add_take(a_take(project, "v3")).number == 3
    project.restore_take(second.id)
    assert len(project.takes()) == 3


def test_a_project_that_was_moved_with_its_folder_finds_its_files(project: ProjectFile, tmp_path: Path) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.add_take(a_take(project))
    project.close()
    moved = tmp_path / "elsewhere" / "film.retake"
    moved.parent.mkdir()
    project.path.rename(moved)
    with ProjectFile.open(moved) as again:
        assert again.takes()[0].returned == str(moved.parent / "film.takes" / "shot_take_001.mp4")


def test_prompts_come_back_newest_first_and_once(project: ProjectFile) -> None:
    for text in ("rain", "fog", "rain"):
        project.remember_prompts(text)
    assert project.prompts() == ["rain", "fog"]


def test_commits_are_synced_to_the_disk(project: ProjectFile) -> None:
    assert project.rows("PRAGMA journal_mode") == [("wal",)]
    assert project.rows("PRAGMA synchronous") == [(2,)]


def test_a_file_that_is_no_project_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "notes.retake"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match="damaged"):
        ProjectFile.open(path)
    assert path.read_bytes() == b"not a database at all" * 100
    with sqlite3.connect(path.with_name("other.retake")) as link:
        link.execute("CREATE TABLE t (x)")
    link.close()
    with pytest.raises(StorageError, match="not a Retake project"):
        ProjectFile.open(path.with_name("other.retake"))


def test_a_newer_project_is_refused(project: ProjectFile) -> None:
    project.close()
    link = sqlite3.connect(project.path)
    link.execute("PRAGMA user_version = 99")
    link.close()
    with pytest.raises(StorageError, match="newer version"):
        ProjectFile.open(project.path)


def test_a_damaged_untitled_project_is_set_aside(data_folder: Path) -> None:
    with ProjectFile.open_untitled() as first:
        assert first.info.untitled
        path = first.path
    path.write_bytes(b"torn" * 1000)
    with ProjectFile.open_untitled() as second:
        assert second.clips() == []
        assert second.set_aside is not None
        assert second.set_aside.path.read_bytes() == b"torn" * 1000
        assert not second.set_aside.newer
    assert len(list((data_folder / "projects").glob("Untitled damaged*.retake"))) == 1


def test_an_untitled_project_of_a_newer_version_is_kept_under_a_name_that_says_so(data_folder: Path) -> None:
    with ProjectFile.open_untitled() as first:
        first.add_clip("/clips/shot.mp4", "abc", 240)
        path = first.path
    with contextlib.closing(sqlite3.connect(path)) as link:
        link.execute("PRAGMA user_version = 99")
    with ProjectFile.open_untitled() as second:
        assert second.clips() == []
        assert second.set_aside is not None
        assert second.set_aside.newer
        assert second.set_aside.path.name.startswith("Untitled newer ")
        with contextlib.closing(sqlite3.connect(second.set_aside.path)) as link:
            assert link.execute("SELECT source FROM clip").fetchall() == [("/clips/shot.mp4",)]


def test_a_damaged_project_that_cannot_be_set_aside_is_a_sentence(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProjectFile.open_untitled() as first:
        path = first.path
    path.write_bytes(b"torn" * 1000)

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageError, match="cannot be set aside: Permission denied"):
        ProjectFile.open_untitled()
    assert path.read_bytes() == b"torn" * 1000


def test_an_untitled_project_that_is_only_busy_is_not_set_aside(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProjectFile.open_untitled() as first:
        path = first.path
    monkeypatch.setattr(database, "_SECONDS_TO_WAIT", 0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="held by another program"):
        ProjectFile.open_untitled()
    other.close()
    assert [file.name for file in path.parent.glob("*.retake")] == [path.name]


def test_a_missing_project_and_a_taken_name_are_sentences(project: ProjectFile, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no project"):
        ProjectFile.open(tmp_path / "nothing.retake")
    with pytest.raises(StorageError, match="exists already"):
        ProjectFile.create(project.path)
    project.close()
    with pytest.raises(StorageError, match="closed"):
        project.clips()


def test_a_copy_has_everything_and_takes_the_unfinished_jobs_along(project: ProjectFile, tmp_path: Path) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.takes_folder.mkdir()
    (project.takes_folder / "shot_take_001.mp4").write_bytes(b"paid for")
    project.add_take(a_take(project))
    ended, running = a_job("ended", JobState.SUCCEEDED), a_job("running", JobState.RUNNING)
    project.insert_job(ended)
    project.insert_job(running)
    target = tmp_path / "elsewhere" / "film.retake"
    copy_project(project, target)
    with ProjectFile.open(target) as copy:
        assert copy.clips() == project.clips()
        assert Path(copy.takes()[0].returned).read_bytes() == b"paid for"
        assert copy.takes()[0].returned != project.takes()[0].returned
        assert {job.task_uuid for job in copy.jobs()} == {"ended", "running"}
    assert [job.task_uuid for job in project.jobs()] == ["ended"]
    assert sorted(path.name for path in target.parent.iterdir()) == ["film.retake", "film.takes"]


def test_a_job_that_is_being_copied_cannot_be_begun_elsewhere(
    project: ProjectFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.insert_job(a_job("running", JobState.RUNNING))
    write_copy, other = project.write_copy, f"{this_process().rpartition(':')[0]}:1"
    begun: list[bool] = []

    def meanwhile(part: Path) -> None:
        begun.append(project.claim_job("running", other))
        write_copy(part)

    monkeypatch.setattr(project, "write_copy", meanwhile)
    copy_project(project, tmp_path / "copy.retake")

    assert begun == [False]
    with ProjectFile.open(tmp_path / "copy.retake") as copy:
        assert copy.claim_job("running", other)


def test_a_job_that_comes_while_a_copy_is_written_stays(
    project: ProjectFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.insert_job(a_job("running", JobState.RUNNING))
    write_copy = project.write_copy

    def then_comes_another(part: Path) -> None:
        write_copy(part)
        project.insert_job(a_job("later", JobState.QUEUED))

    monkeypatch.setattr(project, "write_copy", then_comes_another)
    copy_project(project, tmp_path / "copy.retake")

    assert [job.task_uuid for job in project.jobs()] == ["later"]
    with ProjectFile.open(tmp_path / "copy.retake") as copy:
        assert [job.task_uuid for job in copy.jobs()] == ["running"]


def test_a_copy_that_cannot_be_written_leaves_nothing_and_loses_nothing(project: ProjectFile, tmp_path: Path) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.insert_job(a_job("running", JobState.RUNNING))
    with pytest.raises(StorageError, match="exists already"):
        copy_project(project, project.path)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="could not be saved"):
        copy_project(project, tmp_path / "file" / "film.retake")
    assert [job.task_uuid for job in project.unfinished_jobs()] == ["running"]


def test_jobs_that_cannot_leave_go_on_where_they_are_and_there_is_no_copy(
    project: ProjectFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.takes_folder.mkdir()
    for name in ("one", "two"):
        project.insert_job(a_job(name, JobState.RUNNING))
    with contextlib.closing(sqlite3.connect(project.path)) as link:
        refuse = "BEGIN SELECT RAISE(FAIL, 'full'); END"
        link.execute(f"CREATE TRIGGER full BEFORE DELETE ON job WHEN old.task_uuid = 'two' {refuse}")
    with pytest.raises(StorageError):
        copy_project(project, tmp_path / "copy.retake")
    assert [job.task_uuid for job in project.unfinished_jobs()] == ["one", "two"]
    assert not (tmp_path / "copy.retake").exists()
    assert not (tmp_path / "copy.takes").exists()


def test_a_copy_that_cannot_be_taken_back_is_named(
    project: ProjectFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    project.insert_job(a_job("running", JobState.RUNNING))

    def full(task_uuids: object) -> None:
        raise StorageError("The disk is full.")

    unlink, target = Path.unlink, tmp_path / "copy.retake"

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self == target:
            raise PermissionError(13, "Permission denied")
        unlink(self, missing_ok)

    monkeypatch.setattr(project, "remove_jobs", full)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StorageError, match="is a copy that cannot be used") as refused:
        copy_project(project, target)
    assert "do not open it" in refused.value.do


def test_a_take_keeps_its_seams_and_whose_sound_it_is_heard_with(project: ProjectFile) -> None:
    project.add_clip("shot.mp4", "f", 240)
    take = project.add_take(a_take(project))
    joined = replace(take, seams=Seams(Edge(Seam.MORPH, 9), Edge(Seam.SERVICE)), sound_of=0)
    project.save_take(joined)

    assert project.take(take.id) == joined


@pytest.mark.parametrize(
    "change",
    [
        "facts = '{half'",
        "facts = '{}'",
        "facts = replace(facts, '\"segment\": [', '\"segment\": [[')",
        'facts = replace(facts, \'"rating": "\', \'"rating": "x\')',
        "facts = CAST(x'ff7b7d' AS TEXT)",
        "facts = CAST(replace(facts, 'fog', CAST(x'ff' AS TEXT)) AS TEXT)",
    ],
)
def test_one_damaged_take_takes_no_other_along_and_is_kept(project: ProjectFile, change: str) -> None:
    project.add_clip("/clips/shot.mp4", "abc", 240)
    lost, other = project.add_take(a_take(project)), project.add_take(a_take(project, "v2"))
    assert project.damage() is None
    with project.writing() as link:
        link.execute(f"UPDATE take SET {change} WHERE id = ?", (lost.id,))  # noqa: S608 - this test's words
    before = project.rows("SELECT * FROM take")
    assert project.takes() == project.takes(1) == [other]
    damage = project.damage()
    assert damage is not None
    assert damage.what == f"What {project.path.name} has about take 1 of shot.mp4 is damaged."
    with pytest.raises(UnusableFile, match="take 1 is damaged"):
        project.take(lost.id)
    assert project.rows("SELECT * FROM take") == before
    assert project.add_take(a_take(project, "v3")).number == 3


@pytest.mark.parametrize("change", ["draft = '{half'", "draft = '[]'", "segment_end = 'soon'", "segment_start = 9999"])
def test_one_damaged_clip_takes_no_other_along_and_is_kept(project: ProjectFile, change: str) -> None:
    lost = project.add_clip("/clips/shot.mp4", "abc", 240)
    other = project.add_clip("/clips/b.mp4", "def", 240)
    keep_last_clip(project, lost.id)
    with project.writing() as link:
        link.execute(f"UPDATE clip SET {change} WHERE id = ?", (lost.id,))  # noqa: S608 - this test's words
    before = project.rows("SELECT * FROM clip")
    assert project.clips() == [other]
    assert project.find_clip("/clips/shot.mp4", "abc") is None
    assert last_clip(project) == other
    damage = project.damage()
    assert damage is not None
    assert damage.what == f"What {project.path.name} has about the clip shot.mp4 is damaged."
    with pytest.raises(UnusableFile, match=r"the clip shot\.mp4 is damaged"):
        project.clip(lost.id)
    assert project.rows("SELECT * FROM clip") == before
