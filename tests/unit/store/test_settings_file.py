from pathlib import Path

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
