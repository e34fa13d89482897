"""Half-open ranges of frames."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The frames ``start, start + 1, … end - 1``. May be empty, never backwards.

    Raises:
        ValueError: ``end`` lies before ``start``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a span cannot end ({self.end}) before it starts ({self.start})")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return self.end > self.start

    def __contains__(self, frame: int) -> bool:
        return self.start <= frame < self.end

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.end))

    def covers(self, other: Self) -> bool:
        """Whether every frame of the other span is in this one."""
        return not other or (self.start <= other.start and other.end <= self.end)

    def intersection(self, other: Self) -> "Span":
        """The frames in both; empty (at the later start) when there are none."""
        start = max(self.start, other.start)
        return Span(start, max(start, min(self.end, other.end)))

    def hull(self, other: Self) -> "Span":
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def shifted(self, by: int) -> "Span":
        """The same length, ``by`` frames later."""
        return Span(self.start + by, self.end + by)

    def within(self, bounds: Self) -> "Span":
        """Moved, and only if it must be shortened, so that it lies inside ``bounds``."""
        length = min(len(self), len(bounds))
        start = min(max(self.start, bounds.start), bounds.end - length)
        return Span(start, start + length)

    def grown(self, before: int, after: int, bounds: Self) -> "Span":
        """Extended on both sides as far as ``bounds`` allows."""
        return Span(max(bounds.start, self.start - before), min(bounds.end, self.end + after))


NOTHING = Span(0, 0)
