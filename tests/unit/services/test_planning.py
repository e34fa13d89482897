import uuid
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.job import JobState
from retake_gui.domain.service import DRAFT, RUNWARE
from retake_gui.domain.settings import FrameImage, Request, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.services.planning import check_uuid, image_value, is_uuid, plan_retake, plan_unseen
from retake_gui.store.plain import window_from_plain
from tests.facts import a_clip

SETTINGS = RetakeSettings(prompt="rain")


def test_a_plan_becomes_a_job_that_remembers_its_window() -> None:
    planned = plan_retake(7, a_clip(), Span(48, 120), SETTINGS, RUNWARE)
    job = planned.job(datetime.now(UTC))
    assert (job.clip_id, job.state, job.estimate) == (7, JobState.QUEUED, planned.estimate)
    assert window_from_plain(job.window) == planned.window
    assert uuid.UUID(job.task_uuid).version == 4
    lightricks = planned.body["providerSettings"]["lightricks"]
    assert lightricks == {
        "startTime": planned.request.start,
        "duration": planned.request.duration,
        "mode": "replace_audio_and_video",
    }


def test_limits_are_held_before_anything_is_written() -> None:
    for settings in (RetakeSettings(), SETTINGS.changed(quality=5), SETTINGS.changed(results=5)):
        with pytest.raises(SettingRefused):
            plan_retake(1, a_clip(), Span(48, 120), settings, DRAFT)
    with pytest.raises(SettingRefused):
        plan_retake(1, a_clip(), Span(5, 5), SETTINGS, DRAFT)


def test_an_address_is_sent_as_it_is() -> None:
    planned = plan_retake(1, a_clip(), Span(48, 120), SETTINGS, RUNWARE, Context.WHOLE, "https://h/in.mp4")
    assert planned.body["inputs"]["video"] == "https://h/in.mp4"
    assert planned.request == Request(2, 3)


def test_media_that_only_the_service_has_is_planned_in_whole_seconds() -> None:
    planned = plan_unseen(1, str(uuid.uuid4()), Request(2, 3), SETTINGS, RUNWARE, Fraction(6))
    assert planned.estimate == Decimal("0.600")
    assert window_from_plain(planned.job(datetime.now(UTC)).window) is None
    with pytest.raises(SettingRefused):
        plan_unseen(1, "x", Request(2, 1), SETTINGS, RUNWARE, Fraction(6))


def test_frame_images_of_every_form(tmp_path: Path) -> None:
    picture, text = tmp_path / "first.png", tmp_path / "notes.txt"
    picture.write_bytes(b"\x89PNG")
    text.write_text("no")

    def value(given: str) -> str | None:
        return image_value(SETTINGS.changed(frame_images=(FrameImage(given),)))

    assert image_value(SETTINGS) is None
    assert value(str(picture)) == "data:image/png;base64,iVBORw=="
    for given in ("https://h/i.png", "data:image/png;base64,AA==", "aac49721-1964-481a-ae78-8a4e29b91402", "A" * 400):
        assert value(given) == given
    for given in (str(text), "missing.png", str(tmp_path)):
        with pytest.raises(SettingRefused):
            value(given)


def test_task_numbers_are_version_four() -> None:
    assert check_uuid("2eb310fd-c023-46a5-a0fa-5e977ff54bce")
    for text in ("12", "2eb310fd-c023-16a5-a0fa-5e977ff54bce"):
        with pytest.raises(SettingRefused):
            check_uuid(text)
    assert not is_uuid("nothing")
