import itertools

import pytest

from retake_gui.ui import theme

_GROUNDS = (theme.PICTURE, theme.GROUND, theme.PANEL, theme.RAISED, theme.FIELD)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *itertools.product((theme.TEXT, theme.ACCENT_BRIGHT, theme.ERROR, theme.GOOD), (*_GROUNDS, theme.HOVERED)),
        *itertools.product((theme.MUTED,), _GROUNDS),
        (theme.ON_ACCENT, theme.ACCENT),
        (theme.ON_ACCENT, theme.ACCENT_BRIGHT),
    ],
)
def test_text_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    assert theme.contrast(ink, ground) >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
