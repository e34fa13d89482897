"""From a segment and settings to a job that is ready to be written down, with everything refused that can be."""

import base64
import mimetypes
import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.price import estimate
from retake_gui.domain.service import Service
from retake_gui.domain.settings import Request, RetakeSettings, check, check_request, is_web_address
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context, Window
from retake_gui.domain.window_plan import plan_window
from retake_gui.runware.wire import build_task
from retake_gui.store.plain import Plain, window_as_plain

_MOST_IMAGE = 20_000_000
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
UPLOADED = "(uploaded when the job starts)"
"""Stands for the media UUID where a request is only looked at."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A retake that could start now.

    Attributes:
        window: What is cut and sent; ``None`` where the service is given a media UUID of which nothing is known here.
        video: URL or media UUID that is sent as it is; empty where the window is cut and uploaded.
        body: The task as it would be sent, with placeholders for what is not known yet.
    """

    clip_id: int
    clip: Clip | None
    segment: Span
    settings: RetakeSettings
    engine: str
    service: Service
    window: Window | None
    request: Request
    estimate: Decimal
    video: str
    body: dict[str, Any]

    def plan_facts(self) -> Plain:
        """The plan as the journal keeps it."""
        facts = window_as_plain(self.window) if self.window is not None else {}
        return facts | {
            "start_seconds": self.request.start,
            "duration_seconds": self.request.duration,
            "video": self.video,
        }

    def with_prompt(self, prompt: str) -> "Planned":
        """The same frames asked for in other words; nothing about them is reckoned anew.

        Raises:
            SettingRefused: It is too short or too long.
        """
        settings = self.settings.changed(prompt=prompt)
        check(settings, self.service.most_results)
        image = image_value(settings)
        return replace(
            self,
            settings=settings,
            body=build_task(
                settings,
                self.request,
                task_uuid=str(uuid.UUID(int=0)),
                video=self.video or UPLOADED,
                frame_image_value=image,
            ),
        )

    def job(self, now: datetime, task_uuid: str | None = None) -> Job:
        """The job, before its first step."""
        return Job(
            task_uuid=check_uuid(task_uuid) if task_uuid else str(uuid.uuid4()),
            clip_id=self.clip_id,
            segment=self.segment,
            settings=self.settings,
            engine=self.engine,
            state=JobState.QUEUED,
            created=now,
            updated=now,
            estimate=self.estimate,
            window=self.plan_facts(),
        )


def plan_retake(
    clip_id: int,
    clip: Clip,
    segment: Span,
    settings: RetakeSettings,
    service: Service,
    context: Context = Context.BALANCED,
    video: str = "",
) -> Planned:
    """Plan a retake of a clip that lies here.

    Args:
        clip_id: Its number in the project.
        clip: Its facts.
        segment: The frames to be made anew.
        settings: What is asked for.
        service: Whose limits apply.
        context: How much around the segment is sent.
        video: A URL at which the service itself can fetch the clip; only with the whole clip as context.

    Raises:
        SettingRefused: A limit is broken; nothing was written or sent.
    """
    check(settings, service.most_results)
    window = plan_window(clip, segment, service, context)
    request = Request(window.start_seconds, window.duration_seconds)
    if video:
        check_request(request, float(clip.duration), service.least_seconds)
    image = image_value(settings)
    return Planned(
        clip_id=clip_id,
        clip=clip,
        segment=segment,
        settings=settings,
        engine=service.key,
        service=service,
        window=window,
        request=request,
        estimate=estimate(window.seconds, settings.results, service),
        video=video,
        body=build_task(
            settings, request, task_uuid=str(uuid.UUID(int=0)), video=video or UPLOADED, frame_image_value=image
        ),
    )


def plan_unseen(
    clip_id: int, video: str, request: Request, settings: RetakeSettings, service: Service, seconds: Fraction
) -> Planned:
    """Plan a retake of media that only the service has: whole seconds, and results as they are returned.

    Args:
        clip_id: Its number in the project.
        video: The media UUID.
        request: Whole seconds.
        settings: What is asked for.
        service: Whose limits apply.
        seconds: A guess of its length, for the estimate.

    Raises:
        SettingRefused: A limit is broken.
    """
    check(settings, service.most_results)
    check_request(request, float("inf"), service.least_seconds)
    image = image_value(settings)
    return Planned(
        clip_id=clip_id,
        clip=None,
        segment=Span(0, 0),
        settings=settings,
        engine=service.key,
        service=service,
        window=None,
        request=request,
        estimate=estimate(seconds, settings.results, service),
        video=video,
        body=build_task(settings, request, task_uuid=str(uuid.UUID(int=0)), video=video, frame_image_value=image),
    )


def image_value(settings: RetakeSettings) -> str | None:
    """What is sent for the first frame: a file as a data URI, everything else as it was given.

    Raises:
        SettingRefused: It is a path to nothing, to something else than an image, or too large.
    """
    if not settings.frame_images:
        return None
    value = settings.frame_images[0].value
    if value.startswith("data:") or is_web_address(value) or is_uuid(value):
        return value
    path = Path(value)
    if not _is_file(path):
        if len(value) > 200 and _BASE64.fullmatch(value):
            return value
        raise SettingRefused("frameImages", f"There is no image at {value[:200]}.", do="Check the name.")
    mime = mimetypes.guess_type(path.name)[0] or ""
    if not mime.startswith("image/"):
        raise SettingRefused("frameImages", f"{path.name} is not an image.", do="Choose a PNG, JPEG or WebP file.")
    if path.stat().st_size > _MOST_IMAGE:
        raise SettingRefused("frameImages", f"{path.name} is larger than 20 MB.", do="Choose a smaller image.")
    return f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"


def check_uuid(text: str) -> str:
    """A task UUID of the user's own.

    Raises:
        SettingRefused: It is not a version 4 UUID.
    """
    if not is_uuid(text) or uuid.UUID(text).version != 4:
        raise SettingRefused("taskUUID", f"“{text}” is not a version 4 UUID.", do="Leave it out to get a new one.")
    return str(uuid.UUID(text))


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as the service writes them."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
