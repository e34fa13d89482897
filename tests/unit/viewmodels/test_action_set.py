import pytest

from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When

pytestmark = pytest.mark.usefixtures("qapp")


def test_only_what_is_of_use_is_enabled() -> None:
    actions = ActionSet()
    assert actions[ActionId.OPEN_CLIP].isEnabled()
    assert not actions[ActionId.PLAY].isEnabled()
    actions.hold({When.CLIP: True})
    assert actions[ActionId.PLAY].isEnabled()
    assert not actions[ActionId.FLIP].isEnabled()
    actions.hold({When.CLIP: False, When.TAKE: True})
    assert not actions[ActionId.PLAY].isEnabled()
    assert actions[ActionId.FLIP].isEnabled()


def test_a_key_that_is_taken_is_refused_with_its_owner() -> None:
    actions = ActionSet()
    assert actions.rebind(ActionId.LOOP, ("Space",)) is ActionId.PLAY
    assert [key.toString() for key in actions[ActionId.LOOP].shortcuts()] == ["Ctrl+L"]
    assert actions.rebind(ActionId.LOOP, ("R",)) is None
    assert [key.toString() for key in actions[ActionId.LOOP].shortcuts()] == ["R"]
    assert "(R)" in actions[ActionId.LOOP].toolTip()


def test_chosen_keys_replace_the_defaults() -> None:
    actions = ActionSet({"play": ("P",), "focusPrompt": ()})
    assert actions[ActionId.PLAY].shortcut().toString() == "P"
    assert actions[ActionId.FOCUS_PROMPT].shortcuts() == []


def test_keys_chosen_earlier_are_taken_over_even_when_they_were_swapped() -> None:
    actions = ActionSet()
    actions.restore({"nextSeam": ["G"], "goTo": ["S"], "play": ["J"], "nonsense": ["Q"]})
    assert actions.keys(ActionId.NEXT_SEAM) == ("G",)
    assert actions.keys(ActionId.GO_TO) == ("S",)
    assert actions.keys(ActionId.PLAY) == ("J",)
    assert actions.keys(ActionId.SHUTTLE_BACK) == ()
    assert actions.keys(ActionId.STOP) == ("K",)
