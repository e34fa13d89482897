"""Run by a test in a process of its own: plays a clip on the sound card and prints what the pictures did and when.

A process of its own, because QtMultimedia keeps the sound server that it found first.
"""

import json
import sys
import time
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from retake_gui.media.probe import probe
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.sound_out import CardOutput


def main(path: Path, start: int, speed: Fraction, seconds: float) -> None:
    """Play from a frame for some seconds."""
    application = QCoreApplication([])
    player = PlayerModel(CardOutput)
    player.set_clip(probe(path))
    player.seek(start)
    seen: list[tuple[int, float]] = []

    def begin() -> None:
        player.framesReady.connect(lambda pair: seen.append((pair.number, time.monotonic())))
        player.set_speed(speed)
        player.play()
        QTimer.singleShot(round(seconds * 1000), application.quit)

    QTimer.singleShot(1500, begin)
    application.exec()
    output = type(player._output).__name__
    player.close()
    sys.stdout.write(json.dumps({"output": output, "seen": seen}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Fraction(sys.argv[3]), float(sys.argv[4]))
