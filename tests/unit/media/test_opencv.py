import os
import subprocess
import sys

_SCRIPT = """
import os
from retake_gui.media.opencv import cv2
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"), cv2.CAP_ANY)
"""


def _imported(**extra: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_QPA_")}
    ran = subprocess.run([sys.executable, "-c", _SCRIPT], env=kept | extra, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_qt_variables_stay_unset() -> None:
    assert _imported() == "None None 0"


def test_qt_variables_stay_as_they_were() -> None:
    assert _imported(QT_QPA_PLATFORM_PLUGIN_PATH="/a", QT_QPA_FONTDIR="/b") == "/a /b 0"
