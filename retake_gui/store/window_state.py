"""Where the window was, and what it showed.

It is read before the first paint, so it is a small file of its own that needs no models.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from retake_gui.domain.errors import StorageError
from retake_gui.store.atomic import replace_text
from retake_gui.store.folders import data_path

_NAME = "window.json"


@dataclass(frozen=True, slots=True)
class WindowState:
    """Geometry and layout as Qt writes them; empty where nothing is known.

    Attributes:
        clip: The name of the clip that was open, which is waited for at the next start.
    """

    geometry: bytes = b""
    panels: bytes = b""
    clip: str = ""


def load_window_state(folder: Path | None = None) -> WindowState:
    """What was written last; a missing or broken file is no news."""
    try:
        facts = json.loads(((folder or data_path()) / _NAME).read_text(encoding="utf-8"))
        places = base64.b64decode(facts["geometry"]), base64.b64decode(facts["panels"])
        return WindowState(*places, str(facts.get("clip", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return WindowState()


def save_window_state(state: WindowState, folder: Path | None = None) -> None:
    """Write it; a disk that refuses costs only the place of the window."""
    facts = {
        "geometry": base64.b64encode(state.geometry).decode(),
        "panels": base64.b64encode(state.panels).decode(),
        "clip": state.clip,
    }
    try:
        replace_text((folder or data_path()) / _NAME, json.dumps(facts) + "\n")
    except StorageError:
        return
