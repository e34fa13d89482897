"""A project: clips, each with its current segment and its takes."""

from dataclasses import dataclass, field
from pathlib import Path

from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import NOTHING, Span

PROJECT_SUFFIX = ".retake"


@dataclass(frozen=True, slots=True)
class ProjectClip:
    """A clip as the project remembers it.

    Attributes:
        source: Path or URL as given.
        fingerprint: Content hash (size, and hashes of head, middle and tail), to notice a changed or moved file.
        segment: The current selection, possibly empty.
        draft: Settings as they stand in the panel, not yet sent.
    """

    id: int
    source: str
    fingerprint: str
    frames: int
    segment: Span = NOTHING
    draft: RetakeSettings = field(default_factory=RetakeSettings)
    chosen_take: int = 0


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """Where a project lies and what it is called."""

    path: Path
    name: str
    untitled: bool

    @property
    def takes_folder(self) -> Path:
        """Where the files of its takes lie, beside it."""
        return self.path.with_suffix(".takes")
