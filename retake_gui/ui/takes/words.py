"""How a take reads: its range, its cost, its report."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.clip import Clip
from retake_gui.domain.price import dollars
from retake_gui.domain.settings import Mode
from retake_gui.domain.take import Take
from retake_gui.domain.timebase import timecode

_CONTEXT = "Takes"
_MODES = {Mode.AUDIO: "audio", Mode.VIDEO: "video", Mode.BOTH: "both"}


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)


def facts(take: Take, clip: Clip | None) -> str:
    """Mode, range and cost on one line."""
    parts = [_tr(_MODES[take.mode])]
    if clip is not None:
        start = timecode(take.segment.start, clip.rate)
        parts.append(f"{start} + {float(clip.span_seconds(take.segment)):.2f} s")
    if take.cost is not None:
        words = _tr("would cost {0}") if take.is_draft else "{0}"
        parts.append(words.format(dollars(take.cost)))
    return " · ".join(parts)


def report_lines(take: Take) -> Iterator[str]:
    """What was found and corrected, as sentences."""
    for line in take.report.get("notes", ()):
        yield str(line)
    service = take.report.get("service")
    words = service.get("effectiveWords") or () if isinstance(service, dict) else ()
    if words:
        yield _tr("Words of the prompt with an effect: {0}.").format(", ".join(str(word) for word in words))
