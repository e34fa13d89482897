import itertools

import pytest
from PySide6.QtGui import QColor

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
    assert contrast(ink, ground) >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def contrast(one: str, other: str) -> float:
    """How far two colours are apart: the ratio of WCAG 2, 1 to 21."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(tone: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(tone.redF()) + 0.7152 * linear(tone.greenF()) + 0.0722 * linear(tone.blueF())
