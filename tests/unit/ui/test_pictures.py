from PySide6.QtGui import QColor, QImage

from retake_gui.ui.viewer.pictures import difference, heat_map


def plain(tone: QColor) -> QImage:
    made = QImage(8, 8, QImage.Format.Format_RGB32)
    made.fill(tone)
    return made


def brightness(image: QImage) -> int:
    tone = image.pixelColor(3, 3)
    return tone.red() + tone.green() + tone.blue()


def test_differences_are_multiplied_and_stop_at_white() -> None:
    one, other = plain(QColor(100, 100, 100)), plain(QColor(110, 90, 100))
    assert difference(one, other, 1).pixelColor(0, 0) == QColor(10, 10, 0)
    assert difference(one, other, 8).pixelColor(0, 0) == QColor(80, 80, 0)
    assert difference(plain(QColor("black")), plain(QColor("white")), 4).pixelColor(0, 0) == QColor("white")


def test_a_heat_map_gets_lighter_with_the_amount() -> None:
    steps = [brightness(heat_map(plain(QColor(value, value, value)))) for value in range(0, 256, 5)]
    assert steps == sorted(steps)
    assert steps[0] < 60
    assert steps[-1] == 3 * 255
