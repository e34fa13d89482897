"""What leaves beside a clip: its further streams and words, pictures one by one, and the sound alone."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest

from retake_gui.domain.errors import Refused, StorageError
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.media.conform import measure
from retake_gui.media.export import ExportKind, ExportPlan, export
from retake_gui.media.opencv import cv2
from tests.clips import ClipOptions, numbered_clip, read_number
from tests.fit_cases import RATE, Planted, return_of, sent_window

SEGMENT = Span(40, 62)
_WORDS = """;FFMETADATA1
title=The film
artist=The maker
[CHAPTER]
TIMEBASE=1/1000
START=0
END=2000
title=One
[CHAPTER]
TIMEBASE=1/1000
START=2000
END=4000
title=Two
"""
_LINES = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


def plan_for(folder: Path, source: Path, mode: Mode = Mode.BOTH) -> ExportPlan:
    clip, window, sent = sent_window(folder, source, SEGMENT)
    returned = return_of(sent, folder / "returned.mp4", Planted())
    recipe = measure(clip, window, returned)
    return ExportPlan(clip, window, recipe, returned, folder / f"take{source.suffix}", mode=mode)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip with two sounds, subtitles, chapters, timecode and a title."""
    folder = tmp_path_factory.mktemp("rich")
    plain = numbered_clip(folder / "plain.mp4", frames=96, rate=24, options=ClipOptions(sound=RATE))
    (folder / "words.txt").write_text(_WORDS, encoding="utf-8")
    (folder / "lines.srt").write_text(_LINES, encoding="utf-8")
    made = folder / "rich.mov"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", plain, "-f", "lavfi", "-i", "sine=880:d=4:r=48000"]
    command += ["-i", folder / "lines.srt", "-i", folder / "words.txt", "-map", "0:v", "-map", "0:a", "-map", "1:a"]
    command += ["-map", "2:s", "-map_metadata", "3", "-map_chapters", "3", "-c:v", "copy", "-c:a", "aac"]
    command += ["-c:s", "mov_text", "-timecode", "01:00:00:00", made]
    subprocess.run([str(word) for word in command], check=True)
    return made


@pytest.mark.parametrize("kind", [ExportKind.SMART, ExportKind.FULL])
def test_further_streams_and_words_go_along(tmp_path: Path, rich: Path, kind: ExportKind) -> None:
    report = export(replace(plan_for(tmp_path, rich), kind=kind))

    assert report.copied_pictures is (kind is ExportKind.SMART), report.notes
    with av.open(str(report.path)) as made, av.open(str(rich)) as own:
        assert [len(made.streams.audio), len(made.streams.subtitles)] == [2, 1]
        assert made.metadata["title"] == "The film"
        assert made.streams.video[0].metadata["timecode"] == "01:00:00:00"
        assert [each["metadata"]["title"] for each in made.chapters()] == ["One", "Two"]
        second = [
            [bytes(packet) for packet in each.demux(each.streams.audio[1]) if packet.size] for each in (made, own)
        ]
    assert second[0] == second[1]


def test_a_segment_counts_its_timecode_from_its_first_frame(tmp_path: Path, rich: Path) -> None:
    report = export(replace(plan_for(tmp_path, rich), kind=ExportKind.SEGMENT))

    with av.open(str(report.path)) as made:
        assert made.streams.video[0].metadata["timecode"] == "01:00:01:16"


def test_what_a_container_cannot_carry_is_said(tmp_path: Path, rich: Path) -> None:
    report = export(replace(plan_for(tmp_path, rich), target=tmp_path / "take.mkv"))

    assert report.notes[-1] == "A subtitle track (mov_text) was left out: this container cannot carry it."


@pytest.mark.parametrize(
    ("depth", "kind", "rotation"), [("yuv420p", np.uint8, 90), ("yuv420p10le", np.uint16, 0)], ids=["8", "10"]
)
def test_pictures_leave_one_by_one(tmp_path: Path, depth: str, kind: type, rotation: int) -> None:
    options = ClipOptions(pixel_format=depth, rotation=rotation)
    source = numbered_clip(tmp_path / "clip.mp4", frames=100, rate=24, options=options)
    plan = replace(plan_for(tmp_path, source, Mode.VIDEO), kind=ExportKind.SEGMENT, handles=2, codec="png")

    report = export(replace(plan, target=tmp_path / "shot"))

    files = sorted(report.path.iterdir())
    assert [file.name for file in files] == [f"shot_{number:06}.png" for number in range(38, 64)]
    pictures = [np.asarray(cv2.imread(str(files[place]), cv2.IMREAD_UNCHANGED)) for place in (0, 10, 25)]
    assert {picture.dtype.type for picture in pictures} == {kind}
    scale = 257 if kind is np.uint16 else 1
    assert [read_number(picture // scale) for picture in pictures] == [38, 48, 63]
    with pytest.raises(StorageError, match="exists already"):
        export(replace(plan, target=tmp_path / "shot"))


def test_the_sound_leaves_alone(tmp_path: Path) -> None:
    options = ClipOptions(sound=44_100, bursts=(Fraction(1, 2),))
    source = numbered_clip(tmp_path / "clip.mov", frames=100, rate=25, options=options)
    plan = plan_for(tmp_path, source)

    report = export(replace(plan, codec="wav", target=tmp_path / "stem.wav"))

    with av.open(str(report.path)) as made:
        stream = made.streams.audio[0]
        assert (stream.codec_context.name, stream.rate) == ("pcm_s24le", 44_100)
        assert (stream.duration or 0) * (stream.time_base or 0) == pytest.approx(4, abs=0.01)


def test_no_sound_cannot_leave(tmp_path: Path) -> None:
    source = numbered_clip(tmp_path / "clip.mov", frames=100, rate=25)
    with pytest.raises(Refused, match="any sound"):
        export(replace(plan_for(tmp_path, source), codec="wav", target=tmp_path / "stem.wav"))
