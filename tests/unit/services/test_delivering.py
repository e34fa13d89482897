from pathlib import Path

from retake_gui.services.delivering import free_name


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    wanted = tmp_path / "shot_take_001.mp4"
    assert free_name(wanted) == wanted
    wanted.touch()
    assert free_name(wanted).name == "shot_take_001_2.mp4"
    free_name(wanted).touch()
    assert free_name(wanted).name == "shot_take_001_3.mp4"
