"""A sound track's outline in one pass: decoded in order, gathered to seconds, measured without leaving numpy."""

import contextlib
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame

from retake_gui.domain.clip import Clip, SoundTrack
from retake_gui.media.files import opened, sound_stream
from retake_gui.media.index import build_index
from retake_gui.media.peaks import PeakPyramid
from retake_gui.media.sound_reader import Samples, as_samples, sound_frames

_GATHERED_SECONDS = 4
_FILE = "sound.npz"


def empty_outline(clip: Clip) -> PeakPyramid:
    """The outline of a clip's first track before anything is known."""
    rate = clip.sound[0].sample_rate
    return PeakPyramid(rate, math.ceil(clip.duration * rate))


def kept_outline(folder: Path | None, clip: Clip) -> PeakPyramid | None:
    """What an earlier run made, if it is there and fits."""
    found = PeakPyramid.load(folder / _FILE) if folder is not None else None
    same = found is not None and found.rate == clip.sound[0].sample_rate
    return found if same else None


def keep_outline(folder: Path | None, outline: PeakPyramid) -> None:
    """Leave it for the next run; a disk that refuses is no harm."""
    if folder is not None:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            outline.save(folder / _FILE)


def fill_outline(
    outline: PeakPyramid, path: Path, track: SoundTrack, go_on: Callable[[], bool], origin: Fraction | None = None
) -> bool:
    """Read a track from end to end.

    Args:
        outline: Grows with what is read.
        path: The file.
        track: Which of its tracks.
        go_on: Asked after every few seconds of sound.
        origin: The first picture's time on the file's own clock; by default looked up.

    Returns:
        Whether it came to the end.

    Raises:
        UnreadableMedia: The file cannot be opened.
    """
    begin = build_index(path).start if origin is None else origin
    for place, samples in _gathered(path, track, begin):
        outline.add(place, samples)
        if not go_on():
            return False
    outline.finish()
    return True


def _gathered(path: Path, track: SoundTrack, origin: Fraction) -> Iterator[tuple[int, Samples]]:
    """Stretches of some seconds with their places; a gap in the times begins another."""
    fifo, start = AudioFifo(), 0
    enough = _GATHERED_SECONDS * track.sample_rate
    with opened(path) as container:
        stream = sound_stream(path, container, track.index)
        base = stream.time_base or Fraction(1, track.sample_rate)
        slack = math.ceil(2 * base * track.sample_rate) + 1
        for frame in _in_one_format(sound_frames(container, stream)):
            expected = start + fifo.samples
            place = expected
            if frame.pts is not None:
                place = round((frame.pts * (frame.time_base or base) - origin) * track.sample_rate)
            jumps = abs(place - expected) > slack
            if jumps or fifo.samples >= enough:
                yield from _taken(fifo, start, track.channels)
                fifo, start = AudioFifo(), place if jumps else expected
            frame.pts = None
            fifo.write(frame)
        yield from _taken(fifo, start, track.channels)


def _taken(fifo: AudioFifo, start: int, channels: int) -> Iterator[tuple[int, Samples]]:
    frame = fifo.read() if fifo.samples else None
    if frame is not None:
        yield start, as_samples(frame, channels)


def _in_one_format(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    """Those that are as the first one: a queue takes no others."""
    form: tuple[str, int, str] | None = None
    for frame in frames:
        found = (frame.format.name, frame.sample_rate, frame.layout.name)
        form = form or found
        if found == form:
            yield frame
