"""Whatever the sound of a return is like, its level, its place and its edges are right, and the report is true."""

import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import LampState
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.channels import mixed_down
from retake_gui.media.conform import measure
from retake_gui.media.fitted import Part
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.lamps import inspect
from retake_gui.media.probe import probe
from retake_gui.media.recipe import Recipe
from retake_gui.media.sound_lamps import clicks_near
from retake_gui.media.source import ClipSound
from tests.fit_cases import RATE, sent_window, write_clip

Sound = npt.NDArray[np.float32]
_FRAMES = 120
_SEGMENT = Span(48, 72)
_CLICK = 3.5
Case = tuple[Clip, Window, Recipe, Path]


def pictures(count: int) -> list[av.VideoFrame]:
    """Small ones that move."""
    made = []
    for number in range(count):
        plane = np.full((96, 96), 128, np.uint8)
        plane[:64] = np.add.outer(np.arange(64), np.arange(96) + 3 * number) % 200 + 20
        made.append(av.VideoFrame.from_ndarray(plane, "yuv420p"))
    return made


def noise(seconds: Fraction | int = 5) -> Sound:
    """Sound with which everything can be found, up to 4 kHz: codecs keep all of it."""
    spectrum = np.fft.rfft(np.random.default_rng(5).normal(0, 0.3, round(seconds * RATE)))
    spectrum[round(seconds * 4000) :] = 0
    return np.fft.irfft(spectrum).astype(np.float32)


def stereo(sound: npt.NDArray[Any]) -> Sound:
    return np.stack([sound, sound], axis=1).astype(np.float32)


def fitted(
    folder: Path, sound: Sound | None, change: Callable[[Sound], Sound | None], segment: Span = _SEGMENT
) -> Case:
    """A clip with some sound, and a return of it with the sound changed."""
    source, returned = folder / "clip.mp4", folder / "returned.mp4"
    write_clip(source, pictures(_FRAMES), Fraction(24), sound)
    clip, window, sent = sent_window(folder, source, segment)
    facts = probe(sent)
    heard = ClipSound(sent, facts)
    came = change(heard.read(0, round(facts.duration * RATE)))
    heard.close()
    write_clip(returned, pictures(facts.frames), Fraction(24), came)
    return clip, window, measure(clip, window, returned), returned


