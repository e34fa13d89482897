"""The one import of OpenCV.

Its wheel points ``QT_QPA_PLATFORM_PLUGIN_PATH`` and ``QT_QPA_FONTDIR`` at its own copy of Qt when it is imported, which
breaks every Qt program started by ours (and a window of ours that opens later). Both are put back as they were.
"""

import os

_TAKEN_BY_OPENCV = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _TAKEN_BY_OPENCV}

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
