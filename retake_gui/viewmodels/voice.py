"""One side as it sounds along a course: forwards or backwards, at its own pitch at any speed, in stereo."""

from dataclasses import replace
from typing import TYPE_CHECKING

from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE, Course, Run, Turn

if TYPE_CHECKING:
    from retake_gui.media.source import Samples, SoundSource
    from retake_gui.media.stretch import Stretcher

CHANNELS = 2
"""Everything is played in stereo."""
_HALF_POWER = 0.707
_WITH_BASS = 4
_TURN_FADE = SOUND_RATE // 200
"""Samples over which a loop that begins again is crossed over: 5 ms."""


class Voice:
    """Reads a source, on the sound's thread; it keeps its place, so that blocks join without a seam.

    Args:
        source: What sounds.
    """

    def __init__(self, source: "SoundSource") -> None:
        self._source = source
        self._stretchers: dict[int, tuple[tuple[Course, int, int], Stretcher]] = {}

    def sound(self, course: Course, first: int, run: Run, shift: int) -> "Samples | None":
        """The samples of a stretch without a turn, as many as it plays; ``None`` where they cannot be read.

        Args:
            course: What is played.
            first: Which sample of the course the stretch begins with.
            run: The stretch.
            shift: Samples by which the source is ahead.
        """
        try:
            return as_stereo(self._joined(course, first, run, shift))
        except RetakeError:
            return None

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()

    def _joined(self, course: Course, first: int, run: Run, shift: int) -> "Samples":
        """A stretch; where a loop has just turned, what it came from dies away in it, so that nothing clicks.

        To and fro at its own speed a sound joins by itself.
        """
        made = self._plain(course, first, run, shift)
        joins = course.turn is Turn.PING_PONG and abs(run.speed) == 1
        fade = 0 if joins else min(_TURN_FADE, course.leg_samples // 2)
        onward, ago = course.left(run) or (run, fade)
        if ago >= fade:
            return made
        from retake_gui.media.fades import crossfaded

        ending = replace(onward, samples=min(run.samples, fade - ago))
        return crossfaded(self._plain(course, first, ending, shift), made, ago, fade)

    def _plain(self, course: Course, first: int, run: Run, shift: int) -> "Samples":
        if abs(run.speed) == 1:
            return self._along(course, run, shift)(0, run.samples)
        return self._stretched(course, first, run, shift)

    def _stretched(self, course: Course, first: int, run: Run, shift: int) -> "Samples":
        """At another speed. Around a turn two legs sound at once, so each goes on from its own place."""
        from retake_gui.media.stretch import Stretcher

        place, stretcher = self._stretchers.get(run.leg, (None, None))
        if stretcher is None or place != (course, first, shift):
            stretcher = Stretcher(self._along(course, run, shift), float(abs(run.speed)))
        self._stretchers = {leg: kept for leg, kept in self._stretchers.items() if abs(leg - run.leg) <= 1}
        self._stretchers[run.leg] = (course, first + run.samples, shift), stretcher
        return stretcher.take(run.samples)

    def _along(self, course: Course, run: Run, shift: int) -> "_Along":
        forwards = run.speed > 0
        origin = round(run.start * SOUND_RATE) + shift
        end = round((course.high if forwards else course.low) * SOUND_RATE) + shift
        room = None if course.turn is Turn.STOP else end - origin if forwards else origin - end
        return _Along(self._source, origin, room, forwards=forwards)


class _Along:
    """A source counted along the way of playing from where a stretch begins; past its room it comes back mirrored.

    What is read past the end of a loop is never heard but while it dies away: mirrored it joins without a step, and
    brings nothing from outside the loop.
    """

    def __init__(self, source: "SoundSource", origin: int, room: int | None, *, forwards: bool) -> None:
        self._source, self._origin, self._room, self._forwards = source, origin, room, forwards

    def __call__(self, start: int, count: int) -> "Samples":
        if self._room is None or start + count <= self._room:
            return self._read(start, count)
        inside = max(0, self._room - start)
        mirrored = self._read(2 * self._room - start - count, count - inside)[::-1]
        if not inside:
            return mirrored
        from retake_gui.media.fades import joined

        return joined(self._read(start, inside), mirrored)

    def _read(self, start: int, count: int) -> "Samples":
        if self._forwards:
            return self._source.read(self._origin + start, count)
        return self._source.read(self._origin - start - count, count)[::-1]


def as_stereo(samples: "Samples") -> "Samples":
    """Samples of any number of channels in two."""
    channels = samples.shape[1]
    if channels == 1:
        return samples.repeat(CHANNELS, axis=1)
    return _downmixed(samples) if channels > CHANNELS else samples


def _downmixed(samples: "Samples") -> "Samples":
    """Left and right of a layout that begins with them; the centre and what is behind go to both, softer (BS.775)."""
    made: Samples = samples[:, :CHANNELS] / 2 + samples[:, 2:3] * (_HALF_POWER / 2)
    rest = samples[:, 4:] if samples.shape[1] > _WITH_BASS else samples[:, 3:]
    for channel in range(rest.shape[1]):
        made[:, channel % CHANNELS] += rest[:, channel] * (_HALF_POWER / 2)
    return made
