"""Markers of a clip in its project: a note beside it, so that nothing else has to know of them."""

import json
from collections.abc import Sequence

from retake_gui.domain.markers import Marker
from retake_gui.store.project_file import ProjectFile


def load_markers(project: ProjectFile, clip_id: int) -> tuple[Marker, ...]:
    """The markers of a clip; none where what is written cannot be understood.

    Raises:
        StorageError: The project cannot be read.
    """
    rows = project.rows("SELECT value FROM note WHERE name = ?", (_name(clip_id),))
    try:
        return (
            tuple(sorted(Marker(int(frame), str(name)) for frame, name in json.loads(str(rows[0][0])))) if rows else ()
        )
    except (ValueError, TypeError):
        return ()


def save_markers(project: ProjectFile, clip_id: int, markers: Sequence[Marker]) -> None:
    """Keep the markers of a clip.

    Raises:
        StorageError: The disk refuses.
    """
    value = json.dumps([[marker.frame, marker.name] for marker in markers])
    with project.writing() as link:
        link.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (_name(clip_id), value))


def _name(clip_id: int) -> str:
    return f"markers of clip {clip_id}"