def loudness(case: Case) -> tuple[float, float]:
    """Power of the clip's sound and of the take's inside the segment, of all channels."""
    clip, window, recipe, returned = case
    made, own = FittedSound(clip, window, recipe, returned), ClipSound(Path(clip.source), clip)
    span = Span(made.span.start + RATE // 10, made.span.end - RATE // 10)
    powers = [float(np.square(each.read(span.start, len(span))).sum()) for each in (own, made)]
    made.close()
    own.close()
    return powers[0], powers[1]


def centred(sound: Sound) -> Sound:
    """In six channels, of which only the centre is heard."""
    made = np.zeros((len(sound), 6), np.float32)
    made[:, 2] = sound
    return made


def left_as_both(sound: Sound) -> Sound:
    return stereo(sound[:, 0] + np.sqrt(0.5) * sound[:, 2])


@pytest.mark.parametrize(
    ("own", "change"),
    [
        (centred, left_as_both),
        (lambda sound: np.pad(stereo(sound), ((0, 0), (0, 4))), lambda sound: sound[:, :2]),
        (stereo, lambda sound: np.pad(sound, ((0, 0), (0, 4)))),
        (lambda sound: np.pad(sound[:, None], ((0, 0), (0, 1))), lambda sound: sound.mean(axis=1, keepdims=True)),
    ],
    ids=["mixed-down", "without-surround", "with-surround", "mono"],
)
def test_other_channels_are_as_loud(
    tmp_path: Path, own: Callable[[Sound], Sound], change: Callable[[Sound], Sound]
) -> None:
    before, after = loudness(fitted(tmp_path, own(noise()), change))

    assert abs(10 * np.log10(after / before)) < 0.5


def voice_in_a_room(seconds: int = 5) -> Sound:
    """Six channels: much in the centre, something else in each of the others, nothing among the low effects."""
    chance = np.random.default_rng(6)
    made = np.stack([np.roll(noise(seconds), int(chance.integers(RATE))) / 5 for _ in range(6)], axis=1)
    made[:, 2] *= 4
    made[:, 3] = 0
    return made.astype(np.float32)


def test_a_voice_stays_in_the_centre_where_two_channels_come_back(tmp_path: Path) -> None:
    clip, window, recipe, returned = fitted(tmp_path, voice_in_a_room(), lambda sent: mixed_down(sent, "5.1"))
    made, own = FittedSound(clip, window, recipe, returned), ClipSound(Path(clip.source), clip)
    came = ClipSound(returned, probe(returned))
    span = Span(made.span.start + RATE // 10, made.span.end - RATE // 10)
    ours, theirs = made.read(span.start, len(span)), own.read(span.start, len(span))
    back = came.read(span.start - round(window.origin * RATE), len(span))
    for each in (made, own, came):
        each.close()

    centre = np.square(ours[:, 2]).mean() / np.square(theirs[:, 2]).mean()
    assert abs(10 * np.log10(centre)) < 1
    assert np.corrcoef(ours[:, 2], theirs[:, 2])[0, 1] > 0.9
    down = mixed_down(ours, "5.1")
    for reference in (back, mixed_down(theirs, "5.1")):
        assert abs(10 * np.log10(np.square(down).mean() / np.square(reference).mean())) < 0.2
    assert recipe.report == ("Its sound came back with two channels; brought to 6 channels.",)
    assert Recipe.from_dict(recipe.as_dict()) == recipe


@pytest.mark.parametrize(
    ("kept", "missing", "words"),
    [
        ("atrim=0:2.5", (Fraction(25, 10), Fraction(3)), "ends 0.50 s before the range does; the clip's own"),
        ("atrim=2.5", (Fraction(2), Fraction(25, 10)), "begins 0.48 s after the range does; the clip's own"),
        ("atrim=0:1.5", (Fraction(2), Fraction(3)), "does not reach the range; the clip's own"),
    ],
    ids=["short", "late", "elsewhere"],
)
def test_the_clips_own_sound_stays_where_none_came_back(
    tmp_path: Path, kept: str, missing: tuple[Fraction, Fraction], words: str
) -> None:
    clip, window, _, whole = fitted(tmp_path, stereo(noise()), lambda sound: -sound)
    returned = tmp_path / "part.mp4"
    command = [get_ffmpeg_exe(), "-v", "error", "-i", str(whole), "-c:v", "copy", "-af", kept, str(returned)]
    subprocess.run(command, check=True)
    recipe = measure(clip, window, returned)
    made, own = FittedSound(clip, window, recipe, returned), ClipSound(Path(clip.source), clip)
    first, last = (round(seconds * RATE) for seconds in missing)
    first, last = first + 1024 * (first > 2 * RATE), last - 1024 * (last < 3 * RATE)

    assert np.array_equal(made.read(first, last - first), own.read(first, last - first))
    assert np.abs(np.diff(made.read(first - RATE, 3 * RATE), 2, axis=0)).max() < 0.1
    assert words in " ".join(recipe.report)
    made.close()
    own.close()


def stretches(sound: Sound | FittedSound | ClipSound, span: Span) -> list[float]:
    """Power in 10 ms at a time."""
    heard = sound if isinstance(sound, np.ndarray) else sound.read(span.start, len(span))
    return [float(np.square(part).mean()) for part in np.array_split(heard, len(span) // 480)]


def test_a_return_that_sounds_like_the_clip_is_no_louder_where_they_cross_over(tmp_path: Path) -> None:
    clip, window, recipe, returned = fitted(tmp_path, stereo(noise()), lambda sent: sent)
    made, own = FittedSound(clip, window, recipe, returned), ClipSound(Path(clip.source), clip)
    head = Span(made.span.start, made.span.start + made.fade_in)
    tail = Span(made.span.end - made.fade_out, made.span.end)

    for edge in (head, tail):
        pairs = zip(stretches(made, edge), stretches(own, edge), strict=True)
        assert max(abs(10 * np.log10(ours / theirs)) for ours, theirs in pairs) < 0.1
    made.close()
    own.close()


@pytest.mark.parametrize("step", [100, 4800])
def test_a_crossover_sounds_the_same_in_whatever_pieces_it_is_read(tmp_path: Path, step: int) -> None:
    mixed = noise() / 2
    clip, window, recipe, returned = fitted(
        tmp_path, stereo(mixed), lambda sent: sent + stereo(noise(Fraction(len(sent), RATE))[::-1] / 4)
    )
    made, other = (FittedSound(clip, window, recipe, returned) for _ in range(2))
    span = Span(made.span.start - RATE // 10, made.span.end + RATE // 10)
    pieces = [other.read(place, min(step, span.end - place)) for place in range(span.start, span.end, step)]

    assert np.array_equal(np.concatenate(pieces), made.read(span.start, len(span)))
    made.close()
    other.close()


def test_a_silent_return_is_said(tmp_path: Path) -> None:
    report = fitted(tmp_path, stereo(noise()), np.zeros_like)[2].report

    assert report == ("Its sound came back silent.",)


def test_silence_may_come_back_silent(tmp_path: Path) -> None:
    report = fitted(tmp_path, stereo(0 * noise()), np.zeros_like)[2].report

    assert report == ("It came back as it was sent.",)


def test_added_sound_is_said(tmp_path: Path) -> None:
    report = fitted(tmp_path, None, lambda sound: stereo(noise(Fraction(len(sound), RATE))))[2].report

    assert report == ("It came back with sound, which the clip does not have; outside the range it is silent.",)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.25, "Its sound is raised by 6.0 dB, which is the most; it is still 6.0 dB quieter than the clip's."),
        (4.0, "Its sound is lowered by 6.0 dB, which is the most; it is still 6.0 dB louder than the clip's."),
        (0.7, "Its sound is brought to the clip's level by +3.1 dB."),
    ],
)
def test_the_report_tells_how_far_the_level_is_corrected(tmp_path: Path, factor: float, words: str) -> None:
    sound = stereo(noise() / 8)

    assert fitted(tmp_path, sound, lambda sent: sent * np.float32(factor))[2].report == (words,)


@pytest.mark.parametrize(
    ("segment", "moved", "name"),
    [(Span(96, 120), "0", "click_tail"), (Span(0, 24), "0.5", "click_head")],
    ids=["behind", "before"],
)
def test_sound_outside_the_pictures_is_crossed_over_too(tmp_path: Path, segment: Span, moved: str, name: str) -> None:
    source = tmp_path / "plain.mp4"
    time = np.arange(6 * RATE) / RATE
    write_clip(source, pictures(_FRAMES), Fraction(24), stereo(0.4 * np.sin(2 * np.pi * 97 * time + 0.9)))
    clip_path = tmp_path / "clip.mp4"
    command = [get_ffmpeg_exe(), "-v", "error", "-itsoffset", moved, "-i", str(source), "-i", str(source)]
    subprocess.run([*command, "-map", "0:v", "-map", "1:a", "-c", "copy", str(clip_path)], check=True)
    clip, window, sent = sent_window(tmp_path, clip_path, segment)
    returned, frames = tmp_path / "returned.mp4", probe(sent).frames
    time = np.arange(frames * RATE // 24) / RATE
    write_clip(returned, pictures(frames), Fraction(24), stereo(0.4 * np.sin(2 * np.pi * 161 * time + 3)))
    recipe = measure(clip, window, returned)
    made = FittedSound(clip, window, recipe, returned)
    edge = made.span.end if name == "click_tail" else made.span.start

    assert clicks_near(made, edge, Fraction(1, 20)) < _CLICK
    made.close()
    lamps = {lamp.name: lamp for lamp in inspect(clip, Part(window, recipe, returned))}
    assert lamps[name].state is LampState.GOOD


@pytest.mark.parametrize("after", [0.02, 0.042])
def test_a_clap_of_the_clip_is_no_click(tmp_path: Path, after: float) -> None:
    sound, chance = noise() / 20, np.random.default_rng(3)
    for second in (2 + after, 3 - after):
        place = round(second * RATE)
        sound[place : place + 2400] += chance.normal(0, 0.4, 2400) * np.exp(-np.arange(2400) / 192)
    clip, window, recipe, returned = fitted(tmp_path, stereo(sound), lambda sent: sent)

    lamps = {lamp.name: lamp for lamp in inspect(clip, Part(window, recipe, returned))}

    for name, word in (("click_head", "start"), ("click_tail", "end")):
        assert lamps[name].state is LampState.GOOD
        assert lamps[name].sentence == f"There is no click at the {word} of the new sound."


@pytest.mark.parametrize("late", [28_800, -40_000])
def test_sound_that_is_far_off_is_put_back_in_place(tmp_path: Path, late: int) -> None:
    sound = noise()
    clip, window, recipe, returned = fitted(tmp_path, stereo(sound), lambda sent: np.roll(sent, late, axis=0))
    made, own = FittedSound(clip, window, recipe, returned), ClipSound(Path(clip.source), clip)
    span = Span(made.span.start + RATE // 10, made.span.end - RATE // 10)
    ours, theirs = (each.read(span.start, len(span))[:, 0] for each in (made, own))

    assert abs(recipe.sound_late * RATE - late) <= 2
    assert np.corrcoef(ours, theirs)[0, 1] > 0.95
    assert f"Its sound came back {abs(late) / 48:.1f} ms {'late' if late > 0 else 'early'}" in recipe.report[0]
    made.close()
    own.close()


def test_sound_that_has_changed_is_not_moved_far(tmp_path: Path) -> None:
    def change(sent: Sound) -> Sound:
        other = np.random.default_rng(8).permutation(sent)
        return np.asarray(np.roll(sent, 28_800, axis=0) + 1.1 * other, np.float32)

    clip, window, recipe, returned = fitted(tmp_path, stereo(noise() / 4), change)

    assert recipe.sound_late == 0
    assert "seems to have come back 600.0 ms late, which is not certain; it is left where it is." in recipe.report[0]
    lamps = {lamp.name: lamp for lamp in inspect(clip, Part(window, recipe, returned))}
    assert lamps["sync"].state is LampState.LOOK


def test_a_hum_is_not_said_to_be_in_place(tmp_path: Path) -> None:
    hum = stereo(0.3 * np.sin(2 * np.pi * 50 * np.arange(5 * RATE) / RATE))
    # Late by two of its waves it would be the same.
    clip, window, recipe, returned = fitted(tmp_path, hum, lambda sent: sent)

    assert recipe.report == (
        "The sound around the range repeats itself, so whether it is in place cannot be measured.",
    )
    lamps = {lamp.name: lamp for lamp in inspect(clip, Part(window, recipe, returned))}
    assert lamps["sync"].state is LampState.LOOK


def test_a_hum_is_not_said_to_be_elsewhere(tmp_path: Path) -> None:
    hum = stereo(0.3 * np.sin(2 * np.pi * 440 * np.arange(5 * RATE) / RATE))
    clip, window, recipe, returned = fitted(tmp_path, hum, lambda sent: np.roll(sent, 1930, axis=0))

    assert abs(recipe.sound_late) <= Fraction(1, 440)
    assert recipe.report == (
        "The sound around the range repeats itself, so whether it is in place cannot be measured.",
    )
    lamps = {lamp.name: lamp for lamp in inspect(clip, Part(window, recipe, returned))}
    assert lamps["sync"].state is LampState.LOOK
