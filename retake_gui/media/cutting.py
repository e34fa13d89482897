"""Cutting the window that is sent: frame-exact, at the clip's rate and in its colours, within the service's limits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from retake_gui.domain.clip import Clip, Colour
from retake_gui.domain.errors import StorageError
from retake_gui.domain.service import Service
from retake_gui.domain.window import Window
from retake_gui.media.allocator import give_back
from retake_gui.media.codecs import PictureCodec, layout_for
from retake_gui.media.decoder import KEPT_BYTES, FrameReader
from retake_gui.media.encode import MediaWriter, PictureFormat, Samples, SoundFormat
from retake_gui.media.index import build_index
from retake_gui.media.picture import orientation_of
from retake_gui.media.planes import is_full, reshaped, upright, working_format
from retake_gui.media.publish import Never, Stoppable, disk_refused, nobody_asks, stop_if
from retake_gui.media.source import ClipSound, SoundSource

SENT_RATE = 48_000
"""Samples a second of the sound that is sent."""
_SOUND_BITS = 256_000
_QUALITIES = (12, 17, 22, 27, 32)
_SHARE = Fraction(9, 10)
_LEAST_BITS = 64_000
_SHORT_SIGHT = "threads=2:rc-lookahead=5:sync-lookahead=0"
"""x264 holds some 12 MB for each 1080p picture that it has begun or looks ahead at, and by default more of them the
more cores there are."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """What was cut.

    Attributes:
        frames: How many pictures it has: those of the window.
        width: Pixels, square and upright.
        height: Pixels.
        scale: Size of what is sent by size of the clip.
        size: Bytes.
        has_sound: Whether it has a sound stream; it has one exactly when the clip has.
    """

    path: Path
    frames: int
    rate: Fraction
    width: int
    height: int
    scale: Fraction
    size: int
    has_sound: bool


def cut_window(
    clip: Clip,
    window: Window,
    target: Path,
    service: Service,
    on_progress: Callable[[int, int], None] = nobody_asks,
    cancelled: Stoppable | None = None,
) -> SentFile:
    """Write the window of a clip as H.264 and AAC.

    Args:
        clip: A file on this disk.
        window: What to cut; its padding is mirrored picture and silence.
        target: An MP4 that does not exist; on any failure nothing is left there.
        service: Whose limits of size hold.
        on_progress: Told frames done and frames altogether.
        cancelled: Looked at between frames.

    Raises:
        UnreadableMedia: The clip cannot be read any more.
        StorageError: The disk refuses, or it cannot be made small enough.
        CancelledError: It was cancelled.
    """
    stop = cancelled or Never()
    try:
        for quality in _QUALITIES:
            sent = _Cut(clip, window, target, service, quality).write(on_progress, stop)
            if sent.size <= service.most_bytes:
                return sent
            target.unlink()
    except OSError as error:
        target.unlink(missing_ok=True)
        raise disk_refused(target, error) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    raise StorageError(
        f"The window of the clip is larger than the {service.most_bytes // 1_000_000} MB that can be sent.",
        do="Choose a shorter range or less context.",
    )


def sent_size(clip: Clip, service: Service) -> tuple[int, int]:
    """Width and height of what is sent: as shown, even, no side longer than the service takes."""
    longest = max(clip.width, clip.height)
    scale = min(Fraction(1), Fraction(service.most_side, longest))
    width, height = (max(2, 2 * round(side * scale / 2)) for side in (clip.width, clip.height))
    return width, height


class _Cut:
    """One way through the window."""

    def __init__(self, clip: Clip, window: Window, target: Path, service: Service, quality: int) -> None:
        self._clip, self._window, self._target = clip, window, target
        self._size = sent_size(clip, service)
        seconds = window.seconds + 1
        ceiling = max(_LEAST_BITS, int((service.most_bytes * 8 * _SHARE - _SOUND_BITS * seconds) / seconds))
        self._codec = PictureCodec(
            "libx264",
            "yuv420p",
            {
                "crf": str(quality),
                "preset": "veryfast",
                "maxrate": str(ceiling),
                "bufsize": str(2 * ceiling),
                "x264-params": f"keyint=48:{_SHORT_SIGHT}",
            },
        )
        self._written = 0

    def write(self, on_progress: Callable[[int, int], None], stop: Stoppable) -> SentFile:
        clip, window = self._clip, self._window
        sound = ClipSound(Path(clip.source), clip) if clip.sound else None
        reader = None
        try:
            kept = KEPT_BYTES if window.pad_head or window.pad_tail else 0  # only mirrored pictures go backwards
            reader = FrameReader(Path(clip.source), build_index(Path(clip.source)), kept_bytes=kept)
            with MediaWriter(self._target, "mp4") as writer:
                self._add_streams(writer, reader.frame(window.sent[0]), sound)
                for number, frame in enumerate(window.sent):
                    stop_if(stop)
                    writer.write_picture(self._picture(reader.frame(frame)), number, 1)
                    self._pump(writer, sound, (number + 1) / window.rate)
                    on_progress(number + 1, window.frames)
                writer.finish()
        finally:
            if reader is not None:
                reader.close()
            if sound is not None:
                sound.close()
            give_back()
        width, height = self._size
        scale = Fraction(width, clip.width)
        size = self._target.stat().st_size
        return SentFile(self._target, window.frames, window.rate, width, height, scale, size, sound is not None)

    def _add_streams(self, writer: MediaWriter, first: av.VideoFrame, sound: SoundSource | None) -> None:
        width, height = self._size
        colour: Colour = self._clip.colour
        if is_full(first):
            colour = replace(colour, range="pc")
        rate = self._window.rate
        writer.add_pictures(PictureFormat(self._codec, width, height, rate, 1 / rate, colour))
        if sound is not None:
            writer.add_sound(SoundFormat("aac", SENT_RATE, layout_for(sound.channels), sound.rate))

    def _picture(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Upright, square pixels, the size that is sent, 8-bit 4:2:0; matrix and range as they are."""
        turn, full = orientation_of(frame), is_full(frame)
        size = self._size[::-1] if turn.rotation % 180 else self._size
        working = working_format(frame.format.name).removesuffix("10le")
        shaped = upright(reshaped(frame, size, working, full=full), turn, working, full=full)
        return reshaped(shaped, self._size, "yuv420p", full=full)

    def _pump(self, writer: MediaWriter, sound: SoundSource | None, until: Fraction) -> None:
        """Write sound up to a time in the window."""
        if sound is None:
            return
        end = round(until * sound.rate)
        writer.write_packets(writer.encode_sound(self._heard(sound, self._written, end - self._written)))
        self._written = end

    def _heard(self, sound: SoundSource, start: int, count: int) -> Samples:
        """Samples of the window; silence where pictures are mirrored."""
        window, rate = self._window, sound.rate
        first = round(window.origin * rate)
        body_start = round(window.pad_head / window.rate * rate)
        body_end = round((window.frames - window.pad_tail) / window.rate * rate)
        low, high = min(max(start, body_start), body_end), max(min(start + count, body_end), body_start)
        heard = np.zeros((count, sound.channels), np.float32)
        if high > low:
            heard[low - start : high - start] = sound.read(first + low, high - low)
        return heard
