"""One job from file to file: decode, make the segment, encode; everything streams."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

import numpy as np

from retake_gui.domain.span import Span
from retake_gui.engine.renderers.deviations import Deviations
from retake_gui.engine.renderers.job import OnProgress, RenderJob, RenderOutcome
from retake_gui.engine.renderers.layers import LAYERS
from retake_gui.engine.renderers.looks import LOOKS, painter
from retake_gui.engine.renderers.looks.scene import Scene
from retake_gui.engine.renderers.segment import SegmentPlan, retaken_pictures
from retake_gui.engine.renderers.sound import SoundPlan, retaken_sound
from retake_gui.engine.renderers.words import Called, called_for
from retake_gui.media.draft_files import DraftSource, Picture, Samples, read_picture
from retake_gui.media.draft_output import DraftFile, can_copy_pictures, can_copy_sound, sound_shape

_MARK = "DRAFT made without a model by Retake's draft engine"
_HEARD = "sound of "


def render(job: RenderJob, on_progress: OnProgress) -> RenderOutcome:
    """Render one result.

    Args:
        job: What is asked for.
        on_progress: Told how much is done, 0 to 1.

    Raises:
        UnreadableMedia: The clip or the frame image cannot be read.
    """
    source = DraftSource(job.source)
    span = asked_frames(source, job)
    calls = _calls(job)
    metadata = {"title": f"DRAFT {job.prompt[:60]}".strip(), "comment": _comment(calls)}
    with DraftFile(job.target, job.output_format, metadata) as target:
        frames = _Writing(job, source, target, span, calls).write(on_progress)
    return RenderOutcome(_effective(calls), frames)


def asked_frames(source: DraftSource, job: RenderJob) -> Span:
    """The frames whose time lies in the request's whole seconds, at least one."""
    ends = (job.start, job.start + job.duration)
    if source.times:
        first, past = (sum(time < end for time in source.times) for end in ends)
    else:
        first, past = (min(source.frames, math.ceil(end * source.rate)) for end in ends)
    first = min(first, source.frames - 1)
    return Span(first, max(past, first + 1))


def _calls(job: RenderJob) -> list[Called]:
    """The words of the prompt that change something in what is replaced."""
    table: dict[str, tuple[str, ...]] = {}
    if job.mode.replaces_sound:
        table |= {f"{_HEARD}{name}": layer.words for name, layer in LAYERS.items()}
    if job.mode.replaces_picture:
        table |= {name: look.words for name, look in LOOKS.items()}
    return called_for(job.prompt, table)


def _effective(calls: list[Called]) -> tuple[str, ...]:
    """Each word once, a word within a longer one left out."""
    kept: dict[str, str] = {}
    end = -1
    for call in calls:
        if call.at >= end:
            kept.setdefault(call.word.lower(), call.word)
            end = call.at + len(call.word)
    return tuple(kept.values())


def _comment(calls: list[Called]) -> str:
    words = ", ".join(_effective(calls))
    return f"{_MARK}. Words with an effect: {words or 'none'}."


