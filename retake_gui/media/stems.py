"""Exports that are no clip: the pictures one by one as PNG, or the sound alone as WAV."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from retake_gui.domain.errors import Refused, StorageError, UnreadableMedia
from retake_gui.media.codecs import layout_for
from retake_gui.media.encode import MediaWriter, SoundFormat
from retake_gui.media.export_plan import ExportPlan, ExportReport
from retake_gui.media.feeds import run_feeds, sound_feed
from retake_gui.media.files import opened
from retake_gui.media.fitted import FittedPictures
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.opencv import cv2
from retake_gui.media.planes import depth
from retake_gui.media.publish import Stoppable, new_file, new_folder, stop_if
from retake_gui.media.sizes import expected_bytes
from retake_gui.media.writing import Progress, sound_end

PICTURES = "png"
SOUND = "wav"
_QUICK = [int(cv2.IMWRITE_PNG_COMPRESSION), 3]


def export_pictures(plan: ExportPlan, on_progress: Progress, cancelled: Stoppable) -> ExportReport:
    """Write each picture upright in square pixels as PNG, 16 bits deep where the clip has more than 8.

    The target becomes a folder; names carry the clip's frame numbers.
    """
    seen = plan.seen
    pictures = FittedPictures(plan.clip, seen.window, seen.recipe, seen.returned, seen.mode, plan.seams)
    try:
        with new_folder(plan.target, expected_bytes(plan)) as folder:
            for done, number in enumerate(plan.span, 1):
                stop_if(cancelled)
                (folder / f"{plan.target.stem}_{number:06}.png").write_bytes(encoded(pictures, number))
                on_progress(done, len(plan.span))
            if len(list(folder.iterdir())) != len(plan.span):
                raise StorageError(f"Not every picture of “{plan.target.name}” was written.", do="Try again.")
    finally:
        pictures.close()
    return ExportReport(plan.target, plan.kind, len(plan.span), (plan.span,))


def _pixels(pictures: FittedPictures, number: int) -> npt.NDArray[Any]:
    if depth(pictures.working) == 8:
        return pictures.bgr(number)
    return pictures.deep(number)


def encoded(pictures: FittedPictures, number: int) -> bytes:
    """One picture as PNG.

    Raises:
        StorageError: It cannot be.
    """
    done, data = cv2.imencode(".png", _pixels(pictures, number), _QUICK)
    if not done:
        raise StorageError(f"Frame {number} could not be made a picture.", do="Choose another form.")
    return np.asarray(data).tobytes()


def export_sound(plan: ExportPlan, on_progress: Progress, cancelled: Stoppable) -> ExportReport:
    """Write the sound as 24-bit PCM at the clip's sample rate.

    Raises:
        Refused: There is none.
    """
    clip, heard = plan.clip, plan.heard
    sound = FittedSound(clip, heard.window, heard.recipe, heard.returned, heard.mode, plan.seams)
    start, end = clip.time_of(plan.span.start), sound_end(plan)
    try:
        if sound.is_silent:
            raise Refused("Neither the clip nor the take has any sound.", do="Export the picture.")
        rate = clip.sound[0].sample_rate if clip.sound else sound.rate
        with new_file(plan.target, expected_bytes(plan)) as part:
            with MediaWriter(part, "wav") as writer:
                writer.add_sound(SoundFormat("pcm_s24le", rate, layout_for(sound.channels), sound.rate))
                feed = sound_feed(writer, sound, start, end)
                run_feeds([_told(feed, float(end - start), on_progress)], cancelled)
                writer.finish()
            _check(plan, part, float(end - start))
    finally:
        sound.close()
    return ExportReport(plan.target, plan.kind, len(plan.span))


def _told(feed: Any, seconds: float, on_progress: Progress) -> Any:
    for when in feed:
        on_progress(round(float(when) * 1000), round(seconds * 1000))
        yield when


def _check(plan: ExportPlan, part: Path, seconds: float) -> None:
    try:
        with opened(part) as container:
            stream = container.streams.audio[0]
            found = (stream.duration or 0) * float(stream.time_base or 0)
    except (UnreadableMedia, IndexError, av.FFmpegError) as error:
        raise _wrong(plan, "cannot be read again") from error
    if abs(found - seconds) > 0.01:
        raise _wrong(plan, f"lasts {found:.2f} s instead of {seconds:.2f} s")


def _wrong(plan: ExportPlan, what: str) -> StorageError:
    return StorageError(f"“{plan.target.name}” was written but {what}.", kept="It was removed again.", do="Try again.")
