from pathlib import Path

import pytest

from retake_gui.services.sources import SourceKind, read_source


def test_the_three_kinds_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    uuid = "dfaf49f6-a1d2-4f75-b705-7f9fc11614ef"
    assert read_source("shot.mp4").kind is SourceKind.FILE
    assert read_source("https://h/shot.mp4").kind is SourceKind.ADDRESS
    assert read_source(uuid).kind is SourceKind.MEDIA
    (tmp_path / uuid).touch()
    assert read_source(uuid).kind is SourceKind.FILE
