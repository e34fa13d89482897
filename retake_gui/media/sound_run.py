"""Sound packets around a stretch of a clip, and where on its clock each lies, for putting others in their place."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.media.encode import Samples
from retake_gui.media.files import opened, sound_stream
from retake_gui.media.index import build_index
from retake_gui.media.sound_reader import RATE, as_samples

BLOCK = 1024
"""Samples of a packet."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundRun:
    """Packets that follow each other without a gap.

    Attributes:
        packets: As they are stored.
        pts: When each is heard, in ticks of the file.
        places: The same in samples from the clip's first picture on.
        begins: Whether the first is the first of the file.
        ends: Whether the last is the last of the file.
        rounded: Whether the file's ticks are longer than samples, so that places are a little uncertain.
    """

    packets: tuple[bytes, ...]
    pts: tuple[int, ...]
    places: tuple[int, ...]
    begins: bool
    ends: bool
    rate: int
    layout: str
    channels: int
    extradata: bytes
    rounded: bool = False

    def touched(self, around: Span) -> Span | None:
        """Which of the packets a stretch of samples at 48 kHz falls on; ``None`` where it goes beyond them.

        A stretch may begin a little before the first of the file, whose packets cannot hold what comes earlier.
        """
        start, end = (Fraction(place * self.rate, RATE) for place in (around.start, around.end))
        earliest = self.places[0] - (BLOCK if self.begins else 0)
        if start < earliest or end > self.places[-1] + BLOCK:
            return None
        within = [number for number, place in enumerate(self.places) if place + BLOCK > start and place < end]
        return Span(within[0], within[-1] + 1) if within else None

    def decoded(self, packets: Sequence[bytes]) -> list[Samples]:
        """What comes of packets, one block for each, decoded as the file says.

        Raises:
            ValueError: Something else comes of them.
        """
        decoder = av.CodecContext.create("aac", "r")
        decoder.extradata = self.extradata
        frames = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
        plain = all(frame.samples == BLOCK and frame.sample_rate == self.rate for frame in frames)
        if len(frames) != len(packets) or not plain:
            raise ValueError("these packets are not decoded one by one")
        return [as_samples(frame, self.channels) for frame in frames]


def read_run(clip: Clip, around: Span, reach: int) -> SoundRun | None:
    """The packets of a clip's first sound around a stretch; ``None`` where they have gaps there.

    Args:
        clip: The clip.
        around: Samples at 48 kHz.
        reach: How many packets more on both sides.

    Raises:
        UnreadableMedia: The file is gone, or is another by now.
    """
    source, track = Path(clip.source), clip.sound[0]
    origin = build_index(source).start
    with opened(source) as container:
        stream = sound_stream(source, container, track.index)
        base = cast("Fraction", stream.time_base)
        first = next((packet.pts for packet in container.demux(stream) if packet.size), None)
        if first is None:
            return None
        margin = Fraction((reach + 2) * BLOCK, track.sample_rate)
        since = math.floor((origin + Fraction(around.start, RATE) - margin) / base)
        until = math.ceil((origin + Fraction(around.end, RATE) + margin) / base)
        container.seek(max(first, since), stream=stream)
        found, ends = _between(container.demux(stream), since, until)
        form = stream.codec_context
        clock = _Clock(first, base, origin, track.sample_rate)
        run = _unbroken(found, clock, round(Fraction(around.start + around.end, 2) * track.sample_rate / RATE))
        if run is None:
            return None
        return SoundRun(
            tuple(found[place][1] for place in run),
            tuple(found[place][0] for place in run),
            tuple(clock.place(found[place][0]) for place in run),
            found[run.start][0] == first,
            ends and run.stop == len(found),
            track.sample_rate,
            form.layout.name,
            track.channels,
            form.extradata or b"",
            base * track.sample_rate > 1,
        )


def _between(packets: Any, since: int, until: int) -> tuple[list[tuple[int, bytes]], bool]:
    """Times and contents of packets; whether the file ends with them."""
    found: list[tuple[int, bytes]] = []
    for packet in packets:
        if not packet.size or packet.pts is None or packet.pts < since:
            continue
        if packet.pts > until:
            return found, False
        found.append((packet.pts, bytes(packet)))
    return found, True


@dataclass(frozen=True, slots=True)
class _Clock:
    """Turns ticks of a file into samples from the clip's first picture on."""

    first: int
    base: Fraction
    origin: Fraction
    rate: int

    def place(self, pts: int) -> int:
        """Rounded times fall on the grid of whole packets that the first one begins."""
        exact = (pts * self.base - self.origin) * self.rate
        if self.base * self.rate <= 1:
            return round(exact)
        begin = round((self.first * self.base - self.origin) * self.rate)
        on_grid = begin + BLOCK * round((exact - begin) / BLOCK)
        return on_grid if abs(on_grid - exact) <= 2 * self.base * self.rate + 1 else round(exact)


def _unbroken(found: Sequence[tuple[int, bytes]], clock: _Clock, middle: int) -> range | None:
    """The packets around a place that follow each other without a gap."""
    places = [clock.place(pts) for pts, _ in found]
    breaks = [number for number in range(1, len(places)) if places[number] - places[number - 1] != BLOCK]
    edges = [0, *breaks, len(places)]
    for start, stop in itertools.pairwise(edges):
        if start < stop and places[start] <= middle < places[stop - 1] + BLOCK:
            return range(start, stop)
    return None
