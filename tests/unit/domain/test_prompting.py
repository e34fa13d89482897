from fractions import Fraction

import pytest

from retake_gui.domain.prompting import HintKind, hints, quoted, word_count
from retake_gui.domain.settings import Mode

CALM = "A woman in a red coat walks along the pier, camera tracking left, cold morning light, gulls and surf."
THREE = Fraction(3)


def kinds(prompt: str, seconds: Fraction = THREE, mode: Mode = Mode.BOTH) -> list[HintKind]:
    return [hint.kind for hint in hints(prompt, seconds, mode)]


@pytest.mark.parametrize("prompt", ["", "   \n", CALM])
def test_nothing_is_said_about_an_empty_or_a_full_prompt(prompt: str) -> None:
    assert kinds(prompt) == []


def test_a_few_words_do_not_describe_a_shot() -> None:
    assert kinds("Rain at night") == [HintKind.SHORT]


@pytest.mark.parametrize("verb", ["says hello", "whispers", "Voice-over about the sea", "is singing and tells a tale"])
def test_somebody_may_begin_to_speak(verb: str) -> None:
    found = hints(f"{CALM} The woman {verb}", THREE, Mode.BOTH)
    assert [hint.kind for hint in found] == [HintKind.SPOKEN]
    assert found[0].quote
    assert found[0].words == 0


def test_words_that_only_contain_a_verb_of_speech_are_none() -> None:
    assert kinds(f"{CALM} Essays and askew saylights.") == []


def test_orders_may_be_spoken_but_not_those_inside_quotation_marks() -> None:
    assert kinds(f"{CALM} Make sure the coat stays red.") == [HintKind.ORDERS]
    assert kinds(f"{CALM} She laughs: “Please do not go.”") == [HintKind.SPOKEN]


def test_dialogue_is_held_against_the_range() -> None:
    said = "one two three four five six seven eight nine ten"
    (hint,) = hints(f'{CALM} He calls "{said}"', THREE, Mode.BOTH)
    assert (hint.kind, hint.words, hint.seconds) == (HintKind.DIALOGUE, 10, Fraction(10, 3))
    assert kinds(f'{CALM} He calls "{said}"', Fraction(4)) == [HintKind.SPOKEN]


def test_without_new_sound_nothing_is_spoken() -> None:
    assert kinds(f'{CALM} He says "please do not go, my dear, oh please stay here"', Fraction(1), Mode.VIDEO) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"to be" and "not"', ("to be", "not")),
        ("“to be” or «être»", ("to be", "être")),
        ("„Sein“ 'oder nicht'", ("Sein", "oder nicht")),
        ("the rider's helmet, the dogs' bowl", ()),
        ('a 5" lens', ()),
    ],
)
def test_quotation_marks_of_any_kind_but_no_apostrophes(text: str, found: tuple[str, ...]) -> None:
    assert quoted(text) == found


def test_words_are_counted_as_people_count_them() -> None:
    assert word_count("Don’t count-in: it's 3 words — no, 7!") == 7
