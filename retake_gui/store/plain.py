"""Domain values as plain data for JSON, and back; what older files lack gets its default."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from retake_gui.domain.job import JobFailure, JobResult
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, RetakeSettings, Safety
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window

Plain = dict[str, Any]


def settings_as_plain(settings: RetakeSettings) -> Plain:
    """The settings of a retake."""
    return {
        "prompt": settings.prompt,
        "mode": settings.mode.value,
        "results": settings.results,
        "output_format": settings.output_format.value,
        "quality": settings.quality,
        "safety": settings.safety.value,
        "ttl": settings.ttl,
        "frame_images": [{"value": image.value, "as_object": image.as_object} for image in settings.frame_images],
        "webhook_url": settings.webhook_url,
        "upload_endpoint": settings.upload_endpoint,
        "include_cost": settings.include_cost,
        "model": settings.model,
        "keep_all": settings.keep_all,
    }


def settings_from_plain(plain: Plain) -> RetakeSettings:
    """The settings again."""
    known = RetakeSettings()
    images = plain.get("frame_images", ())
    return RetakeSettings(
        prompt=plain.get("prompt", ""),
        mode=Mode(plain.get("mode", known.mode)),
        results=plain.get("results", known.results),
        output_format=OutputFormat(plain.get("output_format", known.output_format)),
        quality=plain.get("quality", known.quality),
        safety=Safety(plain.get("safety", known.safety)),
        ttl=plain.get("ttl"),
        frame_images=tuple(FrameImage(image["value"], bool(image.get("as_object"))) for image in images),
        webhook_url=plain.get("webhook_url", ""),
        upload_endpoint=plain.get("upload_endpoint", ""),
        include_cost=plain.get("include_cost", known.include_cost),
        model=plain.get("model", known.model),
        keep_all=bool(plain.get("keep_all", known.keep_all)),
    )


def window_as_plain(window: Window) -> Plain:
    """A window's plan with both of its tables."""
    return {
        "segment": [window.segment.start, window.segment.end],
        "rate": _ratio(window.rate),
        "start_seconds": window.start_seconds,
        "duration_seconds": window.duration_seconds,
        "sent": list(window.sent),
        "pad_head": window.pad_head,
        "pad_tail": window.pad_tail,
        "back": list(window.back),
        "origin": _ratio(window.origin),
    }


def window_from_plain(plain: Plain) -> Window | None:
    """The plan again; ``None`` where nothing was cut because the clip was never seen."""
    if not plain.get("sent"):
        return None
    return Window(
        segment=Span(*plain["segment"]),
        rate=Fraction(plain["rate"]),
        start_seconds=plain["start_seconds"],
        duration_seconds=plain["duration_seconds"],
        sent=tuple(plain["sent"]),
        pad_head=plain["pad_head"],
        pad_tail=plain["pad_tail"],
        back=tuple(plain["back"]),
        origin=Fraction(plain["origin"]),
    )


def result_as_plain(result: JobResult) -> Plain:
    """One announced result."""
    return {
        "video_uuid": result.video_uuid,
        "video_url": result.video_url,
        "cost": money_as_plain(result.cost),
        "seed": result.seed,
        "nsfw": result.nsfw,
        "path": result.path,
        "extra": result.extra,
    }


def result_from_plain(plain: Plain) -> JobResult:
    """One announced result again."""
    return JobResult(
        video_uuid=plain["video_uuid"],
        video_url=plain["video_url"],
        cost=money_from_plain(plain.get("cost")),
        seed=plain.get("seed"),
        nsfw=bool(plain.get("nsfw")),
        path=plain.get("path", ""),
        extra=plain.get("extra", {}),
    )


def failure_as_plain(failure: JobFailure) -> Plain:
    """One failure, with its details."""
    return failure.as_json() | {"details": failure.details, "guessed": failure.guessed}


def failure_from_plain(plain: Plain) -> JobFailure:
    """One failure again."""
    return JobFailure(
        plain["category"],
        plain["code"],
        plain["message"],
        plain.get("parameter"),
        plain.get("details", ""),
        bool(plain.get("guessed")),
    )


def money_as_plain(amount: Decimal | None) -> str | None:
    """Dollars as exact text."""
    return None if amount is None else str(amount)


def money_from_plain(text: str | None) -> Decimal | None:
    """Dollars again."""
    return None if text is None else Decimal(text)


def moment(text: str) -> datetime:
    """A point in time that was written with its offset."""
    return datetime.fromisoformat(text)


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
