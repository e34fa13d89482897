from collections.abc import Callable
from fractions import Fraction

import pytest

from retake_gui.domain.clip import Clip, SoundTrack

MakeClip = Callable[..., Clip]


@pytest.fixture
def make_clip() -> MakeClip:
    """Facts of a clip that needs no file."""

    def make(frames: int = 240, rate: Fraction = Fraction(24), *, sound: bool = True) -> Clip:
        duration = frames / rate
        track = SoundTrack("aac", 2, 48_000, Fraction(0), duration)
        return Clip(
            source="/nowhere.mp4",
            container="mov",
            width=1280,
            height=720,
            rotation=0,
            rate=rate,
            frames=frames,
            duration=duration,
            variable=False,
            video_codec="h264",
            pixel_format="yuv420p",
            sound=(track,) if sound else (),
        )

    return make
