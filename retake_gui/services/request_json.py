"""The request as people exchange it: JSON, a curl command without the key, and back from either worked example."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.service import DEFAULT_MODEL
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, Request, RetakeSettings, Safety, violations

_E = TypeVar("_E", bound=StrEnum)
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
_INNER = {
    "safety": frozenset({"checkContent", "mode"}),
    "inputs": frozenset({"frameImages", "video"}),
    "providerSettings": frozenset({"lightricks"}),
}
_LIGHTRICKS = frozenset({"startTime", "duration", "mode"})
_FIXED = {"outputType": "URL", "deliveryMethod": "async"}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a request says.

    Attributes:
        request: Start and duration in whole seconds, where it has both.
        video: URL or media UUID.
        unknown: Names that this program does not know, with a dot between levels: ``inputs.audio``.
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
        SettingRefused: It is no JSON, no video task, or has a value that cannot be; names the field.
    """
    body = _task(text)
    lightricks = _object(_object(body, "providerSettings"), "lightricks")
    inputs = _object(body, "inputs")
    for name, only in _FIXED.items():
        if body.get(name, only) != only:
            raise SettingRefused(name, f"“{name}” can only be “{only}”.", do="Correct it, or leave it out.")
    ttl = body.get("ttl")
    settings = RetakeSettings(
        prompt=_text(body, "positivePrompt"),
        mode=_choice(lightricks, "mode", Mode.BOTH),
        results=_number(body, "numberResults", 1),
        output_format=_choice(body, "outputFormat", OutputFormat.MP4),
        quality=_number(body, "outputQuality", 95),
        safety=_safety(_object(body, "safety")),
        ttl=None if ttl is None else _number(body, "ttl", 0),
        frame_images=_images(inputs.get("frameImages")),
        webhook_url=_text(body, "webhookURL"),
        upload_endpoint=_text(body, "uploadEndpoint"),
        include_cost=_flag(body, "includeCost"),
        model=_text(body, "model", DEFAULT_MODEL),
    )
    for violation in violations(settings):
        if violation.parameter != "positivePrompt" or settings.prompt.strip():
            raise violation
    return Pasted(
        settings, _request(lightricks), _text(inputs, "video"), _text(body, "taskUUID"), tuple(_unknown(body))
    )


def _request(lightricks: dict[str, Any]) -> Request | None:
    if lightricks.get("startTime") is None or lightricks.get("duration") is None:
        return None
    start, duration = _number(lightricks, "startTime", 0), _number(lightricks, "duration", 1)
    if start < 0 or duration < 1:
        name, value = ("startTime", start) if start < 0 else ("duration", duration)
        raise SettingRefused(name, f"“{name}” cannot be {value}.", do="Use whole seconds inside the clip.")
    return Request(start, duration)


def _task(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" It breaks in line {error.lineno}." if isinstance(error, json.JSONDecodeError) else ""
        raise SettingRefused("taskType", f"This is not JSON.{where}", do="Paste the whole request.") from error
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, dict) or found.get("taskType", "videoInference") != "videoInference":
        raise SettingRefused("taskType", "This is not one videoInference task.", do="Paste one task object.")
    return found


def _unknown(body: dict[str, Any]) -> Iterator[str]:
    yield from sorted(body.keys() - _KNOWN)
    for holder, names in _INNER.items():
        yield from (f"{holder}.{name}" for name in sorted(_object(body, holder).keys() - names))
    provider = _object(body, "providerSettings")
    inner = _object(provider, "lightricks").keys() - _LIGHTRICKS
    yield from (f"providerSettings.lightricks.{name}" for name in sorted(inner))


def _object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name, {})
    if not isinstance(value, dict):
        raise SettingRefused(name, f"“{name}” is not an object.", do="Correct it.")
    return value


def _text(holder: dict[str, Any], name: str, default: str = "") -> str:
    value = holder.get(name, default)
    if not isinstance(value, str):
        raise _wrong(name, value, "a text")
    return value


def _number(holder: dict[str, Any], name: str, default: int) -> int:
    value = holder.get(name, default)
    whole = isinstance(value, float) and value.is_integer()
    if isinstance(value, bool) or not (isinstance(value, int) or whole):
        raise _wrong(name, value, "a whole number")
    return int(value)


def _flag(holder: dict[str, Any], name: str) -> bool:
    value = holder.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(name, value, "true or false")
    return value


def _choice(holder: dict[str, Any], name: str, default: _E) -> _E:
    value = holder.get(name, default.value)
    kinds = type(default)
    if not isinstance(value, str) or value not in set(kinds):
        raise _wrong(name, value, f"one of {', '.join(kinds)}")
    return kinds(value)


def _safety(safety: dict[str, Any]) -> Safety:
    checked = _flag(safety, "checkContent")
    mode = _choice(safety, "mode", Safety.FAST if checked else Safety.NONE)
    return mode if checked or "checkContent" not in safety else Safety.NONE


def _images(items: object) -> tuple[FrameImage, ...]:
    if items is None:
        return ()
    if not isinstance(items, list):
        raise _wrong("frameImages", items, "a list")
    return tuple(_image(item) for item in items)


def _image(item: object) -> FrameImage:
    if isinstance(item, str):
        return FrameImage(item)
    if not isinstance(item, dict) or not isinstance(item.get("image"), str):
        raise _wrong("frameImages", item, "an image, or an object with “image”")
    if item.get("frame", "first") not in ("first", 0):
        raise SettingRefused("frameImages", "Only the first frame can be given.", do="Write “frame”: “first”.")
    return FrameImage(item["image"], as_object=True)


def _wrong(name: str, value: object, wanted: str) -> SettingRefused:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) <= 60 else f"{shown[:58]}…"
    return SettingRefused(name, f"“{name}” is {shown}, not {wanted}.", do="Correct it.")


def shortened(body: dict[str, Any], most: int = 160) -> dict[str, Any]:
    """The same task with the texts of its images cut short, to be looked at: an image is up to 27 MB of letters."""
    inputs = body.get("inputs", {})
    images = [_short_image(item, most) for item in inputs.get("frameImages", ())]
    return body | {"inputs": inputs | {"frameImages": images}} if images else body


def _short_image(item: object, most: int) -> object:
    if isinstance(item, dict):
        return item | {"image": _short_image(item.get("image"), most)}
    if isinstance(item, str) and len(item) > most:
        return f"{item[: most // 2]}… ({len(item)} characters)"
    return item
