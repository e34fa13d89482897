"""What an export is to write, and what it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.fitted import Part
from retake_gui.media.recipe import Recipe


class ExportKind(StrEnum):
    """In which form a take leaves; the values are the terminal's."""

    SMART = "smart"
    FULL = "full"
    SEGMENT = "segment"
    AS_RETURNED = "as-returned"


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is to be written.

    Attributes:
        clip: The source.
        window: What was sent.
        recipe: How the return is brought back.
        returned: The service's file.
        target: Does not exist; its ending chooses the container.
        codec: Of the picture; empty for the clip's own.
        sound: Whose sound is heard instead of the take's own.
        handles: Frames on each side of the segment that :attr:`ExportKind.SEGMENT` brings along.
        metadata: Written into the file beside the source's.
    """

    clip: Clip
    window: Window
    recipe: Recipe
    returned: Path
    target: Path
    kind: ExportKind = ExportKind.FULL
    mode: Mode = Mode.BOTH
    seams: Seams = field(default_factory=Seams)
    sound: Part | None = None
    codec: str = ""
    handles: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> Part:
        """What gives the picture."""
        return Part(self.window, self.recipe, self.returned, self.mode)

    @property
    def heard(self) -> Part:
        """What gives the sound."""
        return self.sound or self.seen

    @property
    def span(self) -> Span:
        """Frames of the clip that are written."""
        if self.kind is ExportKind.SEGMENT:
            return self.window.segment.grown(self.handles, self.handles, self.clip.whole)
        return self.clip.whole


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    Attributes:
        encoded: Frames of the clip that were encoded anew.
        copied_pictures: Whether picture packets were taken over.
        copied_sound: Whether sound packets were taken over.
        notes: Sentences for people.
    """

    path: Path
    kind: ExportKind
    frames: int
    encoded: tuple[Span, ...] = ()
    copied_pictures: bool = False
    copied_sound: bool = False
    notes: tuple[str, ...] = ()
