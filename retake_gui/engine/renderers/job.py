"""One result to render, and what came of it, as plain values that cross from the server to a worker process."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from retake_gui.domain.settings import Mode, OutputFormat

OnProgress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Everything that decides one result; the same job always gives the same file.

    Attributes:
        source: The whole clip that was sent.
        target: Where the result goes; the folder exists, the file does not.
        start: The request's ``startTime``, whole seconds in the clip.
        duration: The request's ``duration``, whole seconds.
        prompt: The request's ``positivePrompt``, or empty.
        seed: Another seed is another variation.
        quality: The request's ``outputQuality``, 20 to 99.
        frame_image: A picture that the segment starts from, or ``None``.
        quirks: Names of the deviations of real services that are asked for.
    """

    source: Path
    target: Path
    start: int
    duration: int
    mode: Mode
    prompt: str
    seed: int
    output_format: OutputFormat = OutputFormat.MP4
    quality: int = 95
    frame_image: Path | None = None
    quirks: frozenset[str] = frozenset()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain = asdict(self)
        plain.update(
            source=str(self.source),
            target=str(self.target),
            frame_image=None if self.frame_image is None else str(self.frame_image),
            quirks=sorted(self.quirks),
        )
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Self:
        """The job that :meth:`as_dict` wrote."""
        image = plain["frame_image"]
        return cls(
            **plain
            | {
                "source": Path(plain["source"]),
                "target": Path(plain["target"]),
                "mode": Mode(plain["mode"]),
                "output_format": OutputFormat(plain["output_format"]),
                "frame_image": None if image is None else Path(image),
                "quirks": frozenset(plain["quirks"]),
            }
        )


@dataclass(frozen=True, slots=True)
class RenderOutcome:
    """What a finished render says about itself.

    Attributes:
        effective_words: The words of the prompt that changed something, as they were written, in the prompt's order.
        frames: How many pictures the result has.
    """

    effective_words: tuple[str, ...] = ()
    frames: int = 0
