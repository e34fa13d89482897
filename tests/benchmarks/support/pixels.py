"""Pictures of the window as arrays."""

import numpy as np
import numpy.typing as npt

from retake_gui.viewmodels.frames import Picture


def pixels_of(picture: Picture) -> npt.NDArray[np.uint8]:
    """Its pixels, (height, width, 4)."""
    rows = np.frombuffer(picture.data, np.uint8)[: picture.stride * picture.height]
    return rows.reshape(picture.height, picture.stride)[:, : picture.width * 4].reshape(picture.height, -1, 4)
