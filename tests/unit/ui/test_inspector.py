from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from retake_gui.ui.viewer.inspector import Sample, difference_words, sample


def picture() -> QImage:
    made = QImage(4, 2, QImage.Format.Format_RGB32)
    made.fill(QColor(10, 20, 30))
    made.setPixelColor(3, 1, QColor(200, 100, 50))
    return made


def test_the_value_is_that_of_the_pixel_and_smaller_pictures_say_that_they_give_a_mean() -> None:
    assert sample("Source", picture(), QPointF(0.99, 0.99), 4) == Sample("Source", (200, 100, 50), exact=True)
    mean = sample("Source", picture(), QPointF(0, 0), 1920)
    assert mean is not None
    assert mean.colour == (10, 20, 30)
    assert not mean.exact


def test_there_is_no_value_outside() -> None:
    assert sample("Source", picture(), QPointF(1.0, 0.5), 4) is None
    assert sample("Source", picture(), QPointF(-0.5, 0.5), 4) is None


def test_differences_have_signs() -> None:
    one, other = Sample("Source", (10, 20, 30), exact=True), Sample("Take 1", (12, 20, 5), exact=True)
    assert difference_words(one, other).split() == ["+2", "+0", "-25"]
