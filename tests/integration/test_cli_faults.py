"""What the terminal makes of a service on its bad days: the right exit status, a sentence, the job kept."""

from pathlib import Path

import pytest

from tests.clips import numbered_clip
from tests.integration.misbehaving import BadDay, accepted, misbehaving, refused
from tests.integration.terminal import Ran, retake_here

_KEY = "a-key-of-the-test"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


def run(clip: Path, day: BadDay, cwd: Path) -> Ran:
    words = ("run", clip, "--start", "1", "--duration", "1", "--prompt", "rain", "--json")
    more = {"RETAKE_BASE_URL": day.base_url, "RUNWARE_API_KEY": _KEY, "RETAKE_POLL_SCALE": "0.01"}
    return retake_here(*words, cwd=cwd, **more)


@pytest.mark.parametrize(
    ("status", "code", "exit_status", "state", "category"),
    [
        (401, "invalidApiKey", 3, "waiting", "authentication"),
        (402, "insufficientCredits", 4, "waiting", "quota"),
        (400, "insufficientCredits", 4, "waiting", "quota"),
        (429, "rateLimitExceeded", 5, "waiting", "rate limit"),
        (400, "invalidPositivePrompt", 1, "failed", "validation"),
        (400, "contentPolicyViolation", 1, "failed", "safety"),
        (200, "providerError", 1, "failed", "provider"),
    ],
)
def test_refusals_are_told_apart(
    clip: Path, tmp_path: Path, status: int, code: str, exit_status: int, state: str, category: str
) -> None:
    with misbehaving(BadDay(refused(status, code))) as day:
        ran = run(clip, day, tmp_path)
    assert ran.status == exit_status, ran.err
    assert ran.last["state"] == state
    assert ran.last["errors"][0]["category"] == category
    assert len({task["taskUUID"] for task in day.submitted}) == 1
    assert _KEY not in ran.out + ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("media_status", [401, 403, 404, 410])
def test_a_result_that_expired_is_asked_for_again_and_then_waits(clip: Path, tmp_path: Path, media_status: int) -> None:
    with misbehaving(BadDay(accepted, media_status)) as day:
        ran = run(clip, day, tmp_path)
    assert ran.status == 5, ran.err
    assert ran.last["state"] == "waiting"
    assert len(day.fetched) == 4
    assert not any("authorization" in name.lower() for headers in day.fetched for name in headers)
    assert len(day.submitted) == 1
