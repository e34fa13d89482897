"""A take fitted into clips of many kinds: same frames, rate, size, orientation and times; nothing else changes."""

import re
import subprocess
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import pytest
from av.container import InputContainer

from retake_gui.domain.clip import Clip
from retake_gui.domain.errors import Refused, StorageError, UnreadableMedia
from retake_gui.domain.settings import Mode, Seam
from retake_gui.domain.span import Span
from retake_gui.media import export as full
from retake_gui.media import smart
from retake_gui.media.conform import measure
from retake_gui.media.export import ExportKind, ExportPlan, ExportReport, Seams, export
from retake_gui.media.fitted import Part
from retake_gui.media.index import build_index
from retake_gui.media.probe import probe
from retake_gui.media.source import ClipPictures, ClipSound
from tests.clips import ClipOptions, burst_starts, numbered_clip, read_number
from tests.fit_cases import Planted, psnr, return_of, sent_window
from tests.fit_table import complaints
from tests.trims import trimmed

RATE = 48_000
BURSTS = tuple(Fraction(half, 2) for half in range(8))
NTSC = Fraction(30_000, 1001)
UNEVEN = tuple(Fraction(n, 30) + (Fraction(1, 60) if n % 3 == 1 else 0) for n in range(100))
KINDS: dict[str, Callable[[Path], Path]] = {
    "24.mp4": lambda path: numbered_clip(path, frames=100, rate=24, options=ClipOptions(sound=RATE, bursts=BURSTS)),
    "ntsc.mov": lambda path: numbered_clip(
        path, frames=100, rate=NTSC, options=ClipOptions(sound=44_100, bursts=BURSTS)
    ),
    "silent.mp4": lambda path: numbered_clip(path, frames=100, rate=25),
    "portrait.mp4": lambda path: numbered_clip(
        path, frames=100, options=ClipOptions(rotation=90, sound=RATE, bursts=BURSTS)
    ),
    "vp9.webm": lambda path: numbered_clip(
        path, frames=100, codec="libvpx-vp9", options=ClipOptions(sound=RATE, bursts=BURSTS)
    ),
    "uneven.mp4": lambda path: numbered_clip(
        path, frames=100, options=ClipOptions(times=UNEVEN, sound=RATE, bursts=BURSTS)
    ),
    "deep.mkv": lambda path: numbered_clip(
        path, frames=100, codec="libx265", options=ClipOptions(pixel_format="yuv420p10le", sound=RATE, bursts=BURSTS)
    ),
    "wide.mp4": lambda path: numbered_clip(
        path, frames=100, rate=50, options=ClipOptions(aspect=Fraction(4, 3), sound=RATE, bursts=BURSTS)
    ),
}
SEGMENT = Span(40, 62)


def fitted_plan(folder: Path, source: Path, segment: Span = SEGMENT, mode: Mode = Mode.BOTH) -> ExportPlan:
    clip, window, sent = sent_window(folder, source, segment)
    returned = return_of(sent, folder / "returned.mp4", Planted())
    recipe = measure(clip, window, returned)
    return ExportPlan(clip, window, recipe, returned, folder / f"take{source.suffix}", mode=mode)


def pictures_apart(clip: Clip, made: Path, frames: list[int]) -> float:
    one, other = ClipPictures(Path(clip.source), clip), ClipPictures(made, probe(made))
    try:
        assert [read_number(other.bgr(frame)) for frame in frames] == frames
        return min(psnr(one.bgr(frame), other.bgr(frame)) for frame in frames)
    finally:
        one.close()
        other.close()


def bursts(path: Path) -> list[float]:
    clip = probe(path)
    sound = ClipSound(path, clip)
    try:
        return burst_starts(sound.read(0, int(clip.duration * RATE)))
    finally:
        sound.close()


def packet_sums(path: Path, kind: str) -> list[int]:
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [zlib.crc32(bytes(packet)) for packet in container.demux(stream) if packet.size]


