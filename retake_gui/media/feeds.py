"""What flows into a file that is written: encoded pictures and sound, or packets as they are; each tells its time."""

import zlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

from av.packet import Packet

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.media.encode import MediaWriter
from retake_gui.media.files import close_media, open_media
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.publish import Stoppable, stop_if

Feed = Generator[Fraction, None, None]
"""Writes a little at each step and yields up to when it has come, seconds."""
Sums = dict[int, list[int]]
"""For each stream of the written file that is taken over, a checksum of each of its packets."""
_SOUND_STEP = Fraction(1, 10)
_STEPS_AHEAD = 3000
"""Pieces of sound, some kilobytes each, that may be encoded before their place in the file is reached."""


def run_feeds(feeds: Sequence[Feed], cancelled: Stoppable) -> None:
    """Run all feeds side by side, always the one that is furthest behind, so that nothing piles up.

    Raises:
        CancelledError: It was cancelled.
    """
    times = {number: (Fraction(-1_000_000), feed) for number, feed in enumerate(feeds)}
    while times:
        stop_if(cancelled)
        number = min(times, key=lambda each: times[each][0])
        feed = times[number][1]
        try:
            times[number] = (next(feed), feed)
        except StopIteration:
            del times[number]


def picture_feed(
    writer: MediaWriter, pictures: FittedPictures, clip: Clip, span: Span, time_base: Fraction, pixel_format: str
) -> Feed:
    """Encode a range of pictures; times count from its first."""
    start = clip.time_of(span.start)

    def ticks(number: int) -> int:
        return round((clip.time_of(number) - start) / time_base)

    for number in span:
        frame = pictures.native(number)
        if frame.format.name != pixel_format:
            kept = 2 if pictures.full else 1
            frame = frame.reformat(format=pixel_format, src_color_range=kept, dst_color_range=kept)
        writer.write_picture(frame, ticks(number), ticks(number + 1) - ticks(number))
        yield clip.time_of(number + 1) - start


def sound_feed(writer: MediaWriter, sound: FittedSound, start: Fraction, end: Fraction) -> Feed:
    """Encode sound between two times of the clip, on a thread of its own, ahead of where it is written."""
    writer.begin()

    def encoded(place: int, count: int) -> "list[Packet[Any]]":
        return writer.encode_sound(sound.read(place, count))

    worker = ThreadPoolExecutor(1, "sound")
    try:
        begun: deque[tuple[Fraction, Future[list[Packet[Any]]]]] = deque()
        steps = _steps(start, end, sound.rate)
        for done, place, count in steps:
            begun.append((done, worker.submit(encoded, place, count)))
            if len(begun) == _STEPS_AHEAD:
                yield _write_first(writer, begun) - start
        while begun:
            yield _write_first(writer, begun) - start
    finally:
        worker.shutdown(cancel_futures=True)


def _steps(start: Fraction, end: Fraction, rate: int) -> Iterator[tuple[Fraction, int, int]]:
    """Where each little piece of sound ends, seconds, its first sample, and how many it has."""
    done, place = start, round(start * rate)
    while done < end:
        done = min(end, done + _SOUND_STEP)
        until = round(done * rate)
        yield done, place, until - place
        place = until


def _write_first(writer: MediaWriter, begun: "deque[tuple[Fraction, Future[list[Packet[Any]]]]]") -> Fraction:
    done, packets = begun.popleft()
    writer.write_packets(packets.result())
    return done


def packet_feed(
    writer: MediaWriter,
    path: Path,
    streams: Sequence[int],
    origin: Fraction,
    sums: Sums | None = None,
    renewed: Mapping[int, bytes] | None = None,
) -> Feed:
    """Take over packets of some streams, times counted from ``origin``.

    Sound that the source hides stays away where the file cannot hide it.

    Args:
        writer: Streams are added to it at the first step.
        path: Where they come from.
        streams: Their numbers in that file.
        origin: Time of the first picture on that file's clock, seconds.
        sums: Where a checksum of each packet of pictures and sound is noted.
        renewed: Other packets in place of some, by presentation time; of one stream only.
    """
    container = open_media(path)
    try:
        templates = [container.streams[number] for number in streams]
        targets = {template.index: writer.add_copy(template) for template in templates}
        noted = (
            {} if sums is None else {each.index: sums.setdefault(targets[each.index].index, []) for each in templates}
        )
        yield Fraction(-1_000)
        packets = (packet for packet in container.demux(templates) if packet.size)
        for given in packets if writer.hides else _without_hidden(packets):
            index, packet = given.stream_index, _in_place_of(given, renewed)
            base = packet.time_base
            shift = round(origin / base)
            packet.pts = None if packet.pts is None else packet.pts - shift
            packet.dts = None if packet.dts is None else packet.dts - shift
            when = packet.dts if packet.dts is not None else packet.pts
            if index in noted and templates[streams.index(index)].type != "subtitle":
                noted[index].append(zlib.crc32(packet))
            writer.write_packet(packet, targets[index])
            yield Fraction(0) if when is None else when * base
    finally:
        close_media(container)


def _without_hidden(packets: "Iterator[Packet[Any]]") -> "Iterator[Packet[Any]]":
    """Packets without hidden sound, but for the one before the first that is heard, which decoders need."""
    hidden: dict[int, Packet[Any]] = {}
    for packet in packets:
        if packet.is_discard and packet.stream.type == "audio":
            hidden[packet.stream_index] = packet
            continue
        before = hidden.pop(packet.stream_index, None)
        if before is not None:
            yield before
        yield packet


def _in_place_of(packet: "Packet[Any]", renewed: Mapping[int, bytes] | None) -> "Packet[Any]":
    """A packet, or the one that stands in its place."""
    content = renewed.get(packet.pts) if renewed and packet.pts is not None else None
    if content is None:
        return packet
    made = Packet(content)
    made.pts, made.dts, made.duration, made.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    made.is_keyframe = True
    return made
