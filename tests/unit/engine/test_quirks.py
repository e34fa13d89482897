import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.engine.quirks import RENDERED, SERVED, parse_quirks, quirk_value


def test_a_list_of_names_with_and_without_values() -> None:
    quirks = parse_quirks(" slow:5 ,shift:-2,, click ")
    assert quirks == {"slow:5", "shift:-2", "click"}
    assert quirk_value(quirks, "slow") == "5"
    assert quirk_value(quirks, "click") == ""
    assert quirk_value(quirks, "gain") is None
    assert parse_quirks(",".join(SERVED | RENDERED)) == (SERVED | RENDERED).keys()


def test_an_unknown_name_is_refused_with_those_that_exist() -> None:
    with pytest.raises(SettingRefused, match="integer-rate"):
        parse_quirks("click,sparkle")
