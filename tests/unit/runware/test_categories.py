import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.errors import Category
from retake_gui.runware.categories import categorise, category_of_status, service_error, status_error
from retake_gui.runware.secret import Secret
from retake_gui.runware.wire import ErrorObject

KEY = Secret("rw-very-secret")


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("insufficientCredits", Category.QUOTA),
        ("quotaExceeded", Category.QUOTA),
        ("paymentRequired", Category.QUOTA),
        ("balanceTooLow", Category.QUOTA),
        ("providerRateLimitExceeded", Category.RATE_LIMIT),
        ("timeoutProvider", Category.TIMEOUT),
        ("invalidApiKey", Category.AUTHENTICATION),
        ("unauthorized", Category.AUTHENTICATION),
        ("accountSuspended", Category.AUTHENTICATION),
        ("contentPolicyViolation", Category.SAFETY),
        ("providerContentPolicyViolation", Category.SAFETY),
        ("invalidProviderContent", Category.SAFETY),
        ("nsfwContentDetected", Category.SAFETY),
        ("moderationFailed", Category.SAFETY),
        ("taskFailedOrNotFound", Category.NOT_FOUND),
        ("mediaExpired", Category.NOT_FOUND),
        ("providerError", Category.PROVIDER),
        ("inferenceError", Category.PROVIDER),
        ("taskFailed", Category.PROVIDER),
        ("noAvailableServer", Category.PROVIDER),
        ("internalServerError", Category.SERVER),
        ("standardError", Category.SERVER),
        ("invalidDuration", Category.VALIDATION),
        ("missingPrompt", Category.VALIDATION),
        ("unsupportedFormat", Category.VALIDATION),
        ("conflictTaskUUID", Category.VALIDATION),
        ("unknownParameter", Category.VALIDATION),
        ("somethingNew", Category.UNKNOWN),
        ("", Category.UNKNOWN),
        # The first matching row wins.
        ("invalidCredits", Category.QUOTA),
        ("providerTimeout", Category.TIMEOUT),
        ("missingToken", Category.AUTHENTICATION),
        ("providerNotFound", Category.NOT_FOUND),
    ],
)
def test_codes_are_sorted_whatever_their_case(code: str, category: Category) -> None:
    assert categorise(code) is categorise(code.upper()) is categorise(code.lower()) is category


@given(st.text(max_size=60))
def test_any_code_has_a_category(code: str) -> None:
    assert categorise(code) in Category


@pytest.mark.parametrize(
    ("status", "category"),
    [
        (401, Category.AUTHENTICATION),
        (402, Category.QUOTA),
        (403, Category.AUTHENTICATION),
        (404, Category.NOT_FOUND),
        (408, Category.TIMEOUT),
        (418, Category.UNKNOWN),
        (429, Category.RATE_LIMIT),
        (500, Category.SERVER),
        (599, Category.SERVER),
    ],
)
def test_a_status_alone_says_something(status: int, category: Category) -> None:
    assert category_of_status(status) is category
    assert status_error(status).category is category
    assert status_error(status).code == f"http{status}"


def test_the_services_words_are_kept_and_its_fields_named() -> None:
    error = service_error(
        ErrorObject.read({"code": "invalidDuration", "message": "Too  short", "parameter": ["duration", "startTime"]}),
        KEY,
    )
    assert "Too short." in error.what
    assert error.parameters == ("duration", "startTime")
    assert error.kept
    assert error.do


@pytest.mark.parametrize("category", list(Category))
def test_every_category_ends_in_a_sentence_with_what_to_do(category: Category) -> None:
    codes = {
        Category.QUOTA: "insufficientCredits",
        Category.RATE_LIMIT: "rateLimit",
        Category.TIMEOUT: "timeout",
        Category.AUTHENTICATION: "invalidApiKey",
        Category.SAFETY: "promptBlocked",
        Category.NOT_FOUND: "taskNotFound",
        Category.PROVIDER: "providerError",
        Category.SERVER: "serviceUnavailable",
        Category.VALIDATION: "invalidSeed",
        Category.UNKNOWN: "eh",
    }
    error = service_error(ErrorObject.read({"code": codes[category]}), KEY)
    assert error.category is category
    assert error.what.endswith(".")
    assert error.kept.endswith(".")
    assert error.do.endswith(".")


def test_a_key_that_the_service_repeats_is_masked() -> None:
    said = {"code": "invalid_rw-very-secret", "message": "Key rw-very-secret is not known"}
    error = service_error(ErrorObject.read(said), KEY, status=400)
    assert "rw-very-secret" not in error.sentence + error.details + error.code


def test_addresses_in_the_services_words_lose_their_signature() -> None:
    told = "https://h/x.mp4?X-Amz-Signature=SECRET nor https://h/hook/SECRET"
    said = ErrorObject.read({"code": "taskFailed", "message": f"Reached neither {told} now"})
    error = service_error(said, KEY)
    assert "SECRET" not in error.sentence
    assert "https://h/x.mp4" in error.sentence
