"""Clips of every kind that a frame number can go wrong in: 60 frames that carry their number each."""

from fractions import Fraction
from pathlib import Path

from tests.clips import ClipOptions, numbered_clip

FRAMES = 60
_NTSC = Fraction(30000, 1001)
_UNEVEN = tuple(Fraction(n * n, 900) + Fraction(n, 30) for n in range(FRAMES))

EXACT_CLIPS = {
    "plain.mp4": ("libx264", _NTSC, ClipOptions()),
    "film.mkv": ("libx264", Fraction(24000, 1001), ClipOptions(start=Fraction(1))),
    "fast.mov": ("libx264", Fraction(60000, 1001), ClipOptions(bframes=3)),
    "open.mp4": ("libx264", _NTSC, ClipOptions(open_gop=True)),
    "open.ts": ("libx264", _NTSC, ClipOptions(open_gop=True)),
    "hevc.mp4": ("libx265", _NTSC, ClipOptions(open_gop=True)),
    "hevc.mkv": ("libx265", Fraction(25), ClipOptions(open_gop=True, start=Fraction(2))),
    "vp9.webm": ("libvpx-vp9", _NTSC, ClipOptions()),
    "uneven.mp4": ("libx264", Fraction(30), ClipOptions(times=_UNEVEN)),
    "turned.mp4": ("libx264", Fraction(30), ClipOptions(rotation=90)),
    "old.avi": ("mpeg4", _NTSC, ClipOptions()),
    "disc.mpg": ("mpeg2video", Fraction(25), ClipOptions()),
}


def exact_clip(folder: Path, name: str) -> Path:
    """Make one of them."""
    codec, rate, options = EXACT_CLIPS[name]
    return numbered_clip(folder / name, frames=FRAMES, rate=rate, codec=codec, options=options)
