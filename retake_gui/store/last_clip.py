"""Which clip of a project was open last: a note beside the clips, which are in the order they came."""

from retake_gui.domain.project import ProjectClip
from retake_gui.store.project_file import ProjectFile

_NAME = "last clip"


def last_clip(project: ProjectFile) -> ProjectClip | None:
    """The clip to go on with; where none was noted, the newest.

    Raises:
        StorageError: The project cannot be read.
    """
    rows = project.rows("SELECT value FROM note WHERE name = ?", (_NAME,))
    noted = str(rows[0][0]) if rows else ""
    clips = project.clips()
    kept = next((clip for clip in clips if noted.isdecimal() and clip.id == int(noted)), None)
    return kept or next(reversed(clips), None)


def keep_last_clip(project: ProjectFile, clip_id: int) -> None:
    """Note that a clip is open.

    Raises:
        StorageError: The disk refuses.
    """
    with project.writing() as link:
        link.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (_NAME, str(clip_id)))