def codec_tag(path: Path) -> str:
    """How the codec of the pictures is called in a file."""
    with av.open(str(path)) as container:
        return str(container.streams.video[0].codec_context.codec_tag)


def key_frames(path: Path) -> list[int]:
    """The frames at which decoding can start."""
    return [int(number) for number in build_index(path).keys]


def first_after_seek(container: InputContainer, number: int) -> av.VideoFrame:
    """The picture that a player which goes to a frame sees, without closing its decoder."""
    stream = container.streams.video[0]
    assert stream.average_rate
    assert stream.time_base
    wanted = round(number / stream.average_rate / stream.time_base)
    container.seek(wanted, stream=stream)
    return next(frame for frame in container.decode(stream) if frame.pts == wanted)


def header_rates(path: Path) -> list[Fraction]:
    """Frames a second as each of the sequence parameter sets in the header tells it."""
    copying = ["-i", str(path), "-c", "copy", "-bsf:v", "trace_headers", "-frames:v", "1", "-f", "null", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "trace", "-hide_banner", *copying]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    ticks = [int(found) for found in re.findall(r"num_units_in_tick\s.*= (\d+)", told)]
    scales = [int(found) for found in re.findall(r"time_scale\s.*= (\d+)", told)]
    return [Fraction(scale, 2 * tick) for tick, scale in zip(ticks, scales, strict=True)]


@pytest.mark.parametrize("name", KINDS)
def test_a_fitted_clip_is_like_its_source(tmp_path: Path, name: str) -> None:
    source = KINDS[name](tmp_path / name)
    plan = fitted_plan(tmp_path, source)

    report = export(plan)

    clip, made = plan.clip, probe(report.path)
    assert (made.frames, made.rate, made.width, made.height) == (clip.frames, clip.rate, clip.width, clip.height)
    assert (made.rotation, made.pixel_aspect, made.variable) == (clip.rotation, clip.pixel_aspect, clip.variable)
    assert (made.video_codec, made.pixel_format, made.colour) == (clip.video_codec, clip.pixel_format, clip.colour)
    assert list(made.times) == list(clip.times)
    assert pictures_apart(clip, report.path, [0, 20, 39, 40, 50, 61, 62, 99]) > 40
    if clip.sound:
        assert bursts(report.path) == pytest.approx(bursts(source), abs=0.005)


def test_the_last_sound_of_a_transport_stream_stays(tmp_path: Path) -> None:
    options = ClipOptions(sound=RATE, bursts=(Fraction(1), Fraction(38, 10)))
    source = trimmed(numbered_clip(tmp_path / "clip.mp4", frames=98, rate=25, options=options), tmp_path / "clip.ts")
    plan = fitted_plan(tmp_path, source)
    (track,) = plan.clip.sound
    assert track.start + track.duration < Fraction(38, 10), "it tells where the last group of packets begins"

    report = export(replace(plan, target=tmp_path / "take.mp4"))

    assert not report.copied_sound
    assert bursts(report.path) == pytest.approx([1, 3.8], abs=0.005)


def test_a_silent_clip_gets_sound(tmp_path: Path) -> None:
    plan = fitted_plan(tmp_path, KINDS["silent.mp4"](tmp_path / "silent.mp4"))
    loud = numbered_clip(tmp_path / "loud.mp4", frames=plan.window.frames, rate=25, options=ClipOptions(sound=RATE))

    report = export(replace(plan, returned=loud, recipe=measure(plan.clip, plan.window, loud)))

    made = probe(report.path)
    assert len(made.sound) == 1
    assert abs(made.sound[0].start) <= Fraction(5, 1000)


