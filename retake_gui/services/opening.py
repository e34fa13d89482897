"""Opening a clip: measured, recognised, and found again in the project."""

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.domain.naming import is_text
from retake_gui.domain.project import ProjectClip
from retake_gui.media.probe import probe
from retake_gui.services.background import run_blocking
from retake_gui.store.fingerprint import fingerprint
from retake_gui.store.last_clip import keep_last_clip
from retake_gui.store.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class OpenedClip:
    """A clip with what the project remembers of it."""

    clip: Clip
    remembered: ProjectClip


class ClipOpener:
    """Takes clips into a project."""

    def __init__(self, project: ProjectFile, executor: Executor | None = None) -> None:
        self._project, self._executor = project, executor

    async def open(self, path: Path) -> OpenedClip:
        """Measure a file, and find its row in the project or make one.

        Raises:
            UnreadableMedia: It is not there, or nothing in it can be retaken.
            StorageError: It, or the project, cannot be read or written.
        """
        return await run_blocking(lambda _progress, _stop: self._open(path.absolute()), executor=self._executor)

    def _open(self, path: Path) -> OpenedClip:
        if not is_text(str(path)):
            raise UnreadableMedia(
                f"The name “{str(path).encode(errors='replace').decode()}” is not in the encoding of this system.",
                do="Rename the file or the folder, then open it again.",
            )
        if not path.is_file():
            raise UnreadableMedia(f"There is no file at {path}.", do="Check the name, or find the file again.")
        clip = probe(path)
        mark, source = fingerprint(path), str(path)
        known = self._project.find_clip(source, mark) or self._project.add_clip(source, mark, clip.frames)
        if known.source != source:
            known = replace(known, source=source)
            self._project.save_clip(known)
        keep_last_clip(self._project, known.id)
        return OpenedClip(clip, known)


async def measured(path: Path) -> Clip:
    """The facts of a file that is not taken into a project.

    Raises:
        UnreadableMedia: It is not there, or cannot be used as a clip.
    """
    return await run_blocking(lambda _progress, _stop: probe(path))