class _Writing:
    """Pictures and sound on their way into one file, in step."""

    def __init__(self, job: RenderJob, source: DraftSource, target: DraftFile, span: Span, calls: list[Called]) -> None:
        self._job, self._source, self._target, self._span, self._calls = job, source, target, span, calls
        self._sound_time = Fraction(0)
        self._bent = Deviations(job.quirks, source, span)

    def write(self, on_progress: OnProgress) -> int:
        """Write everything; how many pictures there are."""
        pictures = self._pictures()
        sound = self._sound()
        frames = 0
        for frames, when in enumerate(pictures, 1):
            self._pump(sound, when)
            on_progress(min(1.0, frames / self._source.frames))
        self._pump(sound, None)
        self._target.finish()
        return frames

    def _pump(self, sound: Iterator[Fraction], until: Fraction | None) -> None:
        while until is None or self._sound_time <= until:
            try:
                self._sound_time = next(sound)
            except StopIteration:
                return

    def _pictures(self) -> Iterator[Fraction]:
        """Write picture by picture; the time that is reached."""
        source, job = self._source, self._job
        bent = self._bent
        untouched = not job.mode.replaces_picture and not bent.in_picture
        if untouched and can_copy_pictures(source, job.output_format):
            self._target.add_copy(source, "video")
            return self._copied("video")
        base = source.time_base if self._times else None
        self._target.add_pictures(bent.size, bent.rate, job.quality, bent.tags, base)
        if bent.size == (source.width, source.height):
            self._target.set_pixel_aspect(source.pixel_aspect)
        return self._encoded(bent.bent(self._made()))

    @property
    def _times(self) -> tuple[Fraction, ...]:
        return () if self._bent.has("integer-rate") else self._source.times

    def _encoded(self, pictures: Iterator[Picture]) -> Iterator[Fraction]:
        times, base = self._times, self._source.time_base
        for number, picture in enumerate(pictures):
            seconds = times[number] if number < len(times) else number / self._bent.rate
            when = round(seconds / base) if times else number
            self._target.write_picture(picture, when)
            yield seconds

    def _made(self) -> Iterator[Picture]:
        source, job = self._source, self._job
        if not job.mode.replaces_picture:
            return source.pictures()
        image = read_picture(job.frame_image, (source.width, source.height), source.tags) if job.frame_image else None
        plan = SegmentPlan(self._span, float(source.rate), job.seed, image)
        scene = Scene((source.width, source.height), float(source.rate), source.tags.full, job.seed)
        held = (self._span.start > 0, self._span.end < source.frames)
        paint = painter([call.name for call in self._calls], scene, len(self._span), held=held)
        return retaken_pictures(source.pictures(), plan, paint)

    def _copied(self, kind: str) -> Iterator[Fraction]:
        time = Fraction(0)
        delay = self._bent.sound_delay if kind == "audio" else time
        for packet in self._source.packets(kind):
            time = packet.dts * packet.time_base if packet.dts is not None else time
            self._target.write_packet(packet, kind, delay)
            yield time

    def _sound(self) -> Iterator[Fraction]:
        source, job = self._source, self._job
        if source.sound is None and not job.mode.replaces_sound:
            return iter(())
        if not job.mode.replaces_sound and can_copy_sound(source, job.output_format):
            self._target.add_copy(source, "audio")
            return self._copied("audio")
        rate, layout, channels = sound_shape(source, job.output_format)
        self._target.add_sound(rate, layout)
        blocks = self._heard_blocks(rate, layout, channels)
        if job.mode.replaces_sound:
            blocks = retaken_sound(blocks, self._sound_plan(rate, channels))
        late = round(self._bent.sound_delay * rate)
        if late:
            blocks = chain([np.zeros((late, channels), np.float32)], blocks)
        return self._heard(blocks, rate)

    def _heard(self, blocks: Iterator[Samples], rate: int) -> Iterator[Fraction]:
        samples = 0
        for block in blocks:
            if len(block):
                self._target.write_sound(block)
            samples += len(block)
            yield Fraction(samples, rate)

    def _heard_blocks(self, rate: int, layout: str, channels: int) -> Iterator[Samples]:
        """The clip's sound; silence for as long as the pictures last where it has none."""
        if self._source.sound is not None:
            yield from self._source.sound_blocks(rate, layout)
            return
        left = round(self._source.seconds * rate)
        while left > 0:
            yield np.zeros((min(left, rate), channels), np.float32)
            left -= rate

    def _sound_plan(self, rate: int, channels: int) -> SoundPlan:
        job = self._job
        start, end = (round(second * rate) for second in (job.start, job.start + job.duration))
        names = dict.fromkeys(call.name for call in self._calls)
        layers = tuple(name.removeprefix(_HEARD) for name in names if name.startswith(_HEARD))
        return SoundPlan(start, end, rate, channels, layers, job.seed, self._bent.has("click"))
