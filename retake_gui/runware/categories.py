"""Hundreds of unstable codes, sorted into the few categories that an editor has to tell apart."""

import re
from dataclasses import dataclass

from retake_gui.domain.errors import Category, ServiceError
from retake_gui.runware.exchange import without_secrets
from retake_gui.runware.secret import Secret
from retake_gui.runware.wire import ErrorObject

_TABLE: tuple[tuple[Category, re.Pattern[str]], ...] = tuple(
    (category, re.compile(pattern, re.IGNORECASE))
    for category, pattern in (
        (Category.QUOTA, r"credits|quota|balance|^paymentRequired$"),
        (Category.RATE_LIMIT, r"ratelimit"),
        (Category.TIMEOUT, r"timeout"),
        (Category.AUTHENTICATION, r"apikey|unauthorized|forbidden|permission|token|suspended|authentication"),
        (
            Category.SAFETY,
            (
                r"^(contentPolicyViolation|providerContentPolicyViolation|invalidProviderContent|nsfwContentDetected"
                r"|sensitiveContentDetected|promptBlocked|imageBlocked|moderationFailed)$"
            ),
        ),
        (Category.NOT_FOUND, r"(notfound|expired)$"),
        (
            Category.PROVIDER,
            r"^provider|^(inferenceError|processingFailed|taskFailed|noAvailableServer|modelUnavailable)$",
        ),
        (Category.SERVER, r"^(internalServerError|serviceUnavailable|standardError)$"),
        (Category.VALIDATION, r"^(invalid|missing|unsupported|conflict|duplicate)|^unknownParameter$"),
    )
)

_STATUS = {
    401: Category.AUTHENTICATION,
    402: Category.QUOTA,
    403: Category.AUTHENTICATION,
    404: Category.NOT_FOUND,
    408: Category.TIMEOUT,
    429: Category.RATE_LIMIT,
}


@dataclass(frozen=True, slots=True)
class _Words:
    what: str
    do: str


_WORDS = {
    Category.QUOTA: _Words("The account has too little credit.", "Top up the account, then try again."),
    Category.RATE_LIMIT: _Words("The service takes no more requests for the moment.", "Try again in a minute."),
    Category.TIMEOUT: _Words("The service took too long and gave up.", "Try again."),
    Category.AUTHENTICATION: _Words("The service does not accept the key.", "Enter a valid key, then try again."),
    Category.SAFETY: _Words(
        "The service refused this on safety grounds.", "Change the prompt or the first frame, then try again."
    ),
    Category.NOT_FOUND: _Words("The service no longer knows this.", "Start the retake again."),
    Category.PROVIDER: _Words("The model's provider failed.", "Try again; nothing in the request is wrong."),
    Category.SERVER: _Words("The service failed.", "Try again in a minute."),
    Category.VALIDATION: _Words("The service refused the request.", "Change what it names, then try again."),
    Category.UNKNOWN: _Words("The service refused the request.", "Try again, or change the request."),
}
_KEPT = "Clip, range and prompt are kept."
_MOST_MESSAGE = 500
_MOST_CODE = 100


def categorise(code: str) -> Category:
    """The category of a code; the first matching row wins, and what matches none is unknown."""
    return next((category for category, pattern in _TABLE if pattern.search(code)), Category.UNKNOWN)


def category_of_status(status: int) -> Category:
    """The category of an HTTP status that came without an error object."""
    return _STATUS.get(status, Category.SERVER if status >= 500 else Category.UNKNOWN)


def service_error(error: ErrorObject, key: Secret, *, status: int = 0, details: str = "") -> ServiceError:
    """An error object in sentences: what happened (with the service's own words), what was kept, what to do.

    Args:
        error: As it came.
        key: Masked should the service repeat it.
        status: HTTP status, which decides where the code says nothing.
        details: The redacted exchange.
    """
    category = categorise(error.code)
    if category is Category.UNKNOWN and status in _STATUS:
        category = _STATUS[status]
    words = _WORDS[category]
    message = key.removed_from(without_secrets(_plain(error.message)))[:_MOST_MESSAGE]
    code = key.removed_from(_plain(error.code))[:_MOST_CODE]
    what = f"{words.what} It says: {message}" if message else words.what
    return ServiceError(
        what if what.endswith((".", "!", "?")) else f"{what}.",
        category=category,
        code=code,
        parameters=tuple(key.removed_from(_plain(name))[:_MOST_CODE] for name in error.parameters),
        task_uuid=error.task_uuid or None,
        kept=_KEPT,
        do=words.do,
        details=details or (f"HTTP {status}: {code}" if status else code),
    )


def status_error(status: int, details: str = "") -> ServiceError:
    """A refusal that came without an error object."""
    category = category_of_status(status)
    words = _WORDS[category]
    return ServiceError(
        words.what,
        category=category,
        code=f"http{status}",
        kept=_KEPT,
        do=words.do,
        details=details or f"HTTP {status}",
    )


def _plain(text: str) -> str:
    """One line that can be printed anywhere, whatever the service wrote."""
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
