from fractions import Fraction
from pathlib import Path

import pytest

from retake_gui.media.edits import show_no_longer
from retake_gui.media.index import build_index
from tests.clips import ClipOptions, numbered_clip


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_frames_behind_the_end_are_hidden(tmp_path: Path, suffix: str) -> None:
    clip = numbered_clip(tmp_path / f"clip{suffix}", frames=60, rate=24, options=ClipOptions(sound=48_000))

    show_no_longer(clip, Fraction(41, 24))

    assert len(build_index(clip)) == 41


@pytest.mark.parametrize("seconds", [Fraction(60, 24), Fraction(100)])
def test_what_is_no_longer_stays_as_it_is(tmp_path: Path, seconds: Fraction) -> None:
    clip = numbered_clip(tmp_path / "clip.mp4", frames=60, rate=24)
    before = clip.read_bytes()

    show_no_longer(clip, seconds)

    assert clip.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x04moov", b"RIFF" * 20])
def test_other_files_stay_as_they_are(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)

    show_no_longer(path, Fraction(1))

    assert path.read_bytes() == data
