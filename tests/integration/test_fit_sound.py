"""Sound around a take stays as it is stored: same packets, same samples, and nothing to hear where old and new meet."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import pytest
from av.audio.stream import AudioStream

from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.media.conform import measure
from retake_gui.media.export import ExportKind, ExportPlan, ExportReport, export
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.probe import probe
from retake_gui.media.sound_joint import same_kind
from retake_gui.media.sound_lamps import clicks_near
from retake_gui.media.source import ClipSound
from tests.fit_cases import Planted, return_of, sent_window
from tests.fit_table import complaints
from tests.trims import trimmed

Samples = npt.NDArray[Any]
_RATE = 48_000
_SECONDS = 10
_FRAMES = 24 * _SECONDS
_BLOCK = 1024
_MOST_BLOCKS = 30
_CLICK = 3.5


def heard_clip(path: Path, rate: int = _RATE, channels: int = 2, codec: str = "aac", late: int = 0) -> Path:
    """A small moving picture with tones that glide, noise that swells, and knocks, none of which repeats.

    Its sound may begin some seconds late.
    """
    time = np.arange(_SECONDS * rate) / rate
    chance = np.random.default_rng(3)
    tone = 0.2 * np.sin(2 * np.pi * (220 * time + 60 * time**2)) + 0.1 * np.sin(2 * np.pi * 3100 * time)
    noise = chance.normal(0, 0.05, (len(time), channels)) * (0.6 + 0.4 * np.sin(time * 5))[:, None]
    sound = tone[:, None] * np.linspace(1, 0.6, channels) + noise
    for knock in range(rate // 3, len(time) - 400, rate * 7 // 5):
        sound[knock : knock + 300] += np.exp(-np.arange(300) / 40)[:, None] * 0.4
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    with av.open(str(path), "w") as container:
        options = {"preset": "ultrafast", "x264-params": "keyint=24:scenecut=0:bframes=2:b-adapt=0"}
        video = container.add_stream("libx264", rate=24, options=options)
        video.width, video.height, video.pix_fmt = 160, 96, "yuv420p"
        # With noise that decoders make up samples hang on all that they have decoded before.
        own = {"aac_pns": "0"} if codec == "aac" else {}
        audio = cast("AudioStream", container.add_stream(codec, rate=rate, options=own))
        audio.layout = layout
        audio.bit_rate = 96_000 * channels
        for number in range(_FRAMES):
            picture = np.full((144, 160), 128, np.uint8)
            picture[:96] = np.add.outer(np.arange(96), np.arange(160) + 3 * number) % 200 + 20
            frame = av.VideoFrame.from_ndarray(picture, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        block = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T, np.float32), "fltp", layout)
        block.sample_rate, block.time_base, block.pts = rate, Fraction(1, rate), late * rate
        container.mux(audio.encode(block))
        container.mux(audio.encode(None))
    return path


def planned(folder: Path, source: Path, segment: Span, mode: Mode = Mode.BOTH) -> ExportPlan:
    clip, window, sent = sent_window(folder, source, segment)
    returned = return_of(sent, folder / "returned.mp4", Planted(level=-1.0))
    recipe = replace(measure(clip, window, returned), level=1.0, sound_late=Fraction(0))
    return ExportPlan(clip, window, recipe, returned, folder / f"take{source.suffix}", ExportKind.SMART, mode)


def decoded(path: Path) -> tuple[list[int], list[Samples], list[bytes]]:
    """Where each piece of sound begins, in ticks, what is heard of it, and the packets."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    return [frame.pts or 0 for frame in frames], [frame.to_ndarray() for frame in frames], packets


def differing(one: Sequence[bytes], other: Sequence[bytes]) -> Span:
    assert len(one) == len(other)
    places = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    return Span(places[0], places[-1] + 1)