def test_the_stream_that_does_not_change_keeps_its_packets(tmp_path: Path) -> None:
    source = KINDS["24.mp4"](tmp_path / "24.mp4")
    plan = fitted_plan(tmp_path, source)

    silent = export(replace(plan, mode=Mode.VIDEO, target=tmp_path / "video.mp4"))
    heard = export(replace(plan, mode=Mode.AUDIO, target=tmp_path / "audio.mp4"))

    assert silent.copied_sound
    assert packet_sums(silent.path, "audio") == packet_sums(source, "audio")
    assert heard.copied_pictures
    assert packet_sums(heard.path, "video") == packet_sums(source, "video")
    assert bursts(silent.path) == pytest.approx(bursts(source), abs=0.001)


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".mp4", ClipOptions(sound=RATE, bursts=BURSTS)),
        (".mkv", ClipOptions(sound=RATE, bursts=BURSTS)),
        (".mov", ClipOptions(sound=RATE, bursts=BURSTS, bframes=0, rotation=270, start=Fraction(1))),
        (".mp4", ClipOptions(times=UNEVEN, sound=RATE, bursts=BURSTS)),
    ],
    ids=["mp4", "mkv", "mov-turned-late", "uneven"],
)
def test_smart_export_copies_all_but_the_touched_groups(tmp_path: Path, suffix: str, options: ClipOptions) -> None:
    source = numbered_clip(tmp_path / f"clip{suffix}", frames=100, options=options)
    plan = replace(fitted_plan(tmp_path, source), kind=ExportKind.SMART)

    report = export(plan)

    assert report.encoded == (Span(40, 72),), report.notes
    assert "32 of 100" in report.notes[0]
    ours, own = packet_sums(report.path, "video"), packet_sums(source, "video")
    assert (ours[:40], ours[72:]) == (own[:40], own[72:])
    assert list(build_index(report.path).pts) == [
        pts - build_index(source).pts_of(0) for pts in build_index(source).pts
    ]
    made = probe(report.path)
    assert (made.frames, made.rotation, made.colour) == (plan.clip.frames, plan.clip.rotation, plan.clip.colour)
    assert pictures_apart(plan.clip, report.path, [0, 23, 38, 39, 72, 73, 99]) == 100
    assert pictures_apart(plan.clip, report.path, [40, 61, 62, 71]) > 45
    assert bursts(report.path) == pytest.approx(bursts(source), abs=0.005)


@pytest.mark.parametrize("kind", [ExportKind.SMART, ExportKind.FULL])
def test_an_average_rate_of_long_numbers_can_be_written(tmp_path: Path, kind: ExportKind) -> None:
    # As in a quarter of an hour at 90 kHz: frames times ticks a second do not fit into 31 bits.
    times = [when + number * Fraction(7, 10**8) for number, when in enumerate(UNEVEN)]
    options = ClipOptions(times=times, time_base=Fraction(1, 10**8))
    source = numbered_clip(tmp_path / "clip.mp4", frames=100, options=options)
    index = build_index(source)
    average = len(index) / ((index.end - index.pts_of(0)) * index.time_base)
    assert average.numerator > 2**31
    plan = replace(fitted_plan(tmp_path, source), kind=kind)

    report = export(plan)

    assert plan.clip.rate == pytest.approx(average, rel=1e-12)
    assert report.copied_pictures == (kind is ExportKind.SMART), report.notes
    assert list(probe(report.path).times) == list(plan.clip.times)
    assert pictures_apart(plan.clip, report.path, [0, 39, 40, 61, 62, 99]) > 40


@pytest.mark.parametrize("mode", [Mode.VIDEO, Mode.BOTH])
@pytest.mark.parametrize("codec", ["aac", "flac", "libopus"])
def test_sound_goes_into_quicktime_as_it_is_or_encoded_anew(tmp_path: Path, codec: str, mode: Mode) -> None:
    options = ClipOptions(sound=RATE, bursts=BURSTS, sound_codec=codec)
    source = numbered_clip(tmp_path / "clip.mkv", frames=100, rate=25, options=options)
    plan = fitted_plan(tmp_path, source, mode=mode)

    report = export(replace(plan, kind=ExportKind.SMART, target=tmp_path / "take.mov"))

    assert report.copied_pictures, report.notes
    if mode is Mode.VIDEO:
        assert report.copied_sound == (codec == "aac")
    assert probe(report.path).sound[0].codec == "aac"
    assert bursts(report.path) == pytest.approx(bursts(source), abs=0.005)


