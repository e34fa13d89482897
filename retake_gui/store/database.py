"""One SQLite file, written so that what was committed survives a lost process and a lost power supply."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

from retake_gui.domain.errors import NewerFile, StorageError, UnusableFile
from retake_gui.store.schema import APPLICATION_ID, MIGRATIONS

_SECONDS_TO_WAIT = 20.0


class Database:
    """A file that any thread may use, and other processes too; reading never waits for what is being written.

    Raises:
        StorageError: The file is damaged, is no project, was written by a newer version, or the disk refuses.
    """

    application_id: ClassVar[int] = APPLICATION_ID
    migrations: ClassVar[tuple[str, ...]] = MIGRATIONS
    title: ClassVar[str] = "a Retake project"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock, self._reading = threading.RLock(), threading.Lock()
        self._link: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        try:
            link = self._connected()
        except sqlite3.Error as error:
            raise self._refused(error) from error
        self._link = link
        try:
            self._prepare(link)
            self._reader = self._connected()
        except sqlite3.Error as error:
            self.close()
            raise self._refused(error) from error
        except StorageError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; using it afterwards is refused."""
        with self._lock:
            link, self._link = self._link, None
            with self._reading:
                reader, self._reader = self._reader, None
                if reader is not None:
                    reader.close()
            if link is not None:
                link.close()

    def _connected(self) -> sqlite3.Connection:
        """Damaged text becomes surrogates, which its reader refuses; SQLite would refuse all rows that it is among."""
        link = sqlite3.connect(self.path, timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
        link.text_factory = lambda text: text.decode(errors="surrogateescape")
        return link

    def _prepare(self, link: sqlite3.Connection) -> None:
        version = link.execute("PRAGMA user_version").fetchone()[0]
        identity = link.execute("PRAGMA application_id").fetchone()[0]
        tables = link.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if identity != self.application_id and (tables or version):
            raise UnusableFile(f"{self.path.name} is not {self.title}.", do="Open a file made by Retake.")
        if version > len(self.migrations):
            raise NewerFile(
                f"{self.path.name} was written by a newer version of Retake.",
                kept="It was not changed.",
                do="Update Retake to open it.",
            )
        link.execute("PRAGMA journal_mode = WAL")
        link.execute("PRAGMA synchronous = FULL")
        link.execute("PRAGMA foreign_keys = ON")
        if version < len(self.migrations):
            self._migrate(link)

    def _migrate(self, link: sqlite3.Connection) -> None:
        """Bring the tables up to date in one transaction; another process may just have done it."""
        link.execute("BEGIN IMMEDIATE")
        try:
            version = link.execute("PRAGMA user_version").fetchone()[0]
            for step in self.migrations[version:]:
                for statement in filter(str.strip, step.split(";")):
                    link.execute(statement)
            link.execute(f"PRAGMA application_id = {self.application_id}")
            link.execute(f"PRAGMA user_version = {len(self.migrations)}")
        except sqlite3.Error:
            if link.in_transaction:  # a full disk has rolled back by itself
                link.execute("ROLLBACK")
            raise
        link.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; committed to the disk when the block ends, undone when it raises."""
        with self._lock:
            link = self._open()
            try:
                link.execute("BEGIN IMMEDIATE")
                try:
                    yield link
                except BaseException:
                    if link.in_transaction:  # a full disk has rolled back by itself
                        link.execute("ROLLBACK")
                    raise
                link.execute("COMMIT")
            except sqlite3.Error as error:
                if link.in_transaction:
                    link.execute("ROLLBACK")
                raise self._refused(error) from error

    def write_copy(self, path: Path) -> None:
        """Write all of it, as it stands, into a new file of its own.

        Raises:
            OSError: The disk refuses; what was written of the copy may be there.
        """
        with self._lock:
            try:
                path.unlink(missing_ok=True)
                self._open().execute("VACUUM INTO ?", (str(path),))
            except sqlite3.Error as error:
                raise OSError(str(error)) from error
        with path.open("rb+") as file:
            os.fsync(file.fileno())

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Everything that a query finds of what is committed."""
        with self._reading:
            try:
                return self._opened(self._reader).execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise self._refused(error) from error

    @property
    def data_version(self) -> int:
        """Changes whenever another connection than this one's has changed the file."""
        with self._lock:
            try:
                return int(self._open().execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as error:
                raise self._refused(error) from error

    def _open(self) -> sqlite3.Connection:
        return self._opened(self._link)

    def _opened(self, link: sqlite3.Connection | None) -> sqlite3.Connection:
        if link is None:
            raise StorageError(f"{self.path.name} is closed.", do="Open it again.")
        return link

    def _refused(self, error: sqlite3.Error) -> StorageError:
        name, text = self.path.name, str(error)
        if "locked" in text or "busy" in text:
            return StorageError(f"{name} is held by another program.", do="Close that program and try again.")
        if "full" in text:
            return StorageError(f"The disk of {name} is full.", kept="What was saved is safe.", do="Make room on it.")
        if "malformed" in text or "not a database" in text:
            return UnusableFile(f"{name} is damaged.", kept="It was not changed.", do="Restore it from a copy.")
        if "readonly" in text:
            return StorageError(f"{name} may not be written.", do="Check its permissions, or work on a copy.")
        if "unable to open" in text:
            return StorageError(f"{name} cannot be opened.", do="Check that its folder exists and may be written.")
        return StorageError(f"{name} cannot be used.", do="Try again, or restore a copy.", details=text)
