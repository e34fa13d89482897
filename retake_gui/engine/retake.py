"""A retake as the engine works on it: the task's JSON, once it is known to be right, as typed values."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from retake_gui.domain.clip import Clip
from retake_gui.domain.service import Service
from retake_gui.domain.settings import Mode, OutputFormat
from retake_gui.engine.faults import Fault
from retake_gui.engine.request_body import LongText

MIME = {
    OutputFormat.MP4: "video/mp4",
    OutputFormat.WEBM: "video/webm",
    OutputFormat.MOV: "video/quicktime",
}


@dataclass(frozen=True, slots=True)
class Retake:
    """One task.

    Attributes:
        video: Media UUID or address.
        frame_image: In any of the contract's forms, or ``None``.
        checked: Whether a safety check was asked for.
    """

    task_uuid: str
    start: int
    duration: int
    mode: Mode
    prompt: str
    video: str
    frame_image: str | LongText | None
    output_format: OutputFormat
    quality: int
    results: int
    ttl: int | None
    include_cost: bool
    checked: bool
    webhook_url: str
    upload_endpoint: str

    @classmethod
    def from_task(cls, task: dict[str, Any]) -> Self:
        """Take over a task that was found to be right, with the contract's defaults."""
        provider = task["providerSettings"]["lightricks"]
        safety = task.get("safety", {})
        return cls(
            task_uuid=task["taskUUID"],
            start=provider["startTime"],
            duration=provider["duration"],
            mode=Mode(provider.get("mode", Mode.BOTH)),
            prompt=task.get("positivePrompt", ""),
            video=task["inputs"]["video"],
            frame_image=_frame_image(task["inputs"].get("frameImages")),
            output_format=OutputFormat(task.get("outputFormat", OutputFormat.MP4)),
            quality=task.get("outputQuality", 95),
            results=task.get("numberResults", 1),
            ttl=task.get("ttl"),
            include_cost=task.get("includeCost", False),
            checked=safety.get("checkContent", False) or safety.get("mode", "none") != "none",
            webhook_url=task.get("webhookURL", ""),
            upload_endpoint=task.get("uploadEndpoint", ""),
        )

    def seeds(self) -> list[int]:
        """As many different seeds as results, always the same for the same task."""
        digest = hashlib.sha256(self.task_uuid.lower().encode()).digest()
        first = int.from_bytes(digest[:4], "big") >> 2
        return [first + number for number in range(self.results)]


def _frame_image(given: list[Any] | None) -> str | LongText | None:
    if not given:
        return None
    item = given[0]
    image: str | LongText = item["image"] if isinstance(item, dict) else item
    return image


def check_against_clip(retake: Retake, clip: Clip, service: Service, *, strict: bool) -> Iterator[Fault]:
    """Hold a task against the clip that it is about; half a frame of rounding in the container is forgiven.

    Args:
        retake: The task.
        clip: What was sent.
        service: Whose limits apply.
        strict: Whether limits of the clip apply at all.
    """
    seconds = clip.duration + clip.step / 2
    if retake.start >= clip.duration:
        last = max(0, math.ceil(clip.duration) - 1)
        message = f"Invalid value for 'startTime' parameter: the input video lasts {_shown(clip.duration)} s."
        yield Fault("invalidStartTime", message, parameter="startTime", kind="integer", least=0, most=last)
    elif retake.start + retake.duration > seconds:
        most = max(0, math.floor(seconds) - retake.start)
        message = (
            f"Invalid value for 'duration' parameter: startTime and duration together exceed the input video, "
            f"which lasts {_shown(clip.duration)} s."
        )
        yield Fault("invalidDuration", message, parameter="duration", kind="integer", least=1, most=most)
    if strict:
        yield from _check_limits(clip, seconds, service)


def _check_limits(clip: Clip, seconds: Fraction, service: Service) -> Iterator[Fault]:
    problem = ""
    if clip.frames < service.least_frames:
        problem = f"it has {clip.frames} frames, at least {service.least_frames} are needed"
    elif seconds - clip.step > service.most_seconds:
        problem = f"it lasts {_shown(clip.duration)} s, at most {service.most_seconds} s are accepted"
    elif clip.size > service.most_bytes:
        problem = f"it is larger than {service.most_bytes // 1_000_000} MB"
    if problem:
        yield Fault("invalidVideo", f"Invalid value for 'video' parameter: {problem}.", parameter="video")


def _shown(seconds: Fraction) -> str:
    return f"{float(seconds):.3f}".rstrip("0").rstrip(".")
