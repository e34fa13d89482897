import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF

from retake_gui.ui.viewer.view import FIT, View, fitting

PANE, PICTURE = QSizeF(800, 600), QSizeF(1280, 720)


def test_a_fitted_picture_is_whole_and_centred() -> None:
    area = FIT.area(PANE, PICTURE)
    assert (area.left(), area.width()) == (0, 800)
    assert area.top() == pytest.approx((600 - 450) / 2)


@given(factor=st.floats(0.2, 20), x=st.floats(0, 800), y=st.floats(80, 520))
def test_zooming_in_keeps_the_point_under_the_pointer_while_the_pane_is_covered(
    factor: float, x: float, y: float
) -> None:
    start = View(2.0, 0.5, 0.5)
    before = start.area(PANE, PICTURE)
    after = start.zoomed(max(1.0, factor), QPointF(x, y), PANE, PICTURE).area(PANE, PICTURE)
    assert (x - after.left()) / after.width() == pytest.approx((x - before.left()) / before.width(), abs=1e-6)
    assert (y - after.top()) / after.height() == pytest.approx((y - before.top()) / before.height(), abs=1e-6)


@given(x=st.floats(-5000, 5000), y=st.floats(-5000, 5000), scale=st.floats(0.1, 30))
def test_moving_never_shows_a_needless_border(x: float, y: float, scale: float) -> None:
    area = View(scale).moved(QPointF(x, y), PANE, PICTURE).area(PANE, PICTURE)
    if area.width() >= PANE.width():
        assert area.left() <= 1e-6
        assert area.right() >= PANE.width() - 1e-6
    else:
        assert area.center().x() == pytest.approx(PANE.width() / 2)


def test_an_empty_pane_or_picture_has_a_scale() -> None:
    assert fitting(QSizeF(), PICTURE) == 1
    assert fitting(PANE, QSizeF()) == 1
