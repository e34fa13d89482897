"""What the program remembers about its user, in one JSON file."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retake_gui.domain.errors import UnusableFile
from retake_gui.domain.service import DEFAULT_MODEL
from retake_gui.domain.timebase import TimeDisplay
from retake_gui.domain.window import Context
from retake_gui.store.atomic import replace_text
from retake_gui.store.folders import data_path

_VERSION = 1


class AppSettings(BaseModel):
    """Preferences and the state of the window.

    Attributes:
        engine: ``draft``, ``runware``, or empty for what the environment suggests.
        base_url: Another service behind the same protocol, or empty.
        trusted_url: A base URL without encryption that the user confirmed, or empty.
        key_name: Which of several keys is used.
        notify: Whether the desktop is told of the end of a job while another window is in front.
        key_names: All that the user named; the keys themselves are never here.
        ask_above: Dollars above which a retake asks first; ``None`` never asks.
        geometry: The window's place, base64 as Qt writes it.
        scrub_sound: Whether scrubbing and stepping are heard.
        match_loudness: Whether source and take are made equally loud.
        loop_margin: Seconds that are looped before and after the range.
        keys: Keys of actions that the user changed, by the action's id.
    """

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    version: int = _VERSION
    engine: str = ""
    base_url: str = ""
    trusted_url: str = ""
    key_name: str = "runware"
    key_names: list[str] = Field(default_factory=list)
    model: str = DEFAULT_MODEL
    in_flight: int = Field(default=2, ge=1, le=4)
    ask_above: float | None = Field(default=2.0, ge=0.0, le=1_000_000.0, allow_inf_nan=False)
    notify: bool = True
    geometry: str = ""
    panels: str = ""
    unit: TimeDisplay = TimeDisplay.TIMECODE
    volume: float = Field(default=1.0, ge=0.0, le=1.0)
    scrub_sound: bool = True
    match_loudness: bool = False
    loop_margin: float = Field(default=1.0, ge=0.0, le=10.0)
    context: Context = Context.BALANCED
    last_folder: str = ""
    last_project: str = ""
    keys: dict[str, list[str]] = Field(default_factory=dict)


class SettingsFile:
    """The file of the settings; a broken one is set aside and never stands in the way.

    Attributes:
        problem: That the file was broken when it was read, and where it lies now.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_path() / "settings.json"
        self.problem: UnusableFile | None = None

    def load(self) -> AppSettings:
        """The settings; what is missing or impossible gets its default."""
        try:
            content = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return AppSettings()
        except OSError:  # they may be fine: what is saved next must not take their place
            self._set_aside()
            return AppSettings()
        try:
            facts = json.loads(content.decode())
        except (ValueError, RecursionError):
            facts = None
        if not isinstance(facts, dict):
            self._set_aside()
            return AppSettings()
        return _lenient(facts)

    def save(self, settings: AppSettings) -> None:
        """Write the settings.

        Raises:
            StorageError: The disk refuses.
        """
        replace_text(self.path, settings.model_dump_json(indent=2) + "\n")

    def _set_aside(self) -> None:
        aside = self.path.with_suffix(".broken.json")
        kept = f"The file is kept as {aside.name}."
        try:
            self.path.replace(aside)
        except OSError:
            kept = ""
        self.problem = UnusableFile(
            "The settings could not be read, so those of a new installation are used.",
            kept=kept,
            do="Set what you need again.",
        )


def _lenient(facts: dict[str, Any]) -> AppSettings:
    """Drop what does not fit, one value at a time, rather than everything."""
    try:
        return AppSettings.model_validate(facts)
    except ValidationError as error:
        wrong = {entry["loc"][0] for entry in error.errors()}
        return AppSettings.model_validate({name: value for name, value in facts.items() if name not in wrong})
