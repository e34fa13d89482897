"""Sound with another number of channels."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


def with_channels(block: Samples, channels: int) -> Samples:
    """Samples with another number of channels: mixed down to one, or the first ones repeated."""
    have = block.shape[1]
    if have == channels:
        return block
    if channels == 1:
        return np.asarray(block.mean(axis=1, keepdims=True), np.float32)
    if have == 1:
        return np.repeat(block, channels, axis=1)
    fitted = np.zeros((len(block), channels), np.float32)
    shared = min(have, channels)
    fitted[:, :shared] = block[:, :shared]
    return fitted