@pytest.mark.parametrize("rate", [Fraction(30), NTSC, Fraction(60)])
def test_packets_go_from_matroska_into_mp4(tmp_path: Path, rate: Fraction) -> None:
    source = numbered_clip(tmp_path / "clip.mkv", frames=100, rate=rate)
    plan = fitted_plan(tmp_path, source)

    report = export(replace(plan, kind=ExportKind.SMART, target=tmp_path / "take.mp4"))

    assert report.encoded == (Span(40, 72),), report.notes
    assert probe(report.path).rate == rate


@pytest.mark.parametrize("segment", [Span(40, 62), Span(30, 31), Span(0, 10)])
@pytest.mark.parametrize(("bframes", "gop"), [(2, 24), (3, 20), (8, 30)])
def test_copying_goes_on_in_open_groups(tmp_path: Path, bframes: int, gop: int, segment: Span) -> None:
    options = ClipOptions(open_gop=True, bframes=bframes, gop=gop, sound=RATE, bursts=BURSTS)
    source = numbered_clip(tmp_path / "clip.mp4", frames=150, rate=25, options=options)
    plan = replace(fitted_plan(tmp_path, source, segment), kind=ExportKind.SMART)

    report = export(plan)

    (anew,) = report.encoded
    assert anew.start <= segment.start
    assert anew.end - segment.end < 2 * gop
    assert "open groups" in report.notes[1]
    assert not list(complaints(report.path))
    # Some programs take the lengths of packets from there.
    assert header_rates(report.path) == header_rates(source) * 2
    outside = [*range(anew.start), *range(anew.end, 150)]
    assert pictures_apart(plan.clip, report.path, outside) == 100


def test_where_open_groups_cannot_be_joined_all_after_the_take_is_encoded(tmp_path: Path) -> None:
    # Its packets tell decoders to forget pictures that only the old ones were.
    source = numbered_clip(tmp_path / "clip.mp4", frames=150, rate=24, options=ClipOptions(open_gop=True, gop=16))
    plan = replace(fitted_plan(tmp_path, source), kind=ExportKind.SMART)

    report = export(plan)

    assert report.encoded == (Span(39, 150),)
    assert not list(complaints(report.path))
    assert pictures_apart(plan.clip, report.path, list(range(39))) == 100


TRIMS = {"head": (Fraction(6, 10), None), "tail": (Fraction(0), 101), "both": (Fraction(6, 10), 98)}


@pytest.mark.parametrize("place", ["middle", "start", "end"])
@pytest.mark.parametrize("trim", TRIMS)
def test_what_an_edit_list_hides_stays_hidden(tmp_path: Path, trim: str, place: str) -> None:
    start, frames = TRIMS[trim]
    options = ClipOptions(sound=RATE, bursts=BURSTS)
    whole = numbered_clip(tmp_path / "whole.mp4", frames=150, rate=24, options=options)
    source = trimmed(whole, tmp_path / "clip.mp4", start, Fraction(frames, 24) if frames else None)
    clip = probe(source)
    assert clip.frames == (frames or 135)
    end = clip.frames
    segment = {"middle": Span(40, 62), "start": Span(0, 5), "end": Span(end - 6, end)}[place]
    plan = fitted_plan(tmp_path, source, segment)

    report = export(replace(plan, kind=ExportKind.SMART))
    heard = export(replace(plan, kind=ExportKind.SMART, mode=Mode.AUDIO, target=tmp_path / "heard.mp4"))

    assert len(report.encoded[0]) < 48, report.notes
    assert probe(report.path).times == clip.times
    assert not list(complaints(report.path))
    assert bursts(report.path) == pytest.approx(bursts(source), abs=0.005)
    outside = [frame for frame in range(end) if frame not in report.encoded[0]]
    own, ours = ClipPictures(source, clip), ClipPictures(report.path, probe(report.path))
    assert min(psnr(own.bgr(frame), ours.bgr(frame)) for frame in outside) == 100
    own.close()
    ours.close()
    assert heard.copied_pictures
    assert packet_sums(heard.path, "video") == packet_sums(source, "video")


