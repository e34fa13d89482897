"""The fitted clip of a take, for looking, listening and exporting: one way, so that a preview cannot differ."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import StorageError
from retake_gui.domain.settings import Mode
from retake_gui.domain.take import Take
from retake_gui.store.plain import window_from_plain

if TYPE_CHECKING:
    from retake_gui.media.fitted import Part
    from retake_gui.media.source import PictureSource, SoundSource


def part_of(take: Take) -> "Part":
    """A take's return and how it is fitted.

    Raises:
        StorageError: The take does not say how it was sent, so it cannot be fitted.
    """
    from retake_gui.media.fitted import Part
    from retake_gui.media.recipe import Recipe

    window = window_from_plain(take.window)
    if window is None or not take.fit:
        raise StorageError(
            f"{take.title} was made from a clip that is not on this machine, so it cannot be fitted.",
            kept="Its file is kept.",
            do="Export it as returned.",
        )
    window = window.keeping_all() if take.seams.keep_all else window
    return Part(window, Recipe.from_dict(take.fit), Path(take.returned), take.mode)


def sound_part(take: Take, other: Take | None = None) -> "Part":
    """What gives the sound of a take: itself, the source, or another take.

    Args:
        take: The take.
        other: The take that ``take.sound_of`` names; where it is gone, the take's own sound is heard.

    Raises:
        StorageError: One of the takes cannot be fitted.
    """
    if take.sound_of == 0:
        return replace(part_of(take), mode=Mode.VIDEO)
    return part_of(take if other is None or other.clip_id != take.clip_id else other)


def fitted_sources(
    clip: Clip, take: Take, other: Take | None = None
) -> "tuple[Callable[[], PictureSource], Callable[[], SoundSource] | None]":
    """Makers of the whole clip's pictures and sound with the take in place; each is called on a worker's thread.

    The sound's maker is ``None`` where neither the clip nor the take has any.

    Args:
        clip: The source.
        take: Gives the picture, and how it joins.
        other: The take whose sound is heard, where that is not its own.

    Raises:
        StorageError: A take does not say how it was sent, so it cannot be fitted.
    """
    from retake_gui.media.fitted import FittedPictures
    from retake_gui.media.fitted_sound import FittedSound

    seen, heard, seams = part_of(take), sound_part(take, other), take.seams

    def pictures() -> "PictureSource":
        return FittedPictures(clip, seen.window, seen.recipe, seen.returned, seen.mode, seams)

    def sound() -> "SoundSource":
        return FittedSound(clip, heard.window, heard.recipe, heard.returned, heard.mode, seams)

    return pictures, sound if clip.sound or (heard.mode.replaces_sound and heard.recipe.has_sound) else None
