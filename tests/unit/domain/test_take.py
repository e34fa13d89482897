from retake_gui.domain.settings import Mode, RetakeSettings
from tests.facts import a_take


def test_a_take_has_a_title_and_its_files_a_name() -> None:
    take = a_take(7, settings=RetakeSettings(prompt="fog", mode=Mode.AUDIO))
    assert (take.title, take.file_stem("shot"), take.mode) == ("Take 7", "shot_take_007", Mode.AUDIO)
