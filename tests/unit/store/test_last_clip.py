from pathlib import Path

from retake_gui.store.last_clip import keep_last_clip, last_clip
from retake_gui.store.project_file import ProjectFile


def test_the_clip_that_was_noted_is_the_last_one_and_else_the_newest(tmp_path: Path) -> None:
    project = ProjectFile.create(tmp_path / "a.retake")
    assert last_clip(project) is None
    first, newer = (project.add_clip(f"/clips/{name}", name, 30) for name in ("a", "b"))
    assert last_clip(project) == newer
    keep_last_clip(project, first.id)
    assert last_clip(project) == first
    project.close()
    again = ProjectFile.open(tmp_path / "a.retake")
    assert last_clip(again) == first
    again.close()


def test_a_note_about_a_clip_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    project = ProjectFile.create(tmp_path / "a.retake")
    kept = project.add_clip("/clips/a", "a", 30)
    keep_last_clip(project, 99)
    assert last_clip(project) == kept
    project.close()
