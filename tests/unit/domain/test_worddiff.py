from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.worddiff import Change, Passage, word_diff

TEXTS = st.text(alphabet="ab c,.\n’-é", max_size=60)


@given(TEXTS, TEXTS)
def test_the_passages_make_up_both_texts(old: str, new: str) -> None:
    found = word_diff(old, new)
    assert "".join(each.text for each in found if each.change is not Change.ADDED) == old
    assert "".join(each.text for each in found if each.change is not Change.REMOVED) == new


@given(TEXTS)
def test_the_same_text_has_no_change(text: str) -> None:
    assert all(each.change is Change.SAME for each in word_diff(text, text))


def test_whole_words_change_places() -> None:
    assert word_diff("a grey heron", "a white heron") == (
        Passage(Change.SAME, "a "),
        Passage(Change.REMOVED, "grey"),
        Passage(Change.ADDED, "white"),
        Passage(Change.SAME, " heron"),
    )


def test_words_that_change_side_by_side_are_read_together() -> None:
    assert word_diff("slow pan left", "fast tilt left") == (
        Passage(Change.REMOVED, "slow pan"),
        Passage(Change.ADDED, "fast tilt"),
        Passage(Change.SAME, " left"),
    )
