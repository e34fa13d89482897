"""Exact samples of a sound track at 48 kHz, from any place, whatever order they are asked in.

Sample 0 lies at the first shown frame's presentation time. Sound is made in blocks of one second: block ``k`` needs
source samples ``k * rate`` to ``(k + 1) * rate`` and some around them for the resampler, so a block always comes out
the same. After a seek a quarter second is decoded and dropped, since decoders need a run-up.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from retake_gui.domain.clip import SoundTrack
from retake_gui.media.files import open_media, sound_stream

Samples = npt.NDArray[np.float32]

RATE = 48_000
"""Samples a second of everything that leaves this room."""
_RUN_UP = Fraction(1, 4)
_KEPT_BLOCKS = 16
_MARGIN = 256
_PATIENCE_SECONDS = 4


class SoundReader:
    """Reads one sound track; to be used, and closed, by one thread.

    Args:
        path: The file.
        track: Which track.
        origin: The first shown frame's time on the file's own clock, seconds.

    Raises:
        UnreadableMedia: The file cannot be opened any more.
    """

    def __init__(self, path: Path, track: SoundTrack, origin: Fraction) -> None:
        self._path = path
        self._track = track
        self._origin = origin
        self._in_rate = track.sample_rate
        shared = math.gcd(self._in_rate, RATE)
        steps = math.ceil(_MARGIN / (self._in_rate // shared))
        self._margin_in = self._in_rate // shared * steps
        self._margin_out = RATE // shared * steps
        self._blocks: OrderedDict[int, Samples] = OrderedDict()
        self._first = round(track.start * self._in_rate)
        self._end: int | None = None
        self._grid: tuple[int, int] | None = None
        self._buffer: Samples = np.zeros((0, track.channels), np.float32)
        self._buffer_start = 0
        self._coming: Iterator[tuple[int, Samples]] | None = None
        self._open()

    @property
    def channels(self) -> int:
        """How many channels the track has."""
        return self._track.channels

    def read(self, start: int, count: int) -> Samples:
        """Samples from ``start`` on, (count, channels); silence where there is none."""
        made = np.zeros((max(0, count), self.channels), np.float32)
        place = start
        while place < start + count:
            number, inside = divmod(place, RATE)
            length = min(RATE - inside, start + count - place)
            made[place - start : place - start + length] = self._block(number)[inside : inside + length]
            place += length
        return made

    def close(self) -> None:
        """Let go of the file."""
        self._coming = None
        self._blocks.clear()
        self._container.close()

    def _block(self, number: int) -> Samples:
        block = self._blocks.get(number)
        if block is None:
            block = self._made(number)
            self._blocks[number] = block
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block

    def _made(self, number: int) -> Samples:
        first = number * self._in_rate - self._margin_in
        length = self._in_rate + 2 * self._margin_in
        if first + length <= self._first or (self._end is not None and first >= self._end):
            return np.zeros((RATE, self.channels), np.float32)
        source = self._source(first, length)
        if self._in_rate == RATE:
            return source[self._margin_in : self._margin_in + RATE]
        return resampled(source, self._in_rate, self._track.layout)[self._margin_out : self._margin_out + RATE]

    def _source(self, first: int, length: int) -> Samples:
        """Samples at the track's own rate, silence where there is none."""
        behind = first < self._buffer_start
        far = first > self._buffer_start + len(self._buffer) + _PATIENCE_SECONDS * self._in_rate
        if self._coming is None or behind or far:
            self._go_to(max(first, self._first))
        parts, have = [self._buffer], self._buffer_start + len(self._buffer)
        while have < first + length and self._coming is not None:
            found = next(self._coming, None)
            if found is None:
                self._end, self._coming = have, None
                break
            place, samples = found
            if not len(self._buffer) and len(parts) == 1:
                self._buffer_start = have = place
            parts.append(samples[max(0, have - place) :])
            have = max(have, place + len(samples))
        joined = np.concatenate(parts)
        return self._cut(joined, first, length)

    def _cut(self, joined: Samples, first: int, length: int) -> Samples:
        """The wanted part; what follows its start stays for the next block."""
        begin = first - self._buffer_start
        made = np.zeros((length, self.channels), np.float32)
        inside = joined[max(0, begin) : max(0, begin + length)]
        offset = max(0, -begin)
        made[offset : offset + len(inside)] = inside
        drop = min(max(0, begin), len(joined))
        self._buffer, self._buffer_start = joined[drop:], self._buffer_start + drop
        return made

    def _open(self) -> None:
        self._container = open_media(self._path)
        self._stream = sound_stream(self._path, self._container, self._track.index)
        self._time_base = self._stream.time_base or Fraction(1, RATE)

    def _go_to(self, place: int) -> None:
        self._coming = None  # should the file be gone, nothing reads on from where it was
        self._buffer = self._buffer[:0]
        self._buffer_start = place
        wanted = self._origin + Fraction(place, self._in_rate) - _RUN_UP
        beginning = self._origin + self._track.start
        if wanted > beginning:
            try:
                self._container.seek(math.floor(wanted / self._time_base), stream=self._stream)
            except av.FFmpegError:
                wanted = beginning
        if wanted <= beginning:
            before = self._container
            self._open()
            before.close()
        self._coming = self._decoded(place)

    def _decoded(self, wanted: int) -> Iterator[tuple[int, Samples]]:
        """Pieces of sound with their places, and silence where there is none; broken packets are passed over."""
        expected: int | None = None
        reached = wanted
        for frame in self._at_one_rate(sound_frames(self._container, self._stream)):
            samples = as_samples(frame, self.channels)
            place = self._place(frame, expected, len(samples))
            expected = place + len(samples)
            yield from self._silence(reached, place)
            if expected > wanted - _MARGIN * 4:
                yield place, samples
            reached = max(reached, expected)

    def _silence(self, start: int, end: int) -> Iterator[tuple[int, Samples]]:
        """A gap in pieces of a second at most: it can be longer than what fits into memory."""
        for place in range(start, end, self._in_rate):
            yield place, np.zeros((min(self._in_rate, end - place), self.channels), np.float32)

    def _at_one_rate(self, frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
        """Frames at the track's rate, also where a recording goes on at another one."""
        resampler: AudioResampler | None = None
        form: tuple[int, str, str] | None = None
        for frame in frames:
            now = frame.sample_rate, frame.layout.name, frame.format.name
            if now != form:
                yield from resampler.resample(None) if resampler else ()
                other = frame.sample_rate != self._in_rate
                resampler, form = AudioResampler("fltp", frame.layout, self._in_rate) if other else None, now
            yield from resampler.resample(frame) if resampler else (frame,)
        yield from resampler.resample(None) if resampler else ()

    def _place(self, frame: AudioFrame, expected: int | None, length: int) -> int:
        """Where a piece lies. Rounded times follow each other without gaps, and fall on the grid of whole pieces."""
        if frame.pts is None:
            return self._first if expected is None else expected
        time_base = frame.time_base or self._time_base
        place = round((frame.pts * time_base - self._origin) * self._in_rate)
        slack = math.ceil(2 * max(time_base, self._time_base) * self._in_rate) + 1
        if expected is not None:
            if self._grid is None:
                self._grid = expected, length
            return expected if abs(place - expected) <= slack else place
        if self._grid is not None and slack > 4:
            origin, step = self._grid
            on_grid = origin + round((place - origin) / step) * step
            return on_grid if abs(place - on_grid) <= slack else place
        return place


def as_samples(frame: AudioFrame, channels: int) -> Samples:
    """A decoded piece as floats in −1 to 1, (samples, channels); one channel is heard on both sides."""
    raw: npt.NDArray[Any] = frame.to_ndarray()
    table = raw.T if frame.format.is_planar else raw.reshape(-1, len(frame.layout.channels))
    made: Samples = table.astype(np.float32)
    if raw.dtype == np.uint8:
        made = (made - np.float32(128)) / np.float32(128)
    elif raw.dtype.kind != "f":
        made = made / np.float32(2.0 ** (8 * raw.dtype.itemsize - 1))
    if made.shape[1] == 1:
        made = made.repeat(min(channels, 2), axis=1)
    if made.shape[1] < channels:
        made = np.pad(made, ((0, 0), (0, channels - made.shape[1])))
    return np.ascontiguousarray(made[:, :channels])


def sound_frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """All that can be decoded from here on; broken packets are passed over, and a file that breaks off ends there."""
    packets = container.demux(stream)
    while True:
        try:
            frames = next(packets).decode()
        except StopIteration:
            return
        except av.FFmpegError:
            continue  # where the file itself cannot be read on, no packet comes after it
        yield from frames


def resampled(samples: Samples, rate: int, layout: str, wanted: int = RATE) -> Samples:
    """The same sound at another rate, usually 48 kHz; sample 0 stays where it is."""
    resampler = AudioResampler("fltp", layout, wanted)
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), "fltp", layout)
    frame.sample_rate = rate
    frame.pts = 0
    frame.time_base = Fraction(1, rate)
    parts = [piece.to_ndarray() for given in (frame, None) for piece in resampler.resample(given)]
    made: Samples = np.concatenate(parts, axis=1).T.astype(np.float32)
    missing = math.ceil(len(samples) * wanted / rate) - len(made)
    return np.pad(made, ((0, missing), (0, 0))) if missing > 0 else made
