"""Projects that were opened on this machine, newest first."""

import json
from pathlib import Path

from retake_gui.domain.errors import StorageError
from retake_gui.store.atomic import replace_text
from retake_gui.store.folders import data_path
from retake_gui.store.project_file import SUFFIX, untitled_folder

_MOST = 200


class Library:
    """A list in the data folder; losing it loses nothing but the list."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or data_path()) / "projects.json"

    def known(self) -> list[Path]:
        """Projects that still exist, newest first; those of the data folder always among them."""
        listed = [Path(text) for text in self._read()]
        unlisted = sorted(untitled_folder().glob(f"*{SUFFIX}"))
        return [path for path in dict.fromkeys([*listed, *unlisted]) if path.is_file()]

    def last(self) -> Path | None:
        """The project that was opened last."""
        return next(iter(self.known()), None)

    def add(self, path: Path) -> None:
        """Put a project on top; a disk that refuses costs only the list."""
        entries = dict.fromkeys([str(path.absolute()), *self._read()])
        try:
            replace_text(self._file, json.dumps(list(entries)[:_MOST], indent=2) + "\n")
        except StorageError:
            return

    def _read(self) -> list[str]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [entry for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []
