import random
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media import index as index_room
from retake_gui.media.index import FrameIndex, build_index
from retake_gui.media.mp4_tables import read_samples
from tests.clips import ClipOptions, numbered_clip
from tests.exact_clips import EXACT_CLIPS, exact_clip


@pytest.fixture(autouse=True)
def tables_are_always_worth_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(index_room, "_WORTH_TABLES", 1)
    index_room._read.cache_clear()
    yield
    index_room._read.cache_clear()


def demuxed(path: Path) -> FrameIndex:
    """The index made the slow way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_room, "read_samples", lambda *_: None)
        index_room._read.cache_clear()
        made = build_index(path)
    index_room._read.cache_clear()
    return made


def check_alike(path: Path) -> None:
    slow, quick = demuxed(path), build_index(path)
    assert np.array_equal(slow.pts, quick.pts)
    assert np.array_equal(slow.key_pts, quick.key_pts)
    assert (slow.end, slow.time_base, slow.stream) == (quick.end, quick.time_base, quick.stream)


@pytest.mark.parametrize("name", [name for name in EXACT_CLIPS if name.endswith((".mp4", ".mov"))])
def test_tables_say_what_the_demuxer_says(name: str, tmp_path: Path) -> None:
    path = exact_clip(tmp_path, name)
    assert read_samples(path, 1) is not None
    check_alike(path)


@pytest.mark.parametrize("start", [Fraction(-1, 3), Fraction(1, 2)])
@pytest.mark.parametrize("sound", [0, 48_000])
def test_edits_and_offsets_are_taken_over_or_left_to_the_demuxer(start: Fraction, sound: int, tmp_path: Path) -> None:
    options = ClipOptions(start=start, sound=sound)
    check_alike(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30, options=options))


def test_fragments_are_left_to_the_demuxer(tmp_path: Path) -> None:
    from imageio_ffmpeg import get_ffmpeg_exe

    path = exact_clip(tmp_path, "plain.mp4")
    made = tmp_path / "fragments.mp4"
    flags = ["-c", "copy", "-movflags", "frag_keyframe+empty_moov"]
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-i", str(path), *flags, str(made)], check=True)
    assert read_samples(made, 1) is None
    check_alike(made)


def test_another_kind_of_file_has_no_tables(tmp_path: Path) -> None:
    assert read_samples(exact_clip(tmp_path, "film.mkv"), 1) is None
    assert read_samples(tmp_path / "none.mp4", 1) is None


def test_damage_never_makes_another_index_than_the_demuxer_does(tmp_path: Path) -> None:
    whole = exact_clip(tmp_path, "plain.mp4")
    data, chance = whole.read_bytes(), random.Random(1)
    movie = data.index(b"moov")
    for turn in range(40):
        damaged = bytearray(data)
        for _ in range(3):
            damaged[chance.randrange(movie, len(data))] = chance.randrange(256)
        path = tmp_path / f"{turn}.mp4"
        path.write_bytes(damaged)
        try:
            demuxed(path)
        except UnreadableMedia:
            continue
        check_alike(path)
        path.unlink()
    shutil.rmtree(tmp_path)
