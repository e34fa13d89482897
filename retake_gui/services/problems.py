"""What an error means for a job: whether it waits for better days, and how it is written down."""

from retake_gui.domain.errors import (
    BrokenResult,
    Category,
    ResultExpired,
    RetakeError,
    ServiceError,
    ServiceUnreachable,
    SettingRefused,
    StorageError,
    UnreadableMedia,
)
from retake_gui.domain.job import JobFailure

_PASSING = frozenset({Category.AUTHENTICATION, Category.QUOTA, Category.RATE_LIMIT, Category.SERVER, Category.TIMEOUT})


def keeps_the_job(error: RetakeError) -> bool:
    """Whether the same job can go on when the cause is gone: a key, credit, the network, room on the disk."""
    if isinstance(error, ServiceError):
        return error.category in _PASSING
    return isinstance(error, ServiceUnreachable | ResultExpired | StorageError)


def passes_by_itself(error: RetakeError | None) -> bool:
    """Whether nobody has to do anything about it but wait."""
    if isinstance(error, ServiceError):
        return error.category in _PASSING - {Category.AUTHENTICATION, Category.QUOTA}
    return isinstance(error, ServiceUnreachable)


def failure_of(error: RetakeError) -> JobFailure:
    """An error as it is kept with a job and printed by the terminal."""
    if isinstance(error, ServiceError):
        parameter = ", ".join(error.parameters) or None
        return JobFailure(error.category.value, error.code, error.sentence, parameter, error.details)
    if isinstance(error, SettingRefused):
        return JobFailure(Category.VALIDATION.value, "settingRefused", error.sentence, error.parameter, error.details)
    return JobFailure(_category(error).value, type(error).__name__, error.sentence, details=error.details)


def fault(error: BaseException) -> StorageError:
    """What is to be said about a bug: the job waits, and the log has the rest."""
    return StorageError(
        f"Something unexpected went wrong here ({type(error).__name__}).",
        kept="The job is kept, with all that was paid for.",
        do="Resume it; the log in the data folder has more.",
    )


def _category(error: RetakeError) -> Category:
    if isinstance(error, UnreadableMedia):
        return Category.VALIDATION
    if isinstance(error, ServiceUnreachable):
        return Category.SERVER
    if isinstance(error, ResultExpired):
        return Category.NOT_FOUND
    if isinstance(error, BrokenResult):
        return Category.PROVIDER
    return Category.UNKNOWN
