from pathlib import Path

import pytest

from retake_gui.domain.window import Context
from retake_gui.store.settings_file import AppSettings, SettingsFile


def test_settings_survive(data_folder: Path) -> None:
    file = SettingsFile()
    assert file.path == data_folder / "settings.json"
    assert file.load() == AppSettings()
    file.save(AppSettings(volume=0.25, context=Context.MOST))
    assert file.load().volume == 0.25
    assert file.load().context is Context.MOST


def test_one_wrong_value_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"volume": 7, "in_flight": 3, "from the future": 1}')
    assert SettingsFile(path).load() == AppSettings(in_flight=3)


def test_a_broken_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for text in ("{half", "[]"):
        path.write_text(text)
        assert SettingsFile(path).load() == AppSettings()
        assert (tmp_path / "settings.broken.json").read_text() == text


def test_what_the_disk_does_not_give_out_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.save(AppSettings(volume=0.25))

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert file.load() == AppSettings()
    assert file.problem is not None
    file.save(AppSettings())
    assert SettingsFile(tmp_path / "settings.broken.json").load().volume == 0.25


@pytest.mark.parametrize("content", [b'{"keys":' + b"[" * 200_000, b'{"engine": "\xe9"}'])
def test_what_cannot_be_read_at_all_is_said_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.load() == AppSettings()
    assert file.problem is not None
    assert "settings.broken.json" in file.problem.sentence
    assert (tmp_path / "settings.broken.json").read_bytes() == content


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1", '"NaN"'])
def test_a_limit_that_is_no_amount_is_not_one(tmp_path: Path, value: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(f'{{"ask_above": {value}, "in_flight": 3}}')
    assert SettingsFile(path).load() == AppSettings(in_flight=3)
