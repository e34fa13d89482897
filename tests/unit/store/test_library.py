from pathlib import Path

from retake_gui.store.library import Library
from retake_gui.store.project_file import ProjectFile


def test_known_projects_newest_first_and_only_those_that_exist(tmp_path: Path, data_folder: Path) -> None:
    library = Library()
    assert library.last() is None
    untitled = ProjectFile.open_untitled()
    named = [ProjectFile.create(tmp_path / name) for name in ("a.retake", "b.retake")]
    for project in named:
        library.add(project.path)
    assert library.known() == [named[1].path, named[0].path, untitled.path]
    named[1].path.unlink()
    assert library.last() == named[0].path
    (data_folder / "projects.json").write_text("nonsense")
    assert library.known() == [untitled.path]
