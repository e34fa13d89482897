"""One side as it sounds along a course: forwards or backwards, at its own pitch at any speed, in stereo."""

from typing import TYPE_CHECKING

from retake_gui.domain.errors import RetakeError
from retake_gui.viewmodels.course import SOUND_RATE, Course, Run

if TYPE_CHECKING:
    from retake_gui.media.source import Samples, SoundSource
    from retake_gui.media.stretch import Stretcher

CHANNELS = 2
"""Everything is played in stereo."""
_HALF_POWER = 0.707
_WITH_BASS = 4


class Voice:
    """Reads a source, on the sound's thread; it keeps its place, so that blocks join without a seam.

    Args:
        source: What sounds.
    """

    def __init__(self, source: "SoundSource") -> None:
        self._source = source
        self._stretcher: Stretcher | None = None
        self._place: tuple[Course, int, int, int] | None = None

    def sound(self, course: Course, first: int, run: Run, shift: int) -> "Samples | None":
        """The samples of a stretch without a turn, as many as it plays; ``None`` where they cannot be read.

        Args:
            course: What is played.
            first: Which sample of the course the stretch begins with.
            run: The stretch.
            shift: Samples by which the source is ahead.
        """
        try:
            if abs(run.speed) == 1:
                made = self._along(run, shift)(0, run.samples)
            else:
                made = self._stretched(course, first, run, shift)
        except RetakeError:
            return None
        return as_stereo(made)

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()

    def _stretched(self, course: Course, first: int, run: Run, shift: int) -> "Samples":
        from retake_gui.media.stretch import Stretcher

        if self._stretcher is None or self._place != (course, run.leg, first, shift):
            self._stretcher = Stretcher(self._along(run, shift), float(abs(run.speed)))
        self._place = (course, run.leg, first + run.samples, shift)
        return self._stretcher.take(run.samples)

    def _along(self, run: Run, shift: int) -> "_Along":
        return _Along(self._source, round(run.start * SOUND_RATE) + shift, forwards=run.speed > 0)


class _Along:
    """A source counted along the way of playing from where a stretch begins."""

    def __init__(self, source: "SoundSource", origin: int, *, forwards: bool) -> None:
        self._source, self._origin, self._forwards = source, origin, forwards

    def __call__(self, start: int, count: int) -> "Samples":
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
