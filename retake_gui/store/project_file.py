"""A project: one SQLite file with its clips, takes and journal, and a folder of files beside it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from retake_gui.domain.errors import NewerFile, StorageError, UnusableFile
from retake_gui.domain.project import PROJECT_SUFFIX, ProjectClip, ProjectInfo
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import NOTHING, Span
from retake_gui.domain.take import Rating, Take
from retake_gui.store import plain
from retake_gui.store.aside import Aside, put_aside
from retake_gui.store.damage import DAMAGE, counted, damaged, readable, unreadable
from retake_gui.store.folders import data_path
from retake_gui.store.journal import Journal

SUFFIX = PROJECT_SUFFIX
_CLIP = "SELECT id, source, fingerprint, frames, segment_start, segment_end, draft, chosen_take FROM clip"
_TAKE = "SELECT id, clip_id, number, task_uuid, video_uuid, facts FROM take"


class ProjectFile(Journal):
    """Everything that a project remembers. Each change is on the disk when its method returns.

    Attributes:
        set_aside: The file in whose place this project was begun.
    """

    set_aside: Aside | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a project that exists.

        Raises:
            StorageError: It is not there, or cannot be used.
        """
        if not path.is_file():
            raise StorageError(f"There is no project at {path}.", do="Check the name.")
        return cls(path.absolute())

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new project.

        Raises:
            StorageError: Something of that name exists, or the folder cannot be written.
        """
        if path.exists():
            raise StorageError(f"{path.name} exists already.", kept="It was not changed.", do="Choose another name.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{path.parent} cannot be made: {error.strerror}.", do="Choose another folder."
            ) from error
        return cls(path.absolute())

    @classmethod
    def open_untitled(cls, name: str = "Untitled") -> Self:
        """The project that needs no name, in the data folder; one that cannot be used is set aside, never deleted.

        Raises:
            StorageError: It is in use, or the disk refuses.
        """
        path = untitled_folder() / f"{name}{SUFFIX}"
        if not path.exists():
            return cls.create(path)
        try:
            return cls.open(path)
        except UnusableFile as error:
            aside = put_aside(path, newer=isinstance(error, NewerFile))
            project = cls.create(path)
            project.set_aside = aside
            return project

    @property
    def info(self) -> ProjectInfo:
        """Where it lies and what it is called."""
        return ProjectInfo(self.path, self.path.stem, untitled=self.path.parent == untitled_folder())

    def add_clip(
        self,
        source: str,
        fingerprint: str,
        frames: int,
        segment: Span = NOTHING,
        draft: RetakeSettings | None = None,
    ) -> ProjectClip:
        """Take a clip in."""
        settings = draft or RetakeSettings()
        with self.writing() as link:
            row = link.execute(
                "INSERT INTO clip (source, fingerprint, frames, segment_start, segment_end, draft)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (source, fingerprint, frames, segment.start, segment.end, _settings_text(settings)),
            ).lastrowid
        return ProjectClip(row or 0, source, fingerprint, frames, segment, settings)

    def save_clip(self, clip: ProjectClip) -> None:
        """Remember a clip as it stands now."""
        with self.writing() as link:
            link.execute(
                "UPDATE clip SET source = ?, fingerprint = ?, frames = ?, segment_start = ?, segment_end = ?,"
                " draft = ?, chosen_take = ? WHERE id = ?",
                (
                    clip.source,
                    clip.fingerprint,
                    clip.frames,
                    clip.segment.start,
                    clip.segment.end,
                    _settings_text(clip.draft),
                    clip.chosen_take,
                    clip.id,
                ),
            )

    def clips(self) -> list[ProjectClip]:
        """All clips in the order they came; see :meth:`damage` for those whose records cannot be read."""
        return readable(_clip, self.rows(f"{_CLIP} ORDER BY id"))

    def clip(self, clip_id: int) -> ProjectClip | None:
        """One clip.

        Raises:
            UnusableFile: Its record is damaged.
        """
        found = self.rows(f"{_CLIP} WHERE id = ?", (clip_id,))
        try:
            return _clip(found[0]) if found else None
        except DAMAGE as error:
            raise damaged(self.path, f"the clip {_file_name(found[0][1])}") from error

    def find_clip(self, source: str, fingerprint: str) -> ProjectClip | None:
        """The clip with this content; of several, the one at this place."""
        found = readable(_clip, self.rows(f"{_CLIP} WHERE fingerprint = ? ORDER BY id", (fingerprint,)))
        return next((clip for clip in found if clip.source == source), found[0] if found else None)

    def add_take(self, take: Take) -> Take:
        """Add a take; its id and number are given here. The same result of the same job is added only once."""
        with self.writing() as link:
            same = link.execute(
                f"{_TAKE} WHERE task_uuid = ? AND video_uuid = ?", (take.task_uuid, take.video_uuid)
            ).fetchone()
            if same is not None:
                return self._take(same)
            highest = link.execute("SELECT max(number) FROM take WHERE clip_id = ?", (take.clip_id,)).fetchone()[0]
            numbered = replace(take, number=(highest or 0) + 1)
            row = link.execute(
                "INSERT INTO take (clip_id, number, task_uuid, video_uuid, facts) VALUES (?, ?, ?, ?, ?)",
                (take.clip_id, numbered.number, take.task_uuid, take.video_uuid, self._take_text(numbered)),
            ).lastrowid
        return replace(numbered, id=row or 0)

    def has_take(self, task_uuid: str, video_uuid: str) -> bool:
        """Whether a result is a take already, be it removed since."""
        found = self.rows("SELECT 1 FROM take WHERE task_uuid = ? AND video_uuid = ?", (task_uuid, video_uuid))
        return bool(found)

    def save_take(self, take: Take) -> None:
        """Remember a take as it stands now."""
        with self.writing() as link:
            link.execute("UPDATE take SET facts = ? WHERE id = ?", (self._take_text(take), take.id))

    def remove_take(self, take_id: int) -> None:
        """Forget a take; its number is not used again and its file stays."""
        self._set_removed(take_id, 1)

    def restore_take(self, take_id: int) -> None:
        """Undo the removal of a take."""
        self._set_removed(take_id, 0)

    def _set_removed(self, take_id: int, removed: int) -> None:
        with self.writing() as link:
            link.execute("UPDATE take SET removed = ? WHERE id = ?", (removed, take_id))

    def takes(self, clip_id: int | None = None) -> list[Take]:
        """The takes of a clip, or of all, by number; see :meth:`damage` for those whose records cannot be read."""
        if clip_id is None:
            found = self.rows(f"{_TAKE} WHERE NOT removed ORDER BY clip_id, number")
        else:
            found = self.rows(f"{_TAKE} WHERE NOT removed AND clip_id = ? ORDER BY number", (clip_id,))
        return readable(self._take, found)

    def take(self, take_id: int) -> Take | None:
        """One take.

        Raises:
            UnusableFile: Its record is damaged.
        """
        found = self.rows(f"{_TAKE} WHERE id = ?", (take_id,))
        try:
            return self._take(found[0]) if found else None
        except DAMAGE as error:
            raise damaged(self.path, f"take {found[0][2]}") from error

    def damage(self) -> UnusableFile | None:
        """What is to be said about clips, takes and jobs whose records cannot be read; they are left as they are."""
        names = {row[0]: _file_name(row[1]) for row in self.rows("SELECT id, source FROM clip")}
        clips = [names[row[0]] for row in unreadable(_clip, self.rows(f"{_CLIP} ORDER BY id"))]
        found = unreadable(self._take, self.rows(f"{_TAKE} WHERE NOT removed ORDER BY clip_id, number"))
        takes = [f"{row[2]} of {names.get(row[1], row[1])}" for row in found]
        kinds = (counted("the clip", "clips", clips), counted("take", "takes", takes), self._lost_jobs())
        return damaged(self.path, *kinds) if any(kinds) else None

    def remember_prompts(self, *texts: str) -> None:
        """Put prompts on top of the history, the last one topmost."""
        with self.writing() as link:
            link.executemany(
                "INSERT INTO prompt (text, used) VALUES (?, ?) ON CONFLICT (text) DO UPDATE SET used = excluded.used",
                [(text, datetime.now(UTC).isoformat()) for text in texts],
            )

    def prompts(self, limit: int = 100) -> list[str]:
        """Prompts that were used, newest first."""
        return [str(row[0]) for row in self.rows("SELECT text FROM prompt ORDER BY used DESC LIMIT ?", (limit,))]

    def _take_text(self, take: Take) -> str:
        return json.dumps(
            {
                "segment": [take.segment.start, take.segment.end],
                "settings": plain.settings_as_plain(take.settings),
                "returned": self.short_path(take.returned),
                "engine": take.engine,
                "is_draft": take.is_draft,
                "created": take.created.isoformat(),
                "cost": plain.money_as_plain(take.cost),
                "seed": take.seed,
                "nsfw": take.nsfw,
                "rating": take.rating.value,
                "note": take.note,
                "window": take.window,
                "fit": take.fit,
                "report": take.report,
                "seams": take.seams.as_dict(),
                "sound_of": take.sound_of,
            }
        )

    def _take(self, row: Sequence[object]) -> Take:
        facts: dict[str, Any] = json.loads(str(row[5]).encode())
        cost = facts.get("cost")
        return Take(
            id=int(str(row[0])),
            clip_id=int(str(row[1])),
            number=int(str(row[2])),
            task_uuid=str(row[3]),
            video_uuid=str(row[4]),
            segment=Span(*facts["segment"]),
            settings=plain.settings_from_plain(facts["settings"]),
            returned=self.long_path(facts["returned"]),
            engine=facts["engine"],
            is_draft=bool(facts["is_draft"]),
            created=plain.moment(facts["created"]),
            cost=None if cost is None else Decimal(cost),
            seed=facts.get("seed"),
            nsfw=bool(facts.get("nsfw")),
            rating=Rating(facts.get("rating", Rating.NONE)),
            note=facts.get("note", ""),
            window=facts.get("window", {}),
            fit=facts.get("fit", {}),
            report=facts.get("report", {}),
            seams=Seams.from_dict(facts.get("seams", {})),
            sound_of=facts.get("sound_of"),
        )


def untitled_folder() -> Path:
    """Where projects without a name of the user's choice lie."""
    return data_path() / "projects"


def _file_name(source: object) -> str:
    return Path(str(source)).name


def _settings_text(settings: RetakeSettings) -> str:
    return json.dumps(plain.settings_as_plain(settings))


def _clip(row: Sequence[object]) -> ProjectClip:
    return ProjectClip(
        id=int(str(row[0])),
        source=str(row[1]),
        fingerprint=str(row[2]),
        frames=int(str(row[3])),
        segment=Span(int(str(row[4])), int(str(row[5]))),
        draft=plain.settings_from_plain(json.loads(str(row[6]).encode())),
        chosen_take=int(str(row[7])),
    )
