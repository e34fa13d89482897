"""What plays of the clip that is open: its own file. The media room is heavy to load, so the first of them loads it."""

from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.viewmodels.frames import PictureFactory, SoundFactory

if TYPE_CHECKING:
    from retake_gui.domain.clip import Clip
    from retake_gui.media.source import PictureSource, SoundSource


def clip_pictures(clip: "Clip") -> PictureFactory:
    """Makes the pictures of a clip's own file."""

    def make() -> "PictureSource":
        from retake_gui.media.first_look import take_first_picture
        from retake_gui.media.hardware import device_for
        from retake_gui.media.source import ClipPictures

        path = Path(clip.source)
        return ClipPictures(path, clip, device_for=device_for, first=take_first_picture(path))

    return make


def clip_sound(clip: "Clip") -> SoundFactory:
    """Makes the sound of a clip's own file."""

    def make() -> "SoundSource":
        from retake_gui.media.source import ClipSound

        return ClipSound(Path(clip.source), clip)

    return make
