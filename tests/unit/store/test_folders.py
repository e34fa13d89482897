from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.store.folders import cache_folder, expanded
from retake_gui.store.folders import data_folder as where


def test_one_variable_moves_everything(data_folder: Path) -> None:
    assert where() == data_folder
    assert cache_folder().is_relative_to(data_folder)


def test_without_it_the_system_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RETAKE_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert where() == tmp_path / "share" / "retake"
    assert cache_folder() == tmp_path / "cache" / "retake"


@pytest.mark.parametrize("name", ["~nobody-here/film.mp4", "film~.mp4"])
def test_a_tilde_of_nobody_is_a_name_like_any_other(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert expanded(Path(name)) == Path(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETAKE_DATA_DIR", name)
    assert where() == tmp_path / name


def test_a_folder_that_cannot_be_made_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("RETAKE_DATA_DIR", str(tmp_path / "file" / "data"))
    for make in (where, cache_folder):
        with pytest.raises(StorageError, match="cannot be made"):
            make()
