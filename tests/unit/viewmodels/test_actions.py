from PySide6.QtGui import QKeySequence

from retake_gui.viewmodels.actions import ACTIONS, ActionId, Group, When, group_title, in_group, title_of


def test_every_action_has_exactly_one_row() -> None:
    assert set(ACTIONS) == set(ActionId)
    assert sum(len(in_group(group)) for group in Group) == len(ActionId)


def test_no_key_is_given_twice() -> None:
    keys = [key for spec in ACTIONS.values() for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_every_key_is_one_that_qt_knows() -> None:
    for spec in ACTIONS.values():
        for key in spec.keys:
            sequence = QKeySequence.fromString(key)
            assert sequence.count() == 1, (spec.id, key)
            assert sequence.toString(QKeySequence.SequenceFormat.PortableText) == key


def test_titles_read_as_sentences_without_a_full_stop() -> None:
    for spec in ACTIONS.values():
        title = title_of(spec)
        assert title
        assert title[0].isupper()
        assert not title.endswith(".")
    assert group_title(Group.TRANSPORT) == "Playback"


def test_editing_actions_wait_for_something_to_edit() -> None:
    assert ACTIONS[ActionId.EXPORT].when is When.TAKE
    assert ACTIONS[ActionId.OPEN_CLIP].when is When.ALWAYS
