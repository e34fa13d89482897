"""Random takes: any clip, range, mode, deviations and seams; what was promised holds for all of them."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retake_gui.domain.seams import Edge, Seams
from retake_gui.domain.service import DRAFT
from retake_gui.domain.settings import Mode, Seam
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.domain.window_plan import longest_segment
from retake_gui.media.probe import probe
from tests.clips import ClipOptions, numbered_clip
from tests.fit_table import HARD, KINDS, Fit, Kind, judged, measured, retaken
from tests.trims import trimmed

RATE = 48_000
RATES: tuple[int | Fraction, ...] = (24, 25, 30, Fraction(24_000, 1001), Fraction(30_000, 1001), 50)
ALWAYS = {"shape", "outside", "picture", "sound", "offset", "players"}
"""What no range and no deviation excuses. Clicks, shifts and colours need surroundings to be measured."""
edges = st.builds(Edge, st.sampled_from(list(Seam)), st.integers(1, 12))
fades = st.sampled_from([Fraction(ms, 1000) for ms in (10, 40, 80)])
seams = st.builds(Seams, edges, edges, fades, st.booleans(), st.booleans())
UNEVEN = tuple(Fraction(n, 30) + (Fraction(1, 60) if n % 3 == 1 else 0) for n in range(90))
long_runs = settings.get_profile("long").max_examples


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small clips of several rates, key distances, orientations, fields and channels."""
    folder, made = tmp_path_factory.mktemp("random"), {}
    for number, rate in enumerate(RATES):
        options = ClipOptions(
            size=(192, 112),
            gop=(12, 24, 250)[number % 3],
            bframes=(2, 0)[number % 2],
            sound=RATE if number % 3 else 0,
            bursts=tuple(Fraction(half, 2) for half in range(8)),
            rotation=(0, 90)[number % 2],
        )
        made[str(rate)] = numbered_clip(folder / f"{number}.mp4", frames=90 + 7 * number, rate=rate, options=options)
    opened = ClipOptions(size=(192, 112), open_gop=True, bframes=3, gop=20)
    made["open"] = numbered_clip(folder / "open.mp4", frames=110, rate=25, options=opened)
    whole = numbered_clip(folder / "whole.mp4", frames=120, rate=24, options=ClipOptions(size=(192, 112), sound=RATE))
    made["trimmed"] = trimmed(whole, folder / "trimmed.mp4", Fraction(6, 10), Fraction(90, 24))
    deep = ClipOptions(size=(192, 112), open_gop=True, pixel_format="yuv420p10le", sound=RATE)
    made["hevc"] = numbered_clip(folder / "hevc.mp4", frames=100, rate=25, codec="libx265", options=deep)
    made["uneven"] = numbered_clip(folder / "u.mp4", frames=90, options=ClipOptions(size=(192, 112), times=UNEVEN))
    fields = ClipOptions(size=(192, 112), sound=RATE, codec_options=(("x264-params", "bff=1"),))
    made["fields"] = numbered_clip(folder / "fields.mp4", frames=100, rate=25, options=fields)
    wide = ClipOptions(size=(192, 112), gop=50, sound=RATE, channels=6, bursts=(Fraction(1, 2), Fraction(2)))
    made["wide"] = numbered_clip(folder / "wide.mp4", frames=100, rate=25, options=wide)
    return made


@given(data=st.data())
@settings(
    max_examples=200 if settings().max_examples == long_runs else 20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_take_fits(clips: dict[str, Path], data: st.DataObject) -> None:
    source = clips[data.draw(st.sampled_from(sorted(clips)))]
    clip = probe(source)
    start = data.draw(st.integers(0, clip.frames - 1))
    length = data.draw(st.integers(1, min(longest_segment(clip, start, DRAFT), 60)))
    quirks = data.draw(st.sets(st.sampled_from([*HARD, "gain", "range-error", "matrix-error"])))
    shift = data.draw(st.integers(-3, 3))
    mode, context = data.draw(st.sampled_from(list(Mode))), data.draw(st.sampled_from(list(Context)[:3]))
    kind = Kind("random", source.name, str(clip.rate), (*quirks, f"shift:{shift}"), sound=("sound",) * bool(clip.sound))

    with tempfile.TemporaryDirectory() as folder:
        plan = retaken(kind, source, Path(folder), mode, Span(start, start + length), context, always=())
        fit = judged(kind, replace(plan, seams=data.draw(seams)), Path(folder), players=())

    assert not {name: words for name, words in fit.broken.items() if name in ALWAYS}


def test_the_last_frame_keeps_its_length(tmp_path: Path) -> None:
    options = ClipOptions(size=(192, 112), times=UNEVEN)
    source = numbered_clip(tmp_path / "u.mp4", frames=90, options=options)
    kind = Kind("random", source.name, "30", ("click", "feather", "gain", "shift:-3"), sound=())
    plan = retaken(kind, source, tmp_path, Mode.BOTH, Span(34, 80), always=())

    fit = judged(kind, replace(plan, seams=replace(Seams.both(Seam.SERVICE), keep_all=True)), tmp_path, players=())

    assert "shape" not in fit.broken


@pytest.mark.parametrize(("start", "length"), [(0, 1), (0, 40), (110, 1)])
def test_a_range_at_the_very_edge(clips: dict[str, Path], tmp_path: Path, start: int, length: int) -> None:
    source = clips["24000/1001"]
    kind = Kind("random", source.name, "24000/1001", ("click", "feather"))
    fit = judged(kind, retaken(kind, source, tmp_path, Mode.BOTH, Span(start, start + length), always=()), tmp_path)

    assert not {name: words for name, words in fit.broken.items() if name in ALWAYS}


@pytest.mark.parametrize("file", ["29.mov", "high10.mp4"])
def test_a_sample_of_the_table(tmp_path: Path, file: str) -> None:
    assert_whole(next(kind for kind in KINDS if kind.file == file), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.file)
def test_every_row_of_the_table(tmp_path: Path, kind: Kind) -> None:
    assert_whole(kind, tmp_path)


def assert_whole(kind: Kind, folder: Path) -> None:
    fit: Fit = measured(kind, folder)
    assert not fit.broken
