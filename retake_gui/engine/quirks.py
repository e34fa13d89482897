"""Deviations of real services that the engine can be told to show, by name.

A name may carry a value after a colon: ``slow:5``, ``shift:-2``, ``fail:contentPolicyViolation``.
"""

from collections.abc import Iterable

from retake_gui.domain.errors import SettingRefused

SERVED = {
    "fail": "every result fails (fail:CODE with another code than providerError)",
    "partial": "of several results the second fails",
    "slow": "every result takes half a minute longer (slow:SECONDS)",
}
RENDERED = {
    "size1080": "the picture comes back in the 1920×1080 class",
    "integer-rate": "the frame rate comes back rounded down to a whole number",
    "short": "up to 7 frames are missing at the end",
    "colour-lost": "colour tags are missing",
    "sound-late": "sound starts 40 ms late",
    "feather": "frames around the range are blended, as the cloud does",
    "range-error": "full and limited range are mixed up",
    "matrix-error": "the BT.601 and BT.709 matrices are mixed up",
    "gain": "the picture is a little brighter",
    "shift": "the picture comes some frames late (shift:FRAMES)",
    "click": "there is a click at the edges of the new sound",
}


def parse_quirks(text: str) -> frozenset[str]:
    """Read a comma-separated list.

    Raises:
        SettingRefused: A name in it is not a quirk.
    """
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    known = SERVED | RENDERED
    for name in sorted(names):
        if name.partition(":")[0] not in known:
            raise SettingRefused("quirks", f"“{name}” is not a quirk.", do=f"Choose from: {', '.join(known)}.")
    return names


def quirk_value(quirks: Iterable[str], name: str) -> str | None:
    """What stands after a quirk's colon: empty when it has none, ``None`` when the quirk is not asked for."""
    for quirk in quirks:
        base, _, value = quirk.partition(":")
        if base == name:
            return value
    return None