def test_matroska_cannot_hide_and_says_so(tmp_path: Path) -> None:
    whole = numbered_clip(tmp_path / "whole.mp4", frames=150, rate=24)
    source = trimmed(whole, tmp_path / "clip.mp4", Fraction(6, 10))
    plan = fitted_plan(tmp_path, source)

    report = export(replace(plan, kind=ExportKind.SMART, target=tmp_path / "take.mkv"))

    assert report.notes == ("All frames were encoded anew: this container cannot hide packets as the clip does.",)
    assert probe(report.path).frames == 135


@pytest.mark.parametrize("start", range(40, 47))
def test_a_joint_may_lie_between_any_two_frames(tmp_path: Path, start: int) -> None:
    source = numbered_clip(tmp_path / "clip.mp4", frames=100, options=ClipOptions(gop=48))
    plan = fitted_plan(tmp_path, source, Span(start, 60), Mode.VIDEO)

    report = export(replace(plan, kind=ExportKind.SMART))

    (anew,) = report.encoded
    assert start - 2 <= anew.start <= start
    assert anew.end == 96
    assert pictures_apart(plan.clip, report.path, [0, anew.start - 1, 96, 99]) == 100
    assert pictures_apart(plan.clip, report.path, list(range(anew.start, 96))) > 40


@pytest.mark.parametrize(
    ("depth", "open_gop", "suffix"),
    [("yuv420p", True, ".mp4"), ("yuv420p10le", True, ".mkv"), ("yuv420p10le", False, ".mp4")],
)
def test_hevc_is_joined_too(tmp_path: Path, depth: str, open_gop: bool, suffix: str) -> None:
    options = ClipOptions(pixel_format=depth, open_gop=open_gop, sound=RATE, bursts=BURSTS)
    source = numbered_clip(tmp_path / f"clip{suffix}", frames=100, codec="libx265", options=options)
    plan = replace(fitted_plan(tmp_path, source), kind=ExportKind.SMART)

    report = export(plan)

    (anew,) = report.encoded
    assert report.copied_pictures, report.notes
    assert 38 <= anew.start <= 40
    assert anew.end == 72
    assert not list(complaints(report.path))
    assert pictures_apart(plan.clip, report.path, [0, 23, anew.start - 1, 72, 73, 74, 99]) == 100
    assert pictures_apart(plan.clip, report.path, list(range(62, 72))) > 45
    assert pictures_apart(plan.clip, report.path, [40, 61]) > 40  # through the window's encoder, too
    assert codec_tag(report.path) == codec_tag(source)


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_a_decoder_that_was_in_the_take_goes_on_elsewhere(tmp_path: Path, codec: str) -> None:
    source = numbered_clip(tmp_path / "clip.mp4", frames=168, codec=codec, options=ClipOptions(gop=24))
    report = export(replace(fitted_plan(tmp_path, source, Span(50, 130)), kind=ExportKind.SMART))
    assert report.copied_pictures, report.notes
    keys = key_frames(report.path)
    new = [key for key in keys if any(key in span for span in report.encoded)]
    assert len(new) > 1
    assert 0 in keys
    assert 144 in keys

    with av.open(str(report.path)) as container:
        for key in (new[0], 144, new[-1], 0, new[-1], new[0], 0, 144):
            assert read_number(first_after_seek(container, key).to_ndarray(format="bgr24")) == key


def test_a_take_of_a_take_is_joined_too(tmp_path: Path) -> None:
    plain = numbered_clip(tmp_path / "plain.mp4", frames=120, codec="libx265", options=ClipOptions(gop=24))
    source = tmp_path / "clip.mp4"
    copying = ["-i", str(plain), "-c", "copy", "-tag:v", "hvc1", str(source)]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *copying], check=True)
    once = export(replace(fitted_plan(tmp_path, source, Span(30, 40)), kind=ExportKind.SMART))
    (tmp_path / "again").mkdir()

    twice = export(replace(fitted_plan(tmp_path / "again", once.path, Span(80, 90)), kind=ExportKind.SMART))

    assert twice.copied_pictures, twice.notes
    assert codec_tag(once.path) == codec_tag(twice.path) == "hvc1"
    assert pictures_apart(probe(once.path), twice.path, [0, 35, 70, 71, 96, 97, 119]) == 100
    assert not list(complaints(twice.path))