def assert_kept(source: Path, plan: ExportPlan, report: ExportReport) -> None:
    """Outside the take all packets and all samples are the source's; inside it is what was meant, without a click."""
    assert report.copied_sound, report.notes
    times, own, packets = decoded(source)
    our_times, ours, our_packets = decoded(report.path)
    changed = differing(packets, our_packets)
    segment = float(plan.clip.span_seconds(plan.window.segment)) * plan.clip.sound[0].sample_rate / _BLOCK
    assert len(changed) <= segment + _MOST_BLOCKS
    skipped = len(packets) - len(own)
    assert our_times == times
    stays = [place for place in range(len(own)) if not changed.start <= place + skipped <= changed.end]
    assert [place for place in stays if not np.array_equal(ours[place], own[place])] == []
    assert not list(complaints(report.path))
    assert_sounds(plan, report.path)


def assert_sounds(plan: ExportPlan, path: Path) -> None:
    made, end = ClipSound(path, probe(path)), int(plan.clip.duration * _RATE)
    meant = FittedSound(plan.clip, plan.window, plan.recipe, plan.returned, plan.mode, plan.seams)
    try:
        for each in (made, meant):
            each.read(0, 1)  # from where files with rounded times count
        for edge in (meant.span.start, meant.span.end):
            assert clicks_near(made, edge, Fraction(1, 4)) < max(_CLICK, 1.2 * clicks_near(meant, edge, Fraction(1, 4)))
            for start in range(max(0, edge - 24_000), min(edge + 24_000, end), 4800):
                wanted = meant.read(start, 4800)
                apart = _far(made.read(start, 4800), wanted)
                assert apart <= 0.02 * float(np.square(wanted).mean()) + 1e-8, start
    finally:
        made.close()
        meant.close()


def _far(one: Samples, other: Samples) -> float:
    return float(np.square(one - other).mean())


def random_segments(count: int) -> list[Span]:
    chance = np.random.default_rng(20)
    starts = chance.integers(1, _FRAMES - 60, count).tolist()
    return [
        Span(start, start + length)
        for start, length in zip(starts, chance.integers(24, 59, count).tolist(), strict=True)
    ]


@pytest.mark.parametrize("segment", random_segments(6), ids=str)
def test_samples_outside_a_take_stay(tmp_path: Path, segment: Span) -> None:
    source = heard_clip(tmp_path / "clip.mp4")
    plan = planned(tmp_path, source, segment)

    report = export(plan)

    assert_kept(source, plan, report)
    assert "of sound were encoded anew" in " ".join(report.notes)


@pytest.mark.parametrize(
    ("name", "rate", "channels"),
    [("clip.mov", 44_100, 2), ("clip.mkv", 48_000, 2), ("clip.mp4", 32_000, 1), ("clip.mp4", 48_000, 6)],
)
def test_they_stay_at_other_rates_and_in_other_containers(tmp_path: Path, name: str, rate: int, channels: int) -> None:
    source = heard_clip(tmp_path / name, rate, channels)
    plan = planned(tmp_path, source, Span(100, 150))

    assert_kept(source, plan, export(plan))


@pytest.mark.parametrize("segment", [Span(0, 30), Span(_FRAMES - 30, _FRAMES)], ids=["start", "end"])
def test_a_take_may_begin_or_end_the_clip(tmp_path: Path, segment: Span) -> None:
    source = heard_clip(tmp_path / "clip.mp4")
    plan = planned(tmp_path, source, segment)

    assert_kept(source, plan, export(plan))


@pytest.mark.parametrize(
    ("start", "length"),
    [(Fraction(6, 10), None), (Fraction(0), Fraction(8)), (Fraction(2), Fraction(6))],
    ids=["head", "tail", "both"],
)
def test_sound_that_an_edit_list_hides_stays_hidden(tmp_path: Path, start: Fraction, length: Fraction | None) -> None:
    source = trimmed(heard_clip(tmp_path / "whole.mp4"), tmp_path / "clip.mp4", start, length)
    plan = planned(tmp_path, source, Span(50, 90))

    report = export(plan)

    assert report.copied_sound
    assert_sounds(plan, report.path)
    own, made = probe(source).sound[0], probe(report.path).sound[0]
    assert abs(made.start - own.start) < Fraction(1, 1000)
    assert abs(made.duration - own.duration) < Fraction(_BLOCK, _RATE)


