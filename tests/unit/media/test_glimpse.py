from fractions import Fraction
from pathlib import Path

import pytest

from retake_gui.media.glimpse import glimpse, glimpse_at
from retake_gui.media.probe import probe
from tests.clips import ClipOptions, numbered_clip, read_number


@pytest.mark.parametrize(
    "options",
    [ClipOptions(), ClipOptions(rotation=90), ClipOptions(aspect=Fraction(4, 3)), ClipOptions(start=Fraction(2))],
)
def test_the_first_picture_comes_without_measuring(options: ClipOptions, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=10, rate=30, options=options)
    clip = probe(path)
    seen = glimpse(path, (2000, 2000))
    assert seen is not None
    assert (seen.width, seen.height) == (clip.width, clip.height)
    assert read_number(seen.pixels()) == 0
    small = glimpse(path, (80, 80))
    assert small is not None
    assert max(small.width, small.height) == 80


def test_what_is_no_clip_has_none(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no clip")
    assert glimpse(tmp_path / "text.mp4", (80, 80)) is None
    assert glimpse(tmp_path / "none.mp4", (80, 80)) is None


@pytest.mark.parametrize("options", [ClipOptions(gop=50), ClipOptions(gop=12, open_gop=True, start=Fraction(2))])
def test_a_picture_at_a_time_is_the_one_that_is_shown_then(options: ClipOptions, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=50, rate=25, options=options)
    for seconds, number in ((Fraction(0), 0), (Fraction(1), 25), (Fraction(3, 2) + Fraction(1, 100), 37)):
        seen = glimpse_at(path, seconds, (160, 96))
        assert seen is not None
        assert read_number(seen.pixels()) == number
    last = glimpse_at(path, Fraction(100), (160, 96))
    assert last is not None
    assert read_number(last.pixels()) == 49
