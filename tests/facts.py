"""Clips and takes as plain facts, for tests that need no file."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from retake_gui.domain.clip import Clip, SoundTrack
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.take import Take


def a_clip(frames: int = 240, rate: Fraction = Fraction(24), source: str = "/clips/shot.mp4") -> Clip:
    """Ten seconds of 1280×720 with sound, unless told otherwise."""
    duration = frames / rate
    return Clip(
        source=source,
        container="mov,mp4",
        width=1280,
        height=720,
        rotation=0,
        rate=rate,
        frames=frames,
        duration=duration,
        variable=False,
        video_codec="h264",
        pixel_format="yuv420p",
        sound=(SoundTrack("aac", 2, 48000, Fraction(0), duration),),
        coded_width=1280,
        coded_height=720,
    )


def a_take(number: int = 1, segment: Span = Span(48, 120), **changes: object) -> Take:  # noqa: B008 - frozen
    """A draft of three seconds."""
    facts: dict[str, object] = {
        "id": number,
        "clip_id": 1,
        "number": number,
        "segment": segment,
        "settings": RetakeSettings(prompt=f"Prompt {number}"),
        "returned": f"/takes/{number}.mp4",
        "task_uuid": f"task-{number}",
        "video_uuid": f"video-{number}",
        "engine": "draft",
        "is_draft": True,
        "created": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        "cost": Decimal("0.605"),
    }
    facts.update(changes)
    return Take(**facts)  # type: ignore[arg-type]
