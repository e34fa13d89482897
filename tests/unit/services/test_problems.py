import pytest

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
from retake_gui.services.problems import failure_of, keeps_the_job


@pytest.mark.parametrize(
    ("error", "keeps"),
    [
        (ServiceError("x", category=Category.QUOTA), True),
        (ServiceError("x", category=Category.AUTHENTICATION), True),
        (ServiceError("x", category=Category.RATE_LIMIT), True),
        (ServiceError("x", category=Category.SAFETY), False),
        (ServiceError("x", category=Category.VALIDATION), False),
        (ServiceUnreachable("x"), True),
        (ResultExpired("x"), True),
        (StorageError("x"), True),
        (BrokenResult("x"), False),
        (UnreadableMedia("x"), False),
    ],
)
def test_what_passes_keeps_the_job(error: RetakeError, keeps: bool) -> None:
    assert keeps_the_job(error) is keeps


def test_failures_name_category_code_and_field() -> None:
    refused = ServiceError("No.", category=Category.SAFETY, code="c", parameters=["a", "b"], do="Change it.")
    assert failure_of(refused).as_json() == {
        "category": "safety",
        "code": "c",
        "message": "No. Change it.",
        "parameter": "a, b",
    }
    assert failure_of(SettingRefused("ttl", "x")).parameter == "ttl"
    assert failure_of(BrokenResult("x")).category == "provider"
