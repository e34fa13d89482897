import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.naming import NameTemplate
from retake_gui.domain.settings import Mode, RetakeSettings
from tests.facts import a_take


def test_the_usual_name_is_that_of_the_take() -> None:
    assert NameTemplate().name("shot", a_take(3)) == "shot_take_003"


def test_every_gap_is_filled() -> None:
    take = a_take(7, settings=RetakeSettings(prompt="Heavy rain begins to fall at dusk", mode=Mode.AUDIO))
    name = NameTemplate("{date} {clip} {mode} {start}-{end} {prompt} {n}").name("shot", take)
    assert name == "2026-01-02 shot audio 48-120 Heavy rain begins to fall 7"


def test_what_no_disk_takes_is_left_out() -> None:
    take = a_take(1, settings=RetakeSettings(prompt='a/b: "c"?'))
    assert NameTemplate("{prompt} {n}.").name("shot", take) == "a-b- -c- 1"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{clip", "open bracket"),
        ("{shot}_{n}", "shot"),
        ("{clip}", "one name"),
        ("{n:z}", "filled in"),
        ("", "one name"),
    ],
)
def test_a_template_that_cannot_be_filled_says_why(text: str, why: str) -> None:
    with pytest.raises(SettingRefused, match=why):
        NameTemplate(text)
