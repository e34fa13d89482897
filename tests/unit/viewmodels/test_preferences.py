from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retake_gui.domain.errors import RetakeError
from retake_gui.store.settings_file import AppSettings
from retake_gui.viewmodels.preferences import PreferencesModel


def test_settings_that_cannot_be_read_are_said_to_whoever_listens_by_then(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETAKE_DATA_DIR", str(tmp_path))
    (tmp_path / "settings.json").write_text("[" * 200_000)
    preferences = PreferencesModel()
    with qtbot.waitSignal(preferences.failed) as told:
        assert preferences.settings == AppSettings()
    assert isinstance(told.args[0], RetakeError)
    assert "could not be read" in told.args[0].sentence


def test_one_value_outside_its_limits_changes_none(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp
    monkeypatch.setenv("RETAKE_DATA_DIR", str(tmp_path))
    preferences = PreferencesModel()
    with pytest.raises(ValueError, match="in_flight"):
        preferences.change(volume=0.25, in_flight=99)
    assert preferences.settings == AppSettings()
    preferences.change(volume=0.25, in_flight=3)
    assert PreferencesModel().settings == AppSettings(volume=0.25, in_flight=3)
