"""One frame of a clip as a picture file, such as for the first frame of a retake."""

from pathlib import Path

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import StorageError


def save_still(clip: Clip, frame: int, target: Path) -> None:
    """Write a frame at full size as PNG, beside which nothing half-written is left.

    Raises:
        UnreadableMedia: The frame cannot be decoded.
        StorageError: The disk refuses.
    """
    from retake_gui.media.opencv import cv2
    from retake_gui.media.source import ClipPictures

    pictures = ClipPictures(Path(clip.source), clip)
    try:
        done, coded = cv2.imencode(".png", pictures.bgr(frame))
    finally:
        pictures.close()
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(coded.tobytes() if done else b"")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"The frame could not be written to {target.parent}: {error.strerror}.", do="Make room there."
        ) from error
