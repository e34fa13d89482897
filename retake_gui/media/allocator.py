"""How the C library keeps the memory that decoders gave back."""

import ctypes
import sys

_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc's ``malloc.h``."""
_ARENAS = 2


def share_arenas() -> None:
    """Let all threads take memory from the same two places.

    glibc gives up to eight places a processor core to threads that ask at the same time, and each keeps what was freed
    there: with the clip's and the take's decoders open that is more than 100 MB which nobody uses. Call it before the
    threads that decode begin; elsewhere than on Linux with glibc it does nothing.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return to the system what was freed between what is still used: small pictures that stay keep it otherwise.

    Takes about a millisecond where it is done often; call it on a thread that nobody waits for. Elsewhere than on Linux
    with glibc it does nothing.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
