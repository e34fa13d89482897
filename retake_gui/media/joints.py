"""Where the packets of a clip can be parted, so that some are encoded anew and the rest is copied bit for bit.

The new part starts with an IDR picture of its own, so it may start anywhere; copying goes on at a picture of the source
at which decoding can start. Pictures that lead it and need what came before are made anew with the rest. Packets that
an edit list hides before the first frame are copied like others, and hidden again by the list that is written.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retake_gui.domain.span import Span
from retake_gui.media.avc_marks import Mark, goes_on
from retake_gui.media.codecs import muxer_for
from retake_gui.media.export_plan import ExportPlan
from retake_gui.media.files import opened
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.grammar import Grammar, Start, grammar_of
from retake_gui.media.index import FrameIndex, build_index

_CONTAINERS = ("mp4", "mov", "matroska")
_MARKED = 64
"""Packets after a recovery point in which a decoder's store of pictures has been filled anew."""


class CannotJoin(Exception):
    """Why packets of this clip cannot be joined with new ones: the rest of a sentence."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of a packet, in ticks, and whether it is hidden."""

    pts: int
    dts: int
    duration: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Scan:
    """What is known of all packets, in the order of the file.

    Attributes:
        starts: At which of them decoding can start.
        marks: Of those after a recovery point, by place.
    """

    index: FrameIndex
    grammar: Grammar
    timing: tuple[Timing, ...]
    starts: tuple[Start, ...]
    marks: Mapping[int, Mark | None]


@dataclass(frozen=True, slots=True)
class Joint:
    """Where copying stops and goes on.

    Attributes:
        frames: Frames that are encoded anew.
        packets: The packets that they replace, by place in the file, up to where copying goes on.
        leading: Packets right after the one where copying goes on that are replaced, too.
        start: What the packet is where copying goes on.
        timing: Times of all packets.
        grammar: How the codec joins.
    """

    frames: Span
    packets: Span
    leading: int
    start: Start
    timing: tuple[Timing, ...]
    grammar: Grammar

    def is_replaced(self, place: int) -> bool:
        """Whether a packet of the source is not copied."""
        return place in self.packets or 0 < place - self.packets.end <= self.leading

    def new_decode_times(self) -> Iterator[int]:
        """Of the new packets: those of the packets that they replace, without those hidden before the clip."""
        replaced = [self.timing[place] for place in range(self.packets.start, self.packets.end + self.leading)]
        hidden = itertools.takewhile(lambda each: each.hidden, sorted(replaced, key=lambda each: each.pts))
        return (each.dts for each in replaced[sum(1 for _ in hidden) :])

    def copied_decode_time(self, place: int) -> int:
        """Of a packet of the source that is copied; the new ones that lead it come before it."""
        return self.timing[place + self.leading if place == self.packets.end else place].dts

    @property
    def group(self) -> int:
        """How many pictures the last new group must have, or 0 for any number."""
        fitting = [length for length in self.start.groups if length <= len(self.frames)]
        return fitting[-1] if fitting else 0


def find_joint(plan: ExportPlan) -> Joint:
    """Where copying can stop and go on.

    Raises:
        CannotJoin: Nowhere.
        UnreadableMedia: The clip cannot be read any more.
    """
    clip, source, muxer = plan.clip, Path(plan.clip.source), muxer_for(plan.target)
    if plan.codec or clip.video_codec not in ("h264", "hevc"):
        raise CannotJoin("packets can be joined in H.264 and HEVC only")
    if muxer not in _CONTAINERS:
        raise CannotJoin("this container cannot hold two sets of parameters")
    index = build_index(source)
    with opened(source) as container:
        grammar = grammar_of(clip.video_codec, container.streams[index.stream].codec_context.extradata or b"")
        if grammar is None:
            raise CannotJoin("the clip's packets are stored in a way that cannot be joined")
        scan = _scanned(container, index, grammar)
    if muxer == "matroska" and any(each.hidden for each in scan.timing):
        raise CannotJoin("this container cannot hide packets as the clip does")
    taken = _taken(plan)
    joints = (_joint_at(place, start, taken, scan) for place, start in _resumptions(taken, scan))
    joint = next((each for each in joints if each is not None), None)
    if joint is None:
        raise CannotJoin("its frames are stored in an order that cannot be cut")
    if len(joint.packets) + joint.leading == len(scan.timing):
        raise CannotJoin("the take touches every group of pictures")
    return joint


