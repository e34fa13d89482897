"""The fitted clip of a take, for looking, listening and exporting: one way, so that a preview cannot differ."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import StorageError
from retake_gui.domain.take import Take
from retake_gui.store.plain import window_from_plain

if TYPE_CHECKING:
    from retake_gui.media.source import PictureSource, SoundSource


def fitted_sources(clip: Clip, take: Take) -> "tuple[Callable[[], PictureSource], Callable[[], SoundSource] | None]":
    """Makers of the whole clip's pictures and sound with the take in place; each is called on a worker's thread.

    The sound's maker is ``None`` where neither the clip nor the take has any.

    Raises:
        StorageError: The take does not say how it was sent, so it cannot be fitted.
    """
    from retake_gui.media.conform import Recipe
    from retake_gui.media.fitted import FittedPictures, FittedSound

    window = window_from_plain(take.window)
    if window is None or not take.fit:
        raise StorageError(
            f"{take.title} was made from a clip that is not on this machine, so it cannot be fitted.",
            kept="Its file is kept.",
            do="Export it as returned.",
        )
    recipe, returned = Recipe.from_dict(take.fit), Path(take.returned)

    def pictures() -> "PictureSource":
        return FittedPictures(clip, window, recipe, returned, mode=take.mode)

    def sound() -> "SoundSource":
        return FittedSound(clip, window, recipe, returned, mode=take.mode)

    return pictures, sound if clip.sound or (take.mode.replaces_sound and recipe.has_sound) else None
