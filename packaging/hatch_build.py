"""Wheels carry the resources inside the package; an editable install reaches them in the checkout."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_CARRIED = {".svg", ".mp4", ".md", ".desktop", ".ttf", ".png"}


class ResourcesHook(BuildHookInterface[Any]):
    """Adds the files of ``resources`` to a standard wheel, without the scripts that made them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files before hatchling packs them."""
        if version != "standard":
            return
        folder = Path(self.root) / "resources"
        for path in sorted(folder.rglob("*")):
            if path.suffix in _CARRIED:
                place = path.relative_to(folder).as_posix()
                build_data["force_include"][str(path)] = f"retake_gui/_resources/{place}"
