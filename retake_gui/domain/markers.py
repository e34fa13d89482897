"""Markers: places of a clip that the editor wants to find again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A marked frame."""

    frame: int
    name: str


def toggled(markers: Sequence[Marker], frame: int) -> tuple[Marker, ...]:
    """With a marker at a frame, or without the one that is there; a new one gets the first free number."""
    if any(marker.frame == frame for marker in markers):
        return tuple(marker for marker in markers if marker.frame != frame)
    return tuple(sorted((*markers, Marker(frame, _free_name(markers)))))


def renamed(markers: Sequence[Marker], frame: int, name: str) -> tuple[Marker, ...]:
    """With another name for the marker at a frame; an empty name leaves it."""
    wanted = " ".join(name.split())
    return tuple(replace(marker, name=wanted) if marker.frame == frame and wanted else marker for marker in markers)


def neighbour(markers: Iterable[Marker], frame: int, way: int) -> int | None:
    """The frame of the next marker (``way`` 1) or of the one before (-1), if there is one."""
    if way > 0:
        return min((marker.frame for marker in markers if marker.frame > frame), default=None)
    return max((marker.frame for marker in markers if marker.frame < frame), default=None)


def _free_name(markers: Sequence[Marker]) -> str:
    taken = {marker.name for marker in markers}
    return next(name for number in range(1, len(markers) + 2) if (name := f"Marker {number}") not in taken)
