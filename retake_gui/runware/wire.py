"""The protocol's JSON: the tasks that are sent, and answers read as tolerantly as the protocol asks.

Answers keep fields that we do not know. A field of the wrong type counts as missing, never as an error of ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retake_gui.domain.settings import Request, RetakeSettings, Safety
from retake_gui.runware.exchange import Exchange


class _Tolerant(BaseModel):
    """Reads what fits and drops the fields that do not."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Take over an object of an answer."""
        fields = {key: value for key, value in raw.items() if value is not None}
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            wrong = {entry["loc"][0] for entry in error.errors() if entry["loc"]}
            return cls.model_validate({key: value for key, value in fields.items() if key not in wrong})

    @property
    def unknown(self) -> dict[str, Any]:
        """Fields that the protocol page does not name."""
        return dict(self.model_extra or {})


class ErrorObject(_Tolerant):
    """One entry of ``errors``; only code and message can be relied upon."""

    code: str = "unknown"
    message: str = ""
    parameter: str | list[str] = ""
    task_uuid: str = Field("", alias="taskUUID")
    video_uuid: str = Field("", alias="videoUUID")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The fields that it concerns."""
        if isinstance(self.parameter, str):
            return (self.parameter,) if self.parameter else ()
        return tuple(self.parameter)


class Item(_Tolerant):
    """One entry of ``data``."""

    task_type: str = Field("", alias="taskType")
    task_uuid: str = Field("", alias="taskUUID")
    status: str = ""
    progress: float | None = Field(None, ge=0, allow_inf_nan=False)
    video_uuid: str = Field("", alias="videoUUID")
    video_url: str = Field("", alias="videoURL")
    cost: Decimal | None = Field(None, ge=0, le=1_000_000)
    seed: int | None = None
    nsfw: bool = Field(default=False, alias="NSFWContent")
    error: dict[str, Any] = Field(default_factory=dict)
    media_uuid: str = Field("", alias="mediaUUID")
    media_url: str = Field("", alias="mediaURL")
    balance: Any = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """An answer, taken apart."""

    items: tuple[Item, ...] = ()
    errors: tuple[ErrorObject, ...] = ()
    exchange: Exchange | None = None

    @property
    def story(self) -> str:
        """The redacted exchange, for *Copy details*."""
        return self.exchange.text if self.exchange is not None else ""

    @classmethod
    def parse(cls, content: bytes) -> Self | None:
        """Read a body; ``None`` when it is no answer of the protocol (empty, HTML, a bare value)."""
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            return None
        if isinstance(body, list):
            body = {"data": body}
        if not isinstance(body, dict):
            return None
        items = tuple(Item.read(entry) for entry in _objects(body.get("data")))
        found = [*_objects(body.get("errors")), *_objects(body.get("error"))]
        return cls(items, tuple(ErrorObject.read(entry) for entry in found))


def _objects(value: object) -> list[dict[str, Any]]:
    """A list of objects where there should be one; one object stands for a list of it."""
    if isinstance(value, dict):
        return [value] if value else []
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def build_task(
    settings: RetakeSettings, request: Request, *, task_uuid: str, video: str, frame_image_value: str | None
) -> dict[str, Any]:
    """The task object of a retake, as the contract has it.

    Args:
        settings: What is asked for.
        request: Whole seconds in the time of what was sent.
        task_uuid: Version 4 UUID.
        video: Media UUID or address.
        frame_image_value: UUID, address, data URI or base64 of the first frame, or ``None``.
    """
    task: dict[str, Any] = {
        "taskType": "videoInference",
        "taskUUID": task_uuid,
        "model": settings.model,
        "positivePrompt": settings.prompt,
        "outputType": "URL",
        "outputFormat": settings.output_format.value,
        "outputQuality": settings.quality,
        "deliveryMethod": "async",
        "includeCost": settings.include_cost,
        "numberResults": settings.results,
        "inputs": {"video": video},
        "providerSettings": {
            "lightricks": {
                "startTime": request.start,
                "duration": request.duration,
                "mode": settings.mode.value,
            }
        },
    }
    if frame_image_value is not None:
        as_object = settings.frame_images[0].as_object if settings.frame_images else False
        image: Any = {"image": frame_image_value, "frame": "first"} if as_object else frame_image_value
        task["inputs"]["frameImages"] = [image]
    if settings.safety is not Safety.NONE:
        task["safety"] = {"checkContent": True, "mode": settings.safety.value}
    optional = {
        "ttl": settings.ttl,
        "webhookURL": settings.webhook_url,
        "uploadEndpoint": settings.upload_endpoint,
    }
    return task | {name: value for name, value in optional.items() if value}
