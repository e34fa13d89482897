"""How a Python module of this program is started as another process."""

import os
import sys
from pathlib import Path

import retake_gui

_KEY_VARIABLE = "RUNWARE_API_KEY"


def module_command(module: str) -> list[str]:
    """The command for a module; ``-P`` so that files in the current folder cannot stand in for our imports."""
    return [sys.executable, "-P", "-m", module]


def module_environment() -> dict[str, str]:
    """This process's environment without its key, with our package importable whether or not it is installed."""
    root = str(Path(retake_gui.__file__).resolve().parent.parent)
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    inherited = {name: value for name, value in os.environ.items() if name != _KEY_VARIABLE}
    return inherited | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)), "PYTHONUNBUFFERED": "1"}