def _resumptions(taken: Span, scan: _Scan) -> Iterator[tuple[int, Start]]:
    """Places behind the take at which copying could go on, the nearest first, the end of the file last."""
    past = scan.index.pts_of(taken.end) if taken.end < len(scan.index) else math.inf
    for place, start in enumerate(scan.starts):
        if start.fresh and scan.timing[place].pts >= past and not scan.timing[place].hidden:
            yield place, start
    yield len(scan.timing), Start(fresh=True)


def _joint_at(end: int, start: Start, taken: Span, scan: _Scan) -> Joint | None:
    """The joint after which copying goes on at a place, if there is one."""
    timing, leading = scan.timing, 0
    while start.led and end + leading + 1 < len(timing) and timing[end + leading + 1].pts < timing[end].pts:
        leading += 1
    after = range(end + 1, end + 1 + leading)
    for first in (taken.start, *(taken.end - length for length in start.groups)):
        head = _head(timing, scan.index.pts_of(max(0, first)))
        frames = _shown([*range(head, end), *after], scan.index, timing)
        if frames is None:
            return None
        joint = Joint(frames, Span(head if frames.start else 0, end), leading, start, timing, scan.grammar)
        if not start.groups or (joint.group and _goes_on(joint, scan)):
            return joint
    return None


def _goes_on(joint: Joint, scan: _Scan) -> bool:
    """Whether copied packets find the pictures that they build on, or tell a decoder to forget."""
    end = joint.packets.end
    places = [end, *range(end + joint.leading + 1, min(end + _MARKED, len(scan.timing)))]
    return goes_on(joint.group, (scan.marks.get(place) for place in places))


def _shown(places: Sequence[int], index: FrameIndex, timing: Sequence[Timing]) -> Span | None:
    """The frames that some packets hold, if they follow each other."""
    shown = sorted(timing[place].pts for place in places if not timing[place].hidden)
    if not shown:
        return None
    first, last = index.frame_of(shown[0]), index.frame_of(shown[-1])
    if first is None or last is None or last + 1 - first != len(shown):
        return None
    return Span(first, last + 1)


def _head(timing: Sequence[Timing], taken: int) -> int:
    """The last place before which all packets are shown before all after it, and none of what is taken: cut there.

    What is copied before it needs nothing that follows, since packets depend on earlier ones only.
    """
    latest = -math.inf
    earliest = list(itertools.accumulate((each.pts for each in reversed(timing)), min))[::-1]
    found = 0
    for place, each in enumerate(timing):
        if earliest[place] > taken:
            break
        if latest < earliest[place]:
            found = place
        latest = max(latest, each.pts)
    return found


def _taken(plan: ExportPlan) -> Span:
    pictures = FittedPictures(plan.clip, plan.window, plan.recipe, plan.returned, plan.mode, plan.seams)
    pictures.close()
    return pictures.taken


def _scanned(container: Any, index: FrameIndex, grammar: Grammar) -> _Scan:
    timing: list[Timing] = []
    starts: list[Start] = []
    marks: dict[int, Mark | None] = {}
    complete, marked = True, 0
    packets = (packet for packet in container.demux(container.streams[index.stream]) if packet.size)
    for place, packet in enumerate(packets):
        if packet.pts is None:
            raise CannotJoin("some of its packets have no times")
        if packet.is_discard and index.pts_of(0) <= packet.pts < index.end:
            raise CannotJoin("an edit list hides packets between its frames")
        start = grammar.start_of(bytes(packet)) if packet.is_keyframe else Start()
        marked = place + _MARKED if start.groups else marked
        if place < marked:
            marks[place] = grammar.mark_of(bytes(packet))
        starts.append(start)
        complete = complete and packet.dts is not None
        timing.append(Timing(packet.pts, packet.dts or 0, packet.duration or 0, packet.is_discard))
    if sum(not each.hidden for each in timing) != len(index):
        raise CannotJoin("not every packet is a frame")
    return _Scan(index, grammar, tuple(timing if complete else _with_decode_times(timing)), tuple(starts), marks)


def _with_decode_times(timing: list[Timing]) -> list[Timing]:
    """Decode times for containers that keep none (Matroska): shown times in order, early enough for every packet."""
    ordered = sorted(each.pts for each in timing)
    delay = max(early - each.pts for early, each in zip(ordered, timing, strict=True))
    return [replace(each, dts=early - delay) for early, each in zip(ordered, timing, strict=True)]