@pytest.mark.parametrize("segment", [Span(30, 100), Span(40, 96)], ids=str)
def test_a_take_is_heard_where_the_clips_own_sound_begins_only_within_it(tmp_path: Path, segment: Span) -> None:
    plan = planned(tmp_path, heard_clip(tmp_path / "clip.mp4", late=2), segment)
    loud = tmp_path / "loud"
    loud.mkdir()
    other = planned(loud, heard_clip(loud / "clip.mp4"), segment)

    report = export(replace(plan, returned=other.returned, recipe=other.recipe))

    made = ClipSound(report.path, probe(report.path))
    start = segment.start * _RATE // 24
    heard = [float(np.square(made.read(place, 4800)).mean()) for place in range(start + 2400, 2 * _RATE, 4800)]
    made.close()
    assert min(heard) > 1e-3


def test_the_sound_alone_can_be_made_new(tmp_path: Path) -> None:
    source = heard_clip(tmp_path / "clip.mp4")
    plan = planned(tmp_path, source, Span(100, 150), Mode.AUDIO)

    report = export(plan)

    assert report.copied_pictures
    assert_kept(source, plan, report)


@pytest.mark.parametrize("mode", [Mode.BOTH, Mode.VIDEO])
def test_hidden_sound_stays_away_where_a_container_cannot_hide_it(tmp_path: Path, mode: Mode) -> None:
    whole = twice_heard(heard_clip(tmp_path / "whole.mp4"), tmp_path / "twice.mp4")
    source = trimmed(whole, tmp_path / "clip.mp4", Fraction(6, 10))
    plan = replace(planned(tmp_path, source, Span(50, 90), mode), target=tmp_path / "take.mkv")

    report = export(plan)

    made = probe(report.path)
    assert report.copied_sound
    assert len(made.sound) == 2
    assert all(abs(track.start) < 2 * Fraction(_BLOCK, _RATE) for track in made.sound)
    own, ours = decoded(source)[2], decoded(report.path)[2]
    assert own[0] not in ours
    if mode is Mode.VIDEO:
        assert own[-len(ours) :] == ours


def twice_heard(source: Path, target: Path) -> Path:
    """The same clip with its sound as a second one."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-i", str(source)]
    subprocess.run([*command, "-map", "0", "-map", "0:a", "-c", "copy", str(target)], check=True)
    return target


def test_a_return_without_sound_leaves_the_sound_as_it_is(tmp_path: Path) -> None:
    source = heard_clip(tmp_path / "clip.mp4")
    plan = planned(tmp_path, source, Span(100, 150))

    report = export(replace(plan, recipe=replace(plan.recipe, has_sound=False)))

    assert decoded(report.path)[2] == decoded(source)[2]


@pytest.mark.parametrize(("name", "codec"), [("clip.mkv", "libopus"), ("clip.mov", "pcm_s16le"), ("clip.mp4", "ac3")])
def test_other_codecs_are_encoded_as_ever(tmp_path: Path, name: str, codec: str) -> None:
    plan = planned(tmp_path, heard_clip(tmp_path / name, codec=codec), Span(100, 150))

    report = export(plan)

    assert not report.copied_sound
    assert report.copied_pictures


@pytest.mark.parametrize(("name", "codec"), [("clip.mov", "pcm_s16le"), ("clip.mkv", "libopus")])
@pytest.mark.parametrize(("late", "said"), [(0, False), (2, True)])
def test_it_is_said_that_sound_behind_the_pictures_is_left_out(
    tmp_path: Path, name: str, codec: str, late: int, said: bool
) -> None:
    plan = planned(tmp_path, heard_clip(tmp_path / name, codec=codec, late=late), Span(100, 150), Mode.AUDIO)

    report = export(plan)

    assert not report.copied_sound
    assert ("Sound that comes more than 1 s after the last picture was left out." in report.notes) is said


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        ("1190", "119056e500", True),
        ("119056e500", "1190", True),
        ("1190", "1210", False),
        ("1190", "1188", False),
        ("1190", "119056e580", False),
        ("1180", "1180", False),
        ("", "1190", False),
    ],
)
def test_decoders_are_told_of_one_kind(own: str, other: str, same: bool) -> None:
    assert same_kind(bytes.fromhex(own), bytes.fromhex(other)) is same
