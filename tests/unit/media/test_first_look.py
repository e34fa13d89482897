"""A file is opened once for all that is measured, and its first picture is left for whoever shows it."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.container import InputContainer

from retake_gui.media import files
from retake_gui.media import index as index_room
from retake_gui.media.decoder import FrameReader
from retake_gui.media.first_look import take_first_picture
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from retake_gui.media.source import ClipPictures
from tests.clips import ClipOptions, numbered_clip, read_number

SOUND = ClipOptions(sound=48_000, sound_start=Fraction(1, 2))


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Every opening of a file."""
    seen: list[Path] = []
    opening = files.open_media

    def noted(path: Path, device: str = "") -> InputContainer:
        seen.append(path)
        return opening(path, device)

    monkeypatch.setattr(files, "open_media", noted)
    monkeypatch.setattr("retake_gui.media.decoder.open_media", noted)
    index_room._read.cache_clear()
    yield seen
    index_room._read.cache_clear()


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.ts"])
def test_measuring_and_showing_the_first_picture_open_a_file_once(
    name: str, openings: list[Path], tmp_path: Path
) -> None:
    path = numbered_clip(tmp_path / name, frames=60, rate=30, options=SOUND)
    clip = probe(path)
    pictures = ClipPictures(path, clip, first=take_first_picture(path))
    assert read_number(pictures.bgr(0)) == 0
    assert read_number(pictures.frame(0, None).pixels()) == 0
    assert openings == [path]
    assert [read_number(pictures.bgr(number)) for number in (1, 17, 0)] == [1, 17, 0]
    assert len(openings) > 1
    pictures.close()
    (track,) = clip.sound
    assert float(track.start) == pytest.approx(0.5, abs=0.03)


def test_pictures_that_are_ready_have_their_file_open(openings: list[Path], tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30)
    pictures = ClipPictures(path, probe(path), first=take_first_picture(path))
    given_up = False
    pictures.heed(lambda: given_up)
    pictures.get_ready()
    assert openings == [path, path]
    seeks = pictures.reader.seeks
    assert [read_number(pictures.bgr(number)) for number in (0, 1, 2)] == [0, 1, 2]
    assert pictures.reader.seeks == seeks, "it stands where playing goes on"
    pictures.close()


def test_the_first_picture_is_given_once_and_only_for_the_file_it_is_of(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mp4", frames=30, rate=30)
    other = numbered_clip(tmp_path / "other.mp4", frames=40, rate=30)
    probe(path)
    assert take_first_picture(other) is None
    assert take_first_picture(path) is not None
    assert take_first_picture(path) is None
    probe(other)
    other.write_bytes(path.read_bytes())
    assert take_first_picture(other) is None, "another file has its name now"
    other.unlink()
    assert take_first_picture(other) is None


def test_sound_that_begins_after_the_head_of_a_long_file_is_found(tmp_path: Path) -> None:
    late = ClipOptions(size=(64, 64), sound=8_000, sound_start=Fraction(60))
    path = numbered_clip(tmp_path / "late.mp4", frames=2_400, rate=30, options=late)
    index_room._read.cache_clear()
    clip = probe(path)
    assert [float(track.start) for track in clip.sound] == [pytest.approx(60, abs=0.2)]


@pytest.mark.parametrize("name", ["late.mp4", "late.mkv"])
def test_late_sound_ends_when_its_last_packet_does(name: str, tmp_path: Path) -> None:
    options = ClipOptions(size=(64, 64), sound=8_000, sound_codec="aac", sound_start=Fraction(1))
    path = numbered_clip(tmp_path / name, frames=60, rate=30, options=options)
    (track,) = probe(path).sound
    assert float(track.start + track.duration) == pytest.approx(3, abs=0.2)


def test_leading_pictures_that_cannot_be_decoded_are_no_first_picture(tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "open.ts", frames=72, rate=30, options=ClipOptions(open_gop=True))
    clip = probe(path)
    left = take_first_picture(path)
    assert left is not None
    with FrameReader(path, build_index(path)) as reader:
        painter = Painter(clip)
        assert (painter.bgr(reader.frame(0)) == painter.bgr(left)).all()


def test_sound_is_heard_though_its_first_packet_is_damaged(tmp_path: Path) -> None:
    options = ClipOptions(sound=48_000, sound_codec="aac", bursts=(Fraction(0),))
    path = numbered_clip(tmp_path / "damaged.mp4", frames=60, rate=30, options=options)
    content = path.read_bytes()
    with av.open(str(path)) as container:
        head = next(bytes(packet) for packet in container.demux(audio=0))
    place = content.find(head)
    path.write_bytes(content[:place] + b"\xff" * len(head) + content[place + len(head) :])
    (track,) = probe(path).sound
    assert float(track.start) == pytest.approx(0, abs=0.1)


def test_sound_of_which_every_packet_is_damaged_is_not_there(tmp_path: Path) -> None:
    options = ClipOptions(sound=48_000, sound_codec="aac", bursts=[Fraction(n, 10) for n in range(20)])
    path = numbered_clip(tmp_path / "damaged.mp4", frames=60, rate=30, options=options)
    content = path.read_bytes()
    with av.open(str(path)) as container:
        for packet in container.demux(audio=0):
            if packet.size:
                content = content.replace(bytes(packet), b"\xff" * packet.size)
    path.write_bytes(content)
    assert not probe(path).sound
