"""Files that are damaged, odd or huge: one clear sentence, or what can be read of them; the program goes on."""

import contextlib
import random
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from retake_gui.media.scrub_set import ScrubSet
from tests.clips import ClipOptions, number_picture, numbered_clip, read_number
from tests.filled import opened


def ffmpeg(*words: str) -> None:
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-y", *words], check=True)


def wrong_frames(clip: Clip, order: list[int]) -> list[int]:
    """Frames that carry another number than they should, of those that carry one at all."""
    painter, wrong = Painter(clip), []
    with FrameReader(Path(clip.source), build_index(Path(clip.source))) as reader:
        for number in order:
            try:
                found = read_number(painter.frame(reader.frame(number), number, None).pixels())
            except ValueError:
                continue  # damaged beyond reading
            if found != number:
                wrong.append(number)
    return wrong


def wrong_proxies(stores: ScrubSet, clip: Clip) -> list[int]:
    wrong = []
    for number in range(clip.frames):
        found = stores.frames(number, None)
        if found is not None and read_number(found[0].pixels()) != number:
            wrong.append(number)
    return wrong


@pytest.mark.parametrize("part", [1, 0.6])
def test_an_mp4_file_tells_how_much_of_it_is_missing(part: float, tmp_path: Path) -> None:
    made, path = tmp_path / "made.mp4", tmp_path / "clip.mp4"
    numbered_clip(made, frames=150, rate=30, options=ClipOptions(sound=48_000))
    ffmpeg("-i", str(made), "-c", "copy", "-movflags", "+faststart", str(path))
    path.write_bytes(path.read_bytes()[: round(path.stat().st_size * part)])
    clip = probe(path)
    assert clip.missing == pytest.approx(5 - clip.duration, abs=0.1)
    assert (clip.missing > 0) is (part < 1)


def test_what_was_edited_away_is_not_missing(tmp_path: Path) -> None:
    made = numbered_clip(tmp_path / "made.mp4", frames=150, rate=30, options=ClipOptions(sound=48_000, gop=90))
    ffmpeg("-ss", "2", "-i", str(made), "-c", "copy", str(tmp_path / "head.mp4"))
    ffmpeg("-i", str(made), "-t", "2", "-c", "copy", str(tmp_path / "tail.mp4"))
    ffmpeg("-itsoffset", "2", "-i", str(made), "-i", str(made), "-map", "0:v", "-map", "1:a", "-c", "copy",
           str(tmp_path / "late.mkv"))  # fmt: skip
    assert [probe(tmp_path / name).missing for name in ("head.mp4", "tail.mp4", "late.mkv")] == [0, 0, 0]


@pytest.mark.parametrize("name", ["cut.mkv", "cut.ts", "cut.webm"])
def test_a_cut_file_is_what_is_there(name: str, tmp_path: Path) -> None:
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    path = numbered_clip(tmp_path / name, frames=90, rate=30, codec=codec, options=ClipOptions(sound=48_000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    clip = probe(path)
    assert 20 <= clip.frames < 90
    announced = 0 if name.endswith("ts") else 3
    assert clip.missing == pytest.approx(max(0, announced - clip.duration), abs=0.1)
    assert wrong_frames(clip, list(range(clip.frames - 2))) == []
    with opened(clip) as (stores, _):
        assert wrong_proxies(stores, clip) in ([], [clip.frames - 1])
        assert stores.has(0)


@pytest.mark.parametrize("seed", range(4))
def test_broken_packets_leave_the_rest(seed: int, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "clip.mkv", frames=96, rate=30, options=ClipOptions(sound=48_000))
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(6):
        place = chance.randrange(len(data) // 4, len(data) - 200)
        data[place : place + 100] = chance.randbytes(100)
    path.write_bytes(data)
    clip = probe(path)
    with FrameReader(path, build_index(path)) as reader:
        for number in chance.sample(range(clip.frames), 20):
            with contextlib.suppress(UnreadableMedia):
                assert reader.frame(number).width == clip.coded_width
    with opened(clip) as (stores, _):
        assert stores.store is not None
        assert stores.store.count >= clip.frames // 4


def test_a_picture_that_changes_its_size_midway_is_shown_in_the_first_size(tmp_path: Path) -> None:
    first = numbered_clip(tmp_path / "first.ts", frames=30, rate=30, options=ClipOptions(size=(320, 192)))
    second = numbered_clip(tmp_path / "second.ts", frames=30, rate=30, options=ClipOptions(size=(640, 384)))
    listing, path = tmp_path / "both.txt", tmp_path / "both.ts"
    listing.write_text(f"file '{first}'\nfile '{second}'\n")
    ffmpeg("-f", "concat", "-safe", "0", "-i", str(listing), "-c", "copy", str(path))
    clip = probe(path)
    assert (clip.width, clip.height) == (320, 192)
    assert clip.frames >= 58
    with opened(clip) as (stores, _):
        for number in (0, 10, 29, clip.frames - 10):
            found = stores.frames(number, None)
            assert found is not None
            assert (found[0].width, found[0].height) == (320, 192)
            assert read_number(found[0].pixels()) == (number if number < 30 else number - (clip.frames - 30))


def test_sound_alone_is_no_clip(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", str(path))
    with pytest.raises(UnreadableMedia, match="sound but no picture"):
        probe(path)


def test_a_cover_beside_sound_is_no_clip(tmp_path: Path) -> None:
    cover, path = tmp_path / "cover.png", tmp_path / "song.mp3"
    ffmpeg("-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1", str(cover))
    picture = ["-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"]
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", "-i", str(cover), *picture, str(path))
    with pytest.raises(UnreadableMedia, match="sound but no picture"):
        probe(path)


@pytest.mark.parametrize("name", ["still.png", "still.jpg", "still.webp", "still.bmp"])
def test_a_still_picture_is_said_to_be_one(name: str, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1", str(tmp_path / name))
    with pytest.raises(UnreadableMedia, match="still picture"):
        probe(tmp_path / name)


def test_a_file_without_frames_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.start_encoding()
    with pytest.raises(UnreadableMedia) as refused:
        probe(path)
    assert "none.mp4" in refused.value.sentence


def test_a_single_frame_is_a_clip(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "one.mp4", frames=1, rate=30))
    assert clip.frames == 1
    with opened(clip) as (stores, _):
        assert wrong_proxies(stores, clip) == []
        assert stores.has(0)


def test_8k_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    size = (7680, 4320)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(2):
            chroma = np.full((size[1] // 2, size[0]), 128, np.uint8)
            picture = np.concatenate([number_picture(number, size)[..., 0], chroma])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        container.mux(stream.encode(None))
    clip = probe(path)
    assert (clip.width, clip.height) == size
    with opened(clip) as (stores, _):
        assert wrong_proxies(stores, clip) == []
        found = stores.frames(1, None)
        assert found is not None
        assert (found[0].width, found[0].height) == (640, 360)