def test_smart_export_says_why_it_encodes_everything(tmp_path: Path) -> None:
    plan = fitted_plan(tmp_path, KINDS["vp9.webm"](tmp_path / "vp9.webm"))

    report = export(replace(plan, kind=ExportKind.SMART))

    assert report.notes == ("All frames were encoded anew: packets can be joined in H.264 and HEVC only.",)
    assert probe(report.path).frames == 100


def test_a_segment_leaves_with_its_handles(tmp_path: Path) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))

    report = export(replace(plan, kind=ExportKind.SEGMENT, handles=5))

    made = probe(report.path)
    pictures = ClipPictures(report.path, made)
    assert made.frames == report.frames == len(SEGMENT) + 10
    assert [read_number(pictures.bgr(frame)) for frame in (0, 5, 31)] == [35, 40, 66]
    pictures.close()


def test_the_returned_file_leaves_as_it_is(tmp_path: Path) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))

    report = export(replace(plan, kind=ExportKind.AS_RETURNED))

    assert report.path.read_bytes() == plan.returned.read_bytes()


@pytest.mark.parametrize(
    ("codec", "suffix"), [("prores_hq", ".mov"), ("hevc", ".mp4"), ("dnxhr", ".mov"), ("av1", ".mkv")]
)
def test_another_codec_can_be_asked_for(tmp_path: Path, codec: str, suffix: str) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))

    report = export(replace(plan, codec=codec, target=tmp_path / f"other{suffix}", seams=Seams.both(Seam.DISSOLVE)))

    made = probe(report.path)
    assert made.video_codec == {"prores_hq": "prores", "dnxhr": "dnxhd"}.get(codec, codec)
    assert (made.frames, made.rate, made.width) == (100, Fraction(24), 320)
    if codec == "hevc" and suffix != ".mkv":
        assert codec_tag(report.path) == "hvc1"


@pytest.mark.parametrize(
    ("codec", "suffix", "words"), [("prores_hq", ".mov", ""), ("hevc", ".mp4", ""), ("dnxhr", ".mov", "bt2020nc")]
)
def test_depth_and_hdr_stay_where_the_codec_can(tmp_path: Path, codec: str, suffix: str, words: str) -> None:
    tags = (("color_primaries", 9), ("color_trc", 16), ("colorspace", 9), ("color_range", 1))
    options = ClipOptions(pixel_format="yuv420p10le", colour=tags)
    source = numbered_clip(tmp_path / "clip.mp4", frames=100, rate=24, codec="libx265", options=options)
    plan = replace(fitted_plan(tmp_path, source), kind=ExportKind.SEGMENT, codec=codec, target=tmp_path / f"o{suffix}")

    report = export(plan)

    made = probe(report.path)
    assert made.pixel_format.endswith("10le")
    assert made.colour.transfer == "smpte2084"
    assert (made.colour == plan.clip.colour) is not bool(words)
    assert words in " ".join(report.notes)


@pytest.mark.parametrize("kind", list(ExportKind))
def test_cancelling_leaves_nothing_behind(tmp_path: Path, kind: ExportKind) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))
    folder = tmp_path / "out"
    folder.mkdir()
    stop = threading.Event()

    def once(_done: int, _total: int) -> None:
        stop.set()

    if kind is ExportKind.AS_RETURNED:
        stop.set()
    with pytest.raises(CancelledError):
        export(replace(plan, kind=kind, target=folder / "take.mp4"), once, stop)

    assert not list(folder.iterdir())


