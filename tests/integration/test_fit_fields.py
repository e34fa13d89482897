"""An interlaced clip stays interlaced where a take is put into it, with the same field first on every picture."""

import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from retake_gui.domain.span import Span
from retake_gui.media.clip_tags import clip_tags
from retake_gui.media.conform import measure
from retake_gui.media.export import ExportKind, ExportPlan, export
from retake_gui.media.fields import Fields
from retake_gui.media.forecast import forecast
from tests.fit_cases import Planted, return_of, sent_window
from tests.fit_table import complaints

_SEGMENT = Span(60, 90)
_FRAMES = 150
_X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-x264-params", "keyint=25:bframes=2:scenecut=0")
_PRORES = ("-c:v", "prores_ks", "-pix_fmt", "yuv422p10le")
_LETTERS = {"tff": "T", "bff": "B", "": "P"}


def moving(path: Path, order: str, codec: tuple[str, ...] = _X264) -> Path:
    """A clip of 25 frames a second in which something moves between the two fields of each."""
    half, size = {"tff": "interleave_top", "bff": "interleave_bottom"}.get(order), "320x192"
    make = f"tinterlace={half},setfield={order}" if half else "framestep=2"
    source = f"testsrc2=s={size}:r=50:d={_FRAMES / 25}"
    command = [get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, "-vf", make, "-r", "25", *codec]
    flags = ["-flags", "+ildct+ilme"] if half else []
    subprocess.run([*command, *flags, str(path)], check=True)
    return path


def planned(folder: Path, source: Path, name: str, kind: ExportKind, codec: str = "") -> ExportPlan:
    clip, window, sent = sent_window(folder, source, _SEGMENT)
    returned = return_of(sent, folder / "returned.mp4", Planted())
    recipe = measure(clip, window, returned)
    return ExportPlan(clip, window, recipe, returned, folder / name, kind, codec=codec)


def orders(path: Path) -> Counter[str]:
    """How many pictures FFmpeg shows with which field first: T, B, or P for whole ones."""
    command = [get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-i", str(path), "-vf", "showinfo", "-f", "null", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return Counter(re.findall(r"\bi:([PTB?]) ", said))


def differing(one: Path, other: Path) -> list[int]:
    """Numbers of the pictures that are not the same in two files."""
    with av.open(str(one)) as first, av.open(str(other)) as second:
        pairs = zip(first.decode(video=0), second.decode(video=0), strict=True)
        return [n for n, (a, b) in enumerate(pairs) if not np.array_equal(a.to_ndarray(), b.to_ndarray())]


@pytest.mark.parametrize("order", ["tff", "bff", ""])
@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_new_pictures_amid_copied_ones_have_the_clips_fields(tmp_path: Path, order: str, name: str) -> None:
    source = moving(tmp_path / name, order)
    plan = planned(tmp_path, source, f"take{source.suffix}", ExportKind.SMART)

    report = export(plan)

    assert report.copied_pictures, report.notes
    assert orders(source) == orders(plan.target) == {_LETTERS[order]: _FRAMES}
    changed = differing(source, plan.target)
    encoded = report.encoded[0]
    assert len(encoded) < _FRAMES
    assert {*_SEGMENT} <= {*changed} <= {*encoded}
    assert not list(complaints(plan.target))
    assert "interlaced" not in " ".join(report.notes)


@pytest.mark.parametrize("order", ["tff", "bff", ""])
@pytest.mark.parametrize(
    ("codec", "name"),
    [("h264", "take.mp4"), ("prores", "take.mov"), ("prores_hq", "take.mov")],
)
def test_clips_that_are_encoded_anew_keep_their_fields(tmp_path: Path, order: str, codec: str, name: str) -> None:
    plan = planned(tmp_path, moving(tmp_path / "clip.mp4", order), name, ExportKind.FULL, codec)

    report = export(plan)

    assert orders(plan.target) == {_LETTERS[order]: _FRAMES}
    assert "interlaced" not in " ".join((*report.notes, *forecast(plan).notes))


@pytest.mark.parametrize(("order", "fields"), [("tff", Fields.TOP), ("bff", Fields.BOTTOM), ("", Fields.NONE)])
def test_the_container_says_which_field_is_first(tmp_path: Path, order: str, fields: Fields) -> None:
    source = moving(tmp_path / "clip.mov", order, _PRORES)
    plan = planned(tmp_path, source, "take.mov", ExportKind.SEGMENT)

    export(plan)

    assert clip_tags(source).fields is clip_tags(plan.target).fields is fields
    told = []
    for path in (source, plan.target):
        with av.open(str(path)) as container:
            told.append(container.streams.video[0].codec_context.field_order)
    assert told[0] == told[1]


@pytest.mark.parametrize(("codec", "name"), [("dnxhr", "take.mov"), ("hevc", "take.mp4"), ("vp9", "take.webm")])
def test_it_is_said_where_a_codec_has_no_fields(tmp_path: Path, codec: str, name: str) -> None:
    plan = planned(tmp_path, moving(tmp_path / "clip.mp4", "tff"), name, ExportKind.SEGMENT, codec)
    said = (
        "The clip is interlaced, which cannot be written in this codec here: its frames are stored as whole pictures."
    )

    report = export(plan)

    assert said in report.notes
    assert said in forecast(plan).notes
    assert said not in forecast(replace(plan, codec="prores", target=tmp_path / "other.mov")).notes
    assert orders(plan.target) == {"P": len(_SEGMENT)}
