"""How a take reads: its range, its cost, its report."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.clip import Clip
from retake_gui.domain.price import dollars
from retake_gui.domain.service import SERVICES
from retake_gui.domain.settings import Mode
from retake_gui.domain.take import Rating, Take
from retake_gui.domain.timebase import timecode

_CONTEXT = "Takes"
_MODES = {Mode.AUDIO: "audio", Mode.VIDEO: "video", Mode.BOTH: "both"}


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)


def facts(take: Take, clip: Clip | None) -> str:
    """Mode, range and cost, short enough for a line of the list: drafts are free."""
    parts = [_tr(_MODES[take.mode])]
    seconds = take.window.get("start_seconds"), take.window.get("duration_seconds")
    if clip is None and None not in seconds:
        parts.append(f"{seconds[0]} s + {seconds[1]} s")
    elif clip is not None:
        start = timecode(take.segment.start, clip.rate)
        parts.append(f"{start} + {float(clip.span_seconds(take.segment)):.2f} s")
    if take.is_draft:
        parts.append(_tr("free"))
    elif take.cost is not None:
        parts.append(dollars(take.cost))
    return " · ".join(parts)


def all_facts(take: Take, clip: Clip | None) -> str:
    """Everything that is known of a take, one fact a line, for a tool tip and for assistive technology."""
    service = SERVICES.get(take.engine)
    lines = [
        f"{take.title} · {facts(take, clip)}",
        _tr("Engine: {0}").format(service.title if service is not None else take.engine),
        _tr("Model: {0}").format(take.settings.model),
        _tr("Made: {0}").format(take.created.astimezone().strftime("%Y-%m-%d %H:%M")),
    ]
    if take.is_draft and take.cost is not None:
        lines.append(_tr("The real model would cost {0}").format(dollars(take.cost)))
    if take.seed is not None:
        lines.append(_tr("Seed: {0}").format(take.seed))
    if take.rating is not Rating.NONE:
        lines.append(_tr("Starred") if take.rating is Rating.STARRED else _tr("Rejected"))
    if take.nsfw:
        lines.append(_tr("Marked as NSFW by the service"))
    if take.note:
        lines.append(_tr("Note: {0}").format(take.note))
    lines.append(_tr("Prompt: {0}").format(take.settings.prompt))
    return "\n".join(lines)


def report_lines(take: Take) -> Iterator[str]:
    """What was found and corrected, as sentences."""
    for line in take.report.get("notes", ()):
        yield str(line)
    service = take.report.get("service")
    words = service.get("effectiveWords") or () if isinstance(service, dict) else ()
    if words:
        yield _tr("Words of the prompt with an effect: {0}.").format(", ".join(str(word) for word in words))
