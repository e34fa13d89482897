"""Words are found whole, and not where a prompt says no."""

import pytest

from retake_gui.engine.renderers.layers import LAYERS
from retake_gui.engine.renderers.looks import LOOKS
from retake_gui.engine.renderers.words import called_for

TABLE = {name: look.words for name, look in LOOKS.items()}


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("a NIGHT in the rain", ["night", "rain"]),
        ("black-and-white, golden  hour", ["black and white", "golden hour"]),
        ("the knight trained a brainstorming foghorn", []),
        ("without any fog, no rain; snowing", ["snow"]),
        ("b&w", ["black and white"]),
        ("", []),
    ],
)
def test_what_a_prompt_calls_for(prompt: str, names: list[str]) -> None:
    assert [call.name for call in called_for(prompt, TABLE)] == names


def test_every_word_of_the_tables_is_found() -> None:
    for table in (TABLE, {name: layer.words for name, layer in LAYERS.items()}):
        for name, words in table.items():
            for word in words:
                assert name in [call.name for call in called_for(f"Some {word}, please", table)]
