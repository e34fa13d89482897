"""Where the window was: read before the first paint, so it is a small file of its own that needs no models."""

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
    """Geometry and layout as Qt writes them; empty where nothing is known."""

    geometry: bytes = b""
    panels: bytes = b""


def load_window_state(folder: Path | None = None) -> WindowState:
    """What was written last; a missing or broken file is no news."""
    try:
        facts = json.loads(((folder or data_path()) / _NAME).read_text(encoding="utf-8"))
        return WindowState(base64.b64decode(facts["geometry"]), base64.b64decode(facts["panels"]))
    except (OSError, ValueError, KeyError, TypeError):
        return WindowState()


def save_window_state(state: WindowState, folder: Path | None = None) -> None:
    """Write it; a disk that refuses costs only the place of the window."""
    facts = {
        "geometry": base64.b64encode(state.geometry).decode(),
        "panels": base64.b64encode(state.panels).decode(),
    }
    try:
        replace_text((folder or data_path()) / _NAME, json.dumps(facts) + "\n")
    except StorageError:
        return
