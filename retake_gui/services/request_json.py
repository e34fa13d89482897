"""The request as people exchange it: JSON, a curl command without the key, and back from either worked example."""

import json
import shlex
from dataclasses import dataclass, field
from typing import Any

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.service import DEFAULT_MODEL
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, Request, RetakeSettings, Safety

_KNOWN = frozenset(
    {
        "taskType",
        "taskUUID",
        "outputType",
        "outputFormat",
        "outputQuality",
        "webhookURL",
        "deliveryMethod",
        "uploadEndpoint",
        "safety",
        "ttl",
        "includeCost",
        "numberResults",
        "inputs",
        "model",
        "positivePrompt",
        "providerSettings",
    }
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a request says.

    Attributes:
        request: Start and duration in whole seconds, where it has both.
        video: URL or media UUID.
        unknown: Names at the top that this program does not know.
    """

    settings: RetakeSettings
    request: Request | None
    video: str
    task_uuid: str
    unknown: tuple[str, ...] = field(default=())


def as_json(body: dict[str, Any]) -> str:
    """The task as it is sent, readable."""
    return json.dumps([body], indent=2, ensure_ascii=False)


def as_curl(body: dict[str, Any], base_url: str) -> str:
    """A command that sends it; the key stays a variable of the shell."""
    lines = (
        f"curl -X POST {shlex.quote(base_url)}",
        "-H 'Content-Type: application/json'",
        '-H "Authorization: Bearer $RUNWARE_API_KEY"',
        f"-d {shlex.quote(as_json(body))}",
    )
    return " \\\n  ".join(lines)


def parse(text: str) -> Pasted:
    """Read a task that was pasted: the object, or an array with it.

    Raises:
        SettingRefused: It is no JSON, no video task, or has a value that cannot be.
    """
    body = _task(text)
    lightricks = _object(_object(body, "providerSettings"), "lightricks")
    inputs, safety = _object(body, "inputs"), _object(body, "safety")
    checked = bool(safety.get("checkContent"))
    try:
        settings = RetakeSettings(
            prompt=str(body.get("positivePrompt", "")),
            mode=Mode(lightricks.get("mode", Mode.BOTH)),
            results=int(body.get("numberResults", 1)),
            output_format=OutputFormat(body.get("outputFormat", OutputFormat.MP4)),
            quality=int(body.get("outputQuality", 95)),
            safety=Safety(safety.get("mode", Safety.FAST if checked else Safety.NONE)),
            ttl=body.get("ttl"),
            frame_images=tuple(_image(item) for item in inputs.get("frameImages", ())),
            webhook_url=str(body.get("webhookURL", "")),
            upload_endpoint=str(body.get("uploadEndpoint", "")),
            include_cost=bool(body.get("includeCost", False)),
            model=str(body.get("model", DEFAULT_MODEL)),
        )
    except (ValueError, TypeError) as error:
        raise SettingRefused(
            "taskType", f"The request has a value that cannot be: {error}.", do="Correct it."
        ) from error
    return Pasted(
        settings,
        _request(lightricks.get("startTime"), lightricks.get("duration")),
        str(inputs.get("video", "")),
        str(body.get("taskUUID", "")),
        tuple(sorted(body.keys() - _KNOWN)),
    )


def _request(start: object, duration: object) -> Request | None:
    return Request(start, duration) if isinstance(start, int) and isinstance(duration, int) else None


def _task(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise SettingRefused("taskType", "This is not JSON.", do="Paste the whole request.") from error
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, dict) or found.get("taskType", "videoInference") != "videoInference":
        raise SettingRefused("taskType", "This is not one videoInference task.", do="Paste one task object.")
    return found


def _object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name, {})
    if not isinstance(value, dict):
        raise SettingRefused(name, f"“{name}” is not an object.", do="Correct it.")
    return value


def _image(item: object) -> FrameImage:
    if isinstance(item, dict):
        return FrameImage(str(item.get("image", "")), as_object=True)
    return FrameImage(str(item))
