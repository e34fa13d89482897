from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.runware.backoff import Transient as Passing
from retake_gui.runware.backoff import from_transport, pause, retry_after, tries


@given(st.integers(1, 40))
def test_pauses_double_up_to_thirty_seconds_with_full_jitter(attempt: int) -> None:
    assert 0 < pause(attempt, None, 1.0) <= min(30.0, 2.0 ** (attempt - 1))


def test_what_the_server_asks_for_comes_first_and_is_scaled() -> None:
    assert pause(1, 7.0, 1.0) == 7.0
    assert pause(1, 7.0, 0.1) == pytest.approx(0.7)
    assert pause(1, 0.0, 1.0) > 0


def test_retry_after_is_read_as_seconds_or_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    assert retry_after(httpx.Headers({"Retry-After": "3"})) == 3.0
    assert retry_after(httpx.Headers({"Retry-After": soon})) == pytest.approx(20, abs=3)
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert retry_after(httpx.Headers({"Retry-After": past})) == 0.0
    for nothing in ("", "soon", "-"):
        assert retry_after(httpx.Headers({"Retry-After": nothing})) is None
    assert retry_after(httpx.Headers()) is None


@pytest.mark.parametrize("text", ["nan", "inf", "1e400"])
def test_a_retry_after_that_never_ends_is_not_believed(text: str) -> None:
    assert retry_after(httpx.Headers({"Retry-After": text})) is None


def test_only_before_a_connection_stood_is_it_sure_that_nothing_was_sent() -> None:
    request = httpx.Request("POST", "https://host.example")
    assert not from_transport(httpx.ConnectError("x", request=request)).ambiguous
    assert not from_transport(httpx.ConnectTimeout("x", request=request)).ambiguous
    for kind in (httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        assert from_transport(kind("x", request=request)).ambiguous


async def test_what_passes_is_tried_again() -> None:
    count = 0
    async for attempt in tries(0.0, attempts=3):
        with attempt:
            count += 1
            if count < 3:
                raise Passing("HTTP 503", ambiguous=True)
    assert count == 3


async def test_what_does_not_pass_is_not_tried_again() -> None:
    count = 0

    async def insist() -> None:
        nonlocal count
        async for attempt in tries(0.0):
            with attempt:
                count += 1
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await insist()
    assert count == 1
