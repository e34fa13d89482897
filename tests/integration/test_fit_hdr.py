"""What an HDR clip was mastered for goes along into every export whose codec has a place for it."""

from dataclasses import replace
from pathlib import Path

import pytest

from retake_gui.domain.span import Span
from retake_gui.media.decoder import FrameReader
from retake_gui.media.export import ExportKind, export
from retake_gui.media.index import build_index
from retake_gui.media.mastering import Mastering, mastering_of
from tests.clips import ClipOptions, numbered_clip
from tests.fit_table import complaints
from tests.integration.test_fit_export import fitted_plan

DISPLAY = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)"
TAGS = (("color_primaries", 9), ("color_trc", 16), ("colorspace", 9), ("color_range", 1))
NAMES = {
    "libx265": ("x265-params", "master-display", "max-cll", "log-level=none:bframes=2"),
    "libx264": ("x264-params", "mastering-display", "cll", "bframes=2"),
}


def hdr_clip(path: Path, codec: str) -> Path:
    key, display, light, rest = NAMES[codec]
    params = f"{rest}:keyint=24:min-keyint=24:scenecut=0:{display}={DISPLAY}:{light}=1000,400"
    options = ClipOptions(pixel_format="yuv420p10le", colour=TAGS, codec_options=((key, params),))
    return numbered_clip(path, frames=100, rate=24, codec=codec, options=options)


def told(path: Path, *frames: int) -> set[Mastering]:
    with FrameReader(path, build_index(path)) as reader:
        return {mastering_of(reader.frame(frame)) for frame in frames}


@pytest.mark.parametrize("codec", NAMES)
def test_the_part_that_is_encoded_anew_tells_it_too(tmp_path: Path, codec: str) -> None:
    source = hdr_clip(tmp_path / "clip.mp4", codec)
    (own,) = told(source, 0)
    assert own.light == (1000, 400)
    plan = fitted_plan(tmp_path, source, Span(0, 12))

    report = export(replace(plan, kind=ExportKind.SMART))

    assert report.encoded == (Span(0, 24),), report.notes
    assert told(report.path, 0) == {own}
    assert not list(complaints(report.path))


@pytest.mark.parametrize(("codec", "suffix"), [("h264", ".mp4"), ("hevc", ".mov"), ("av1", ".mkv")])
def test_a_full_export_tells_it(tmp_path: Path, codec: str, suffix: str) -> None:
    source = hdr_clip(tmp_path / "clip.mp4", "libx265")
    plan = fitted_plan(tmp_path, source)

    report = export(replace(plan, kind=ExportKind.SEGMENT, codec=codec, target=tmp_path / f"take{suffix}"))

    (own,), (ours,) = told(source, 0), told(report.path, 0)
    assert ours.light == own.light
    assert [float(value) for value in ours.display] == pytest.approx([float(value) for value in own.display], rel=0.1)
    assert not any("mastered" in note for note in report.notes)


def test_what_a_codec_has_no_place_for_is_said(tmp_path: Path) -> None:
    source = hdr_clip(tmp_path / "clip.mp4", "libx265")
    plan = fitted_plan(tmp_path, source)

    report = export(replace(plan, kind=ExportKind.SEGMENT, codec="prores_hq", target=tmp_path / "take.mov"))

    assert "For which display the HDR picture was mastered cannot be told in this codec." in report.notes
