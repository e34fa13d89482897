"""How exported files are called: a template in which a clip and a take fill the gaps, ``{clip}_take_{n:03}``."""

import re
from dataclasses import dataclass
from string import Formatter

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.take import Take

USUAL_TEMPLATE = "{clip}_take_{n:03}"
FIELDS = ("clip", "n", "mode", "start", "end", "prompt", "date")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_WORDS = 5
_MOST = 120
_MODES = {"replace_audio": "audio", "replace_video": "video", "replace_audio_and_video": "both"}


@dataclass(frozen=True, slots=True)
class NameTemplate:
    """A template that can be filled.

    Raises:
        SettingRefused: It has a gap that nothing fills, or no name comes of it.
    """

    text: str = USUAL_TEMPLATE

    def __post_init__(self) -> None:
        try:
            gaps = [name for _, name, _, _ in Formatter().parse(self.text) if name is not None]
        except ValueError as error:
            raise _refused(f"“{self.text}” has an open bracket.") from error
        unknown = [name for name in gaps if name not in FIELDS]
        if unknown:
            raise _refused(f"Nothing is known about “{unknown[0]}”.")
        if "n" not in gaps:
            raise _refused("Without {n} all takes would have one name.")
        try:
            self.text.format(**dict.fromkeys(FIELDS, "a") | {"n": 1, "start": 1, "end": 1})
        except (ValueError, IndexError, KeyError, AttributeError) as error:
            raise _refused(f"“{self.text}” cannot be filled in.") from error

    def name(self, clip_stem: str, take: Take) -> str:
        """The name for a take, without an ending; what no file system takes is left out."""
        words = " ".join(take.settings.prompt.split()[:_WORDS])
        filled = self.text.format(
            clip=clip_stem,
            n=take.number,
            mode=_MODES[take.mode.value],
            start=take.segment.start,
            end=take.segment.end,
            prompt=words,
            date=take.created.strftime("%Y-%m-%d"),
        )
        return _FORBIDDEN.sub("-", filled).strip(" .")[:_MOST] or take.file_stem("take")


def _refused(what: str) -> SettingRefused:
    gaps = ", ".join(f"{{{name}}}" for name in FIELDS)
    return SettingRefused("name", what, do=f"Use {gaps}, such as {USUAL_TEMPLATE}.")


def is_text(name: str) -> bool:
    """Whether a name or an address can be written down: bytes that are no UTF-8 stand in it as halves of letters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
