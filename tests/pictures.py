"""What pictures that were made for the screen show."""

import numpy as np

from retake_gui.viewmodels.frames import Picture
from tests.clips import read_number


def number_of(picture: Picture | None) -> int:
    """What a picture of a numbered clip says itself, read from its pixels."""
    assert picture is not None
    rows = np.frombuffer(picture.data, np.uint8)[: picture.stride * picture.height]
    pixels = rows.reshape(picture.height, picture.stride)[:, : picture.width * 4].reshape(picture.height, -1, 4)
    return read_number(pixels)