@pytest.mark.parametrize("kind", [ExportKind.SMART, ExportKind.FULL])
@pytest.mark.parametrize("check", ["verify", "verify_joint"])
def test_cancelling_while_it_is_checked_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: ExportKind, check: str
) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))
    folder = tmp_path / "out"
    folder.mkdir()
    stop = threading.Event()
    module = smart if kind is ExportKind.SMART else full
    checked = getattr(module, check)

    def then_cancelled(*given: object) -> object:
        stop.set()
        return checked(*given)

    monkeypatch.setattr(module, check, then_cancelled)
    with pytest.raises(CancelledError):
        export(replace(plan, kind=kind, target=folder / "take.mp4"), cancelled=stop)

    assert not list(folder.iterdir())


class StopsAhead:
    """Cancels what is done on the encoder's thread alone."""

    def is_set(self) -> bool:
        return threading.current_thread().name.startswith("ahead")


def test_cancelling_ends_decoding_on_the_way_to_a_frame(tmp_path: Path) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))

    with pytest.raises(CancelledError):
        export(replace(plan, kind=ExportKind.SMART), cancelled=StopsAhead())

    assert not plan.target.exists()


@pytest.mark.parametrize("frame", [1, 39, 40, 41, 60, 99])
def test_nothing_goes_on_after_nobody_could_be_told(tmp_path: Path, frame: int) -> None:
    plan = fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4"))
    folder = tmp_path / "out"
    folder.mkdir()

    def told(done: int, _total: int) -> None:
        if done == frame:
            raise RuntimeError("nobody listens any more")

    with pytest.raises(RuntimeError, match="nobody listens"):
        export(replace(plan, kind=ExportKind.SMART, target=folder / "take.mp4"), told)

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
    assert not list(folder.iterdir())


def test_progress_counts_frames(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    export(fitted_plan(tmp_path, KINDS["24.mp4"](tmp_path / "24.mp4")), lambda done, total: told.append((done, total)))

    assert told == [(frame, 100) for frame in range(1, 101)]


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    source = KINDS["24.mp4"](tmp_path / "24.mp4")
    plan = fitted_plan(tmp_path, source)
    before = source.read_bytes()

    def attempt(**changes: object) -> ExportReport:
        return export(replace(plan, **changes))  # type: ignore[arg-type]

    with pytest.raises(StorageError, match="exists already"):
        attempt(target=source)
    with pytest.raises(Refused, match="cannot be written"):
        attempt(target=tmp_path / "take.xyz")
    with pytest.raises(StorageError, match="not there"):
        attempt(target=tmp_path / "gone" / "take.mp4")
    assert source.read_bytes() == before
    source.write_bytes(before + b"\0")
    with pytest.raises(UnreadableMedia, match="was changed"):
        attempt()
    source.unlink()
    with pytest.raises(UnreadableMedia, match="not there any more"):
        attempt()
    assert not (tmp_path / "take.mp4").exists()


def test_the_picture_of_one_take_leaves_with_the_sound_of_another(tmp_path: Path) -> None:
    source = KINDS["24.mp4"](tmp_path / "24.mp4")
    seen, heard = tmp_path / "seen", tmp_path / "heard"
    seen.mkdir()
    heard.mkdir()
    plan = fitted_plan(seen, source, Span(12, 30), Mode.VIDEO)
    other = fitted_plan(heard, source, Span(48, 72), Mode.AUDIO)
    quiet = return_of(heard / "sent.mp4", heard / "quiet.mp4", Planted(level=0.25))
    part = Part(other.window, replace(other.recipe, level=1.0), quiet, Mode.AUDIO)

    report = export(replace(plan, sound=part))

    made = probe(report.path)
    sound, own = ClipSound(report.path, made), ClipSound(source, plan.clip)
    loud = [float(abs(each.read(5 * RATE // 2, RATE // 10)).max()) for each in (sound, own)]
    sound.close()
    own.close()
    assert loud[0] == pytest.approx(loud[1] * 0.25, rel=0.1)
    assert bursts(report.path)[:4] == pytest.approx(bursts(source)[:4], abs=0.005)
    assert pictures_apart(plan.clip, report.path, [0, 20, 40, 99]) > 40
