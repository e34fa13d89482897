"""Everything that can go wrong, as one tree.

    RetakeError                 has three sentences: what happened, what was kept, what to do
    ├── Refused                 refused before anything was sent or written
    │   ├── SettingRefused      one setting breaks a limit; names the parameter
    │   ├── UnreadableMedia     a file that cannot be opened or used as a clip
    │   └── IllegalTransition   a job was asked to take a step that its state does not allow (a bug)
    ├── ServiceError            the service answered with an error; has a category, a code and the field it concerns
    ├── ServiceUnreachable      no usable answer; the job stays as it was and can be resumed
    ├── ResultExpired           the media host no longer has the file; the job is asked again
    ├── BrokenResult            what was downloaded is not what was promised
    └── StorageError            the disk refused (full, read-only, gone, locked by another program)
        └── UnusableFile        it gave a file that is damaged, foreign, or of a newer version

Cancelling is not an error: it is ``asyncio.CancelledError`` or a job state.
"""

from collections.abc import Iterable
from enum import StrEnum


class Category(StrEnum):
    """Why the service refused, as far as an editor has to tell the cases apart."""

    QUOTA = "quota"
    RATE_LIMIT = "rate limit"
    TIMEOUT = "timeout"
    AUTHENTICATION = "authentication"
    SAFETY = "safety"
    NOT_FOUND = "not found"
    PROVIDER = "provider"
    SERVER = "server"
    VALIDATION = "validation"
    UNKNOWN = "unknown"


class RetakeError(Exception):
    """An error an editor can act upon.

    Attributes:
        what: What happened, one sentence.
        kept: What is safe, one sentence, or empty.
        do: What to do now, one sentence, or empty.
        details: Redacted technical detail for *Copy details*; never shown by itself.
    """

    def __init__(self, what: str, *, kept: str = "", do: str = "", details: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.do = do
        self.details = details

    @property
    def sentence(self) -> str:
        """All that is shown to the user, on one line."""
        return " ".join(part for part in (self.what, self.kept, self.do) if part)

    def __str__(self) -> str:
        return self.sentence


class Refused(RetakeError):
    """Refused before anything was sent or written."""


class SettingRefused(Refused):
    """A setting breaks one of its limits.

    Attributes:
        parameter: The contract's name of the setting, such as ``positivePrompt``.
    """

    def __init__(self, parameter: str, what: str, *, do: str = "") -> None:
        super().__init__(what, do=do)
        self.parameter = parameter


class UnreadableMedia(Refused):
    """A file that cannot be opened, or has nothing in it that can be retaken."""


class IllegalTransition(Refused):
    """A job was asked to take a step that its state does not allow."""


class ServiceError(RetakeError):
    """The service answered with an error object.

    Attributes:
        category: What kind of refusal it is.
        code: The service's own code, unstable, for details.
        parameters: The contract's names of the fields it concerns, or empty.
        task_uuid: The task it belongs to, or ``None`` for a refusal of the whole request.
        in_doubt: Whether an earlier try of the same request may have been accepted all the same.
    """

    def __init__(
        self,
        what: str,
        *,
        category: Category,
        code: str = "",
        parameters: Iterable[str] = (),
        task_uuid: str | None = None,
        kept: str = "",
        do: str = "",
        details: str = "",
    ) -> None:
        super().__init__(what, kept=kept, do=do, details=details)
        self.category = category
        self.code = code
        self.parameters = tuple(parameters)
        self.task_uuid = task_uuid
        self.in_doubt = False


class ServiceUnreachable(RetakeError):
    """No usable answer came: connection refused or lost, no name, no bytes, or only transient errors."""


class ResultExpired(RetakeError):
    """The media host answered 401, 403, 404 or 410: the result's address no longer works."""


class BrokenResult(RetakeError):
    """A downloaded file has the wrong length, or does not decode."""


class StorageError(RetakeError):
    """The disk refused: full, read-only, gone, or held by another program."""


class UnusableFile(StorageError):
    """What a file of the program holds cannot be used, now or later: damaged, foreign, or of a newer version."""


class NewerFile(UnusableFile):
    """A file of a newer version of the program, which can use it."""
