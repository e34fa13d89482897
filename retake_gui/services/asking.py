"""One retake as it is asked for in words: a clip's name and times as text, turned into a plan."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from retake_gui.domain.clip import Clip, words_of_cut
from retake_gui.domain.errors import RetakeError, SettingRefused
from retake_gui.domain.price import dollars
from retake_gui.domain.settings import Request, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.timebase import parse_time
from retake_gui.domain.window import Context
from retake_gui.services.opening import OpenedClip
from retake_gui.services.planning import Planned, plan_unseen
from retake_gui.services.several import BatchOrder, plan_batch
from retake_gui.services.sources import Source, SourceKind, fetch_source, read_source
from retake_gui.services.speaking import warn
from retake_gui.services.workshop import Workshop

_ANY_RATE = Fraction(24)
_GUESSED_TAIL = 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for.

    Attributes:
        clip: Path, URL or media UUID.
        start: Seconds, timecode or frames, as text.
        whole: Whether the clip is sent as a whole.
        most: Dollars that it may cost at most; ``None`` for any.
    """

    clip: str
    start: str
    duration: str
    settings: RetakeSettings
    engine: str
    whole: bool = False
    most: float | None = None

    def check_price(self, *planned: Planned) -> None:
        """Hold an estimate of all together against what may be spent; drafts cost nothing.

        Raises:
            SettingRefused: It is dearer.
        """
        price = sum((each.estimate for each in planned if not each.service.is_draft), Decimal(0))
        if self.most is not None and price > Decimal(str(self.most)):
            raise SettingRefused(
                "most",
                f"It would cost about {dollars(price)}, more than {dollars(Decimal(str(self.most)))}.",
                do="Send less of the clip, ask for fewer results, or allow more with --most.",
            )


async def plan_wish(wish: Wish, shop: Workshop) -> Planned:
    """Open or fetch the clip and plan the retake.

    Raises:
        SettingRefused: A limit is broken.
        UnreadableMedia: The clip is not there, or cannot be used.
    """
    source = read_source(wish.clip)
    if source.kind is SourceKind.MEDIA:
        return _unseen(wish, source, shop)
    path = source.path if source.kind is SourceKind.FILE else await _fetched(source, shop)
    opened = await _opened(path, shop)
    segment = segment_of(opened.clip, wish.start, wish.duration)
    return shop.runner.plan(
        opened.remembered.id,
        opened.clip,
        segment,
        wish.settings,
        engine=wish.engine,
        context=Context.WHOLE if wish.whole else Context.BALANCED,
        video=wish.clip if wish.whole and source.kind is SourceKind.ADDRESS else "",
    )


async def plan_order(wish: Wish, order: BatchOrder, shop: Workshop) -> tuple[Planned, ...]:
    """Open or fetch the clip once, and plan every segment with every prompt.

    Raises:
        SettingRefused: One of them breaks a limit; says which.
        UnreadableMedia: The clip is not there, or cannot be used.
    """
    order.check()
    source = read_source(wish.clip)
    settings = wish.settings.changed(prompt=order.prompts[0])
    if source.kind is SourceKind.MEDIA:
        firsts = [
            _unseen(replace(wish, start=start, duration=duration, settings=settings), source, shop)
            for start, duration in order.segments
        ]
        return tuple(first.with_prompt(prompt) for first in firsts for prompt in order.prompts)
    path = source.path if source.kind is SourceKind.FILE else await _fetched(source, shop)
    opened = await _opened(path, shop)
    planned = plan_batch(
        lambda span, asked: shop.runner.plan(
            opened.remembered.id,
            opened.clip,
            span,
            asked,
            engine=wish.engine,
            context=Context.WHOLE if wish.whole else Context.BALANCED,
            video=wish.clip if wish.whole and source.kind is SourceKind.ADDRESS else "",
        ),
        [segment_of(opened.clip, start, duration) for start, duration in order.segments],
        order.prompts,
        settings,
    )
    for span, prompt, refusal in planned.refused:
        which = f"Frames {span.start} to {span.end} with “{prompt[:60]}”: {refusal.what}"
        raise SettingRefused(refusal.parameter, which, do=refusal.do)
    return planned.planned


async def preview(wish: Wish, shop: Workshop) -> dict[str, Any]:
    """The task as it would be sent; an address that cannot be fetched is looked at as it stands.

    Raises:
        SettingRefused: A limit is broken.
        UnreadableMedia: The clip is not there, or cannot be used.
    """
    source = read_source(wish.clip)
    if source.kind is not SourceKind.ADDRESS:
        return (await plan_wish(wish, shop)).body
    if wish.whole and _is_whole(wish.start) and _is_whole(wish.duration):
        return _unseen(wish, source, shop).body
    return (await plan_wish(wish, shop)).body


def segment_of(clip: Clip, start: str, duration: str) -> Span:
    """The frames that two typed times mean.

    Raises:
        SettingRefused: A text is no time, or the range passes the end of the clip.
    """
    first, length = parse_time(start, clip.rate), parse_time(duration, clip.rate)
    begin = clip.frame_for(first)
    begins = clip.time_of(begin) if isinstance(first, int) else first
    if begins >= clip.duration or begin >= clip.frames:
        raise SettingRefused(
            "startTime", f"The clip ends at {float(clip.duration):.2f} s, before {start}.", do="Start inside the clip."
        )
    if not length:
        raise SettingRefused("duration", "The duration is zero.", do="Ask for at least one frame.")
    ends = clip.time_of(begin + length) if isinstance(length, int) else begins + length
    if ends > clip.duration + clip.step / 2 or (isinstance(length, int) and begin + length > clip.frames):
        raise SettingRefused(
            "duration",
            f"Start and duration together pass the clip's end at {float(clip.duration):.2f} s.",
            do="Shorten the range or start earlier.",
        )
    end = begin + length if isinstance(length, int) else clip.frame_for(ends)
    return Span(begin, max(end, begin + 1))


async def _opened(path: Path, shop: Workshop) -> OpenedClip:
    """Open a clip, and say so where its file was cut off."""
    opened = await shop.opener.open(path)
    if note := words_of_cut(opened.clip, path.name):
        warn(note)
    return opened


async def _fetched(source: Source, shop: Workshop) -> Path:
    return await fetch_source(source, shop.project, shop.endpoints.poll_scale)


def _unseen(wish: Wish, source: Source, shop: Workshop) -> Planned:
    request = Request(_whole_seconds("startTime", wish.start), _whole_seconds("duration", wish.duration))
    known = shop.project.find_clip(source.text, source.text)
    row = known or shop.project.add_clip(source.text, source.text, 0)
    seconds = Fraction(request.start + request.duration + _GUESSED_TAIL)
    return plan_unseen(row.id, source.text, request, wish.settings, shop.endpoints.service(wish.engine), seconds)


def _is_whole(text: str) -> bool:
    try:
        seconds = parse_time(text, _ANY_RATE)
    except RetakeError:
        return False
    return isinstance(seconds, Fraction) and seconds.denominator == 1


def _whole_seconds(parameter: str, text: str) -> int:
    seconds = parse_time(text, _ANY_RATE)
    if isinstance(seconds, int) or seconds.denominator != 1:
        raise SettingRefused(
            parameter,
            f"“{text}” is not a whole number of seconds, and nothing is known here about the clip's frames.",
            do="Write whole seconds, or give the clip as a file or an address.",
        )
    return seconds.numerator
