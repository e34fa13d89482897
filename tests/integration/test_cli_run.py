"""``retake run`` on clips of every kind: right count, rate and orientation, sound in place, the rest as it was."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from retake_gui.media.probe import probe
from retake_gui.media.source import ClipPictures, ClipSound
from tests.clips import ClipOptions, burst_starts, numbered_clip, read_number
from tests.integration.served import Served, serving
from tests.integration.terminal import Ran, assert_plain, retake, retake_here

_BURSTS = tuple(Fraction(number, 2) for number in (1, 3, 5, 7))
_UNEVEN = tuple(itertools.accumulate((Fraction(1 + n % 3, 60) for n in range(95)), initial=Fraction(0)))


@dataclass(frozen=True)
class Kind:
    name: str
    codec: str = "libx264"
    rate: Fraction = Fraction(24)
    options: ClipOptions = field(default_factory=lambda: ClipOptions(sound=48_000, bursts=_BURSTS))


KINDS = (
    Kind("film.mp4", rate=Fraction(24000, 1001)),
    Kind("silent.mp4", options=ClipOptions()),
    Kind("phone.mp4", options=ClipOptions(size=(192, 320), rotation=90, sound=48_000, bursts=_BURSTS)),
    Kind("web.webm", codec="libvpx-vp9", options=ClipOptions(sound=48_000, bursts=_BURSTS)),
    Kind("uneven.mkv", rate=Fraction(30), options=ClipOptions(times=_UNEVEN, sound=48_000, bursts=_BURSTS)),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as engine:
        yield engine


def run(clip: Path, *words: str, cwd: Path, served: Served) -> Ran:
    segment = ("--start", "1", "--duration", "1.5", "--prompt", "rain")
    return retake_here("run", clip, *segment, *words, "--json", cwd=cwd, **served.variables)


def heard_bursts(path: Path) -> list[float]:
    sound = ClipSound(path, probe(path))
    try:
        return burst_starts(np.asarray(sound.read(0, 48_000 * 4)))
    finally:
        sound.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_retake_of_every_kind_of_clip(kind: Kind, tmp_path: Path, served: Served) -> None:
    clip = numbered_clip(tmp_path / kind.name, frames=96, rate=kind.rate, codec=kind.codec, options=kind.options)
    before = clip.read_bytes()
    ran = run(clip, "--out", "made", cwd=tmp_path, served=served)
    assert ran.status == 0, ran.err
    assert ran.last["state"] == "succeeded"
    (take,) = ran.last["takes"]
    path = Path(take["path"])
    assert path == tmp_path / "made" / f"{clip.stem}_take_001{clip.suffix}"
    assert Path(take["returned"]).is_file()
    assert clip.read_bytes() == before

    source, made = probe(clip), probe(path)
    assert (made.frames, made.width, made.height) == (96, source.width, source.height)
    assert made.variable == source.variable
    if source.variable:
        assert max(abs(one - other) for one, other in zip(made.times, source.times, strict=True)) < Fraction(1, 500)
    else:
        assert made.rate == kind.rate
    pictures = ClipPictures(path, made)
    try:
        outside = [*range(0, take["start_frame"], 7), *range(take["end_frame"], 96, 7), 95]
        assert [read_number(pictures.bgr(number)) for number in outside] == outside
    finally:
        pictures.close()
    assert bool(made.sound)  # a silent clip got the sound that was asked for
    if kind.options.sound:
        heard, known = heard_bursts(path), heard_bursts(clip)
        assert len(known) >= 3
        begin, end = (float(source.time_of(take[edge])) for edge in ("start_frame", "end_frame"))
        for burst in known:
            if not begin - 0.1 < burst < end + 0.1:
                assert any(abs(burst - start) < 0.01 for start in heard), (burst, heard)


def test_only_the_sound_or_only_the_picture(tmp_path: Path, served: Served) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", frames=96, rate=24, options=ClipOptions(sound=48_000, bursts=_BURSTS))
    ran = run(clip, "--mode", "replace_audio", "--results", "2", "--format", "MOV", cwd=tmp_path, served=served)
    assert ran.status == 0, ran.err
    assert [take["name"] for take in ran.last["takes"]] == ["a_take_001", "a_take_002"]
    assert len({take["seed"] for take in ran.last["takes"]}) == 2
    assert all(take["returned"].endswith(".mov") for take in ran.last["takes"])
    made = Path(ran.last["takes"][1]["path"])
    pictures = ClipPictures(made, probe(made))
    try:
        assert [read_number(pictures.bgr(number)) for number in range(20, 70, 9)] == list(range(20, 70, 9))
    finally:
        pictures.close()


def test_the_whole_clip_from_an_address_and_later_export(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", frames=96, rate=24)
    words: list[str | Path] = [
        "run",
        clip,
        "--start",
        "1",
        "--duration",
        "2",
        "--prompt",
        "fog",
        "--window",
        "whole",
        "--json",
    ]
    ran = retake(*words, "--project", "film.retake", "--mode", "replace_video", cwd=tmp_path)
    assert ran.status == 0, ran.err
    assert (tmp_path / "a_take_001.mp4").is_file()
    export = ["export", "film.retake", "--take", "a_take_001", "--json"]
    for form in ("full", "segment", "as-returned"):
        done = retake_here(*export, "--render", form, "--out", f"{form}.mp4", cwd=tmp_path)
        assert done.status == 0, done.err
        assert done.last["exports"][0]["path"] == str(tmp_path / f"{form}.mp4")
    assert probe(tmp_path / "segment.mp4").frames == 48
    assert probe(tmp_path / "full.mp4").frames == 96
    again = retake_here(*export, "--out", "full.mp4", cwd=tmp_path)
    assert again.status == 2
    assert_plain(again)
    as_in_window = ("export", "film.retake", "--render", "as-returned", "--json", "--take")
    for number, name in enumerate(("Take 1", "take 1", "1")):
        assert retake_here(*as_in_window, name, "--out", f"{number}.mp4", cwd=tmp_path).status == 0
    missing = retake_here(*as_in_window, "Take 2", "--out", "none.mp4", cwd=tmp_path)
    assert missing.status == 2
    assert "The project has: a_take_001." in missing.err
    listed = retake_here("jobs", "--project", "film.retake", "--json", cwd=tmp_path).last
    assert [job["state"] for job in listed["jobs"]] == ["succeeded"]


def test_what_a_service_does_to_a_clip_is_undone_and_told(tmp_path: Path) -> None:
    options = ClipOptions(sound=48_000, bursts=_BURSTS)
    clip = numbered_clip(tmp_path / "q.mp4", frames=96, rate=Fraction(24000, 1001), options=options)
    with serving(tmp_path, "size1080,integer-rate,short,colour-lost,sound-late,feather") as odd:
        ran = run(clip, cwd=tmp_path, served=odd)
    assert ran.status == 0, ran.err
    (take,) = ran.last["takes"]
    told = " ".join(take["report"]["notes"])
    assert all(words in told for words in ("1920×1080", "23.000", "short", "late"))
    made = probe(Path(take["path"]))
    assert (made.frames, made.rate, made.width) == (96, Fraction(24000, 1001), 320)
    outside = [0, take["start_frame"] - 1, take["end_frame"], 95]
    pictures = ClipPictures(Path(take["path"]), made)
    try:
        assert [read_number(pictures.bgr(number)) for number in outside] == outside
    finally:
        pictures.close()
