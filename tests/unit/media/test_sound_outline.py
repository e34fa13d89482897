from fractions import Fraction
from pathlib import Path

import pytest

from retake_gui.media.probe import probe
from retake_gui.media.sound_outline import empty_outline, fill_outline, keep_outline, kept_outline
from tests.clips import ClipOptions, numbered_clip

BURSTS = (Fraction(1, 2), Fraction(2), Fraction(3))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("plain.mp4", ClipOptions(sound=48_000, bursts=BURSTS)),
        ("other.mp4", ClipOptions(sound=44_100, bursts=BURSTS)),
        ("opus.webm", ClipOptions(sound=48_000, bursts=BURSTS)),
        ("late.mkv", ClipOptions(sound=48_000, bursts=BURSTS, sound_start=Fraction(1, 4), start=Fraction(2))),
        ("stream.ts", ClipOptions(sound=48_000, bursts=BURSTS, start=Fraction(1))),
    ],
)
def test_the_outline_is_loud_where_the_sound_is(name: str, options: ClipOptions, tmp_path: Path) -> None:
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    clip = probe(numbered_clip(tmp_path / name, frames=120, rate=30, codec=codec, options=options))
    outline = empty_outline(clip)
    assert fill_outline(outline, Path(clip.source), clip.sound[0], lambda: True)
    loud = [place / 100 for place, (_, high) in enumerate(outline.columns(0, 4, 400)) if high > 0.3]
    starts = [place for last, place in zip([-1.0, *loud], loud, strict=False) if place - last > 0.1]
    assert len(starts) == len(BURSTS)
    assert all(abs(start - float(burst)) <= 0.02 for start, burst in zip(starts, BURSTS, strict=True))


def test_it_can_be_given_up_and_is_kept_for_the_next_time(tmp_path: Path) -> None:
    options = ClipOptions(sound=48_000, bursts=BURSTS)
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=300, rate=30, options=options))
    outline = empty_outline(clip)
    assert not fill_outline(outline, Path(clip.source), clip.sound[0], lambda: False)
    assert 0 < outline.seconds < 6
    folder = tmp_path / "cache" / "clip"
    assert kept_outline(folder, clip) is None
    keep_outline(folder, outline)
    assert kept_outline(folder, clip) is not None
    assert kept_outline(None, clip) is None
