"""What would have been heard, compared with the clip: places within 20 ms, pitch within cents, no gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from retake_gui.domain.compare import Side
from retake_gui.domain.span import Span
from retake_gui.media.probe import probe
from retake_gui.viewmodels.clip_sources import clip_pictures, clip_sound
from retake_gui.viewmodels.compare_model import ShownTake
from retake_gui.viewmodels.course import Turn
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.sound_feed import SoundFeed
from tests.clips import TONE_HERTZ, ClipOptions, burst_starts, numbered_clip
from tests.integration.recorder import Recorder, Samples

FRAMES, RATE = 100, 25
BURSTS = [Fraction(n, 2) + Fraction(1, 5) for n in range(8)]
NEAR = 0.02


@dataclass
class Stage:
    player: PlayerModel
    card: Recorder

    def offsets(self, heard: Samples, expected: list[float]) -> list[float]:
        """How far each heard tone is from where it should be; as many as expected."""
        starts = burst_starts(heard)
        assert len(starts) == len(expected), (starts, expected)
        return [found - wanted for found, wanted in zip(starts, expected, strict=True)]


@pytest.fixture(scope="module")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    options = ClipOptions(sound=48_000, bursts=BURSTS, size=(96, 64))
    return numbered_clip(tmp_path_factory.mktemp("heard") / "clip.mkv", frames=FRAMES, rate=RATE, options=options)


@pytest.fixture(scope="module")
def tone_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tone from end to end: bursts that join."""
    options = ClipOptions(sound=48_000, bursts=[Fraction(n, 20) for n in range(80)], size=(96, 64))
    return numbered_clip(tmp_path_factory.mktemp("heard") / "tone.mkv", frames=FRAMES, rate=RATE, options=options)


@pytest.fixture(scope="module")
def uneven_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same at a rate at which no frame lasts whole periods of the tone: a bare cut would be a step."""
    options = ClipOptions(sound=48_000, bursts=[Fraction(n, 20) for n in range(90)], size=(96, 64))
    path = tmp_path_factory.mktemp("heard") / "uneven.mkv"
    return numbered_clip(path, frames=FRAMES, rate=Fraction(24_000, 1001), options=options)


def opened(path: Path) -> Stage:
    cards: list[Recorder] = []

    def output(feed: SoundFeed) -> Recorder:
        cards.append(Recorder(feed))
        return cards[0]

    player = PlayerModel(output)
    player.set_clip(probe(path))
    return Stage(player, cards[0])


@pytest.fixture
def stage(qtbot: QtBot, clip_path: Path) -> Iterator[Stage]:
    made = opened(clip_path)
    yield made
    made.player.close()


def near(offsets: list[float]) -> bool:
    return max(abs(offset) for offset in offsets) < NEAR


def test_playing_is_heard_in_place(stage: Stage) -> None:
    stage.player.play()
    heard = stage.card.hear(2.0)
    assert near(stage.offsets(heard, [0.2, 0.7, 1.2, 1.7]))
    assert max(abs(offset) for offset in stage.offsets(heard, [0.2, 0.7, 1.2, 1.7])) < 0.001


def test_after_a_seek_it_is_heard_from_there(stage: Stage) -> None:
    stage.player.play()
    stage.card.hear(0.5)
    stage.player.seek(50)
    assert near(stage.offsets(stage.card.hear(1.0), [0.2, 0.7]))


def test_a_loop_is_heard_again_and_again_in_place(stage: Stage) -> None:
    stage.player.set_segment(Span(25, 50))
    stage.player.set_margin(Fraction(0))
    stage.player.set_looping(True)
    stage.player.seek(25)
    stage.player.play()
    heard = stage.card.hear(3.0)
    assert near(stage.offsets(heard, [0.2, 0.7, 1.2, 1.7, 2.2, 2.7]))


@pytest.mark.parametrize("speed", [Fraction(1), Fraction(1, 2), Fraction(2), Fraction(-1), Fraction(-3, 2)])
@pytest.mark.parametrize("span", [Span(26, 51), Span(0, 100)], ids=["inside", "all"])
@pytest.mark.parametrize("turn", [Turn.LOOP, Turn.PING_PONG])
def test_a_loop_turns_without_a_click(qtbot: QtBot, uneven_path: Path, turn: Turn, speed: Fraction, span: Span) -> None:
    stage = opened(uneven_path)
    player = stage.player
    player.set_turn(turn)
    player.set_segment(span)
    player.set_margin(Fraction(0))
    player.set_looping(True)
    player.set_speed(speed)
    player.play()
    player.seek(span.end - 3 if speed > 0 else span.start + 3)
    # the turn soon after the beginning, and the next
    heard = stage.card.hear(1.5 * len(span) / 24 / float(abs(speed)))[:, 0]
    own = 0.8 * 2 * np.pi * TONE_HERTZ / 48_000
    assert np.abs(np.diff(heard)).max() < own * np.sqrt(2) + 0.02
    assert np.abs(heard).reshape(-1, 96).max(axis=1).min() > 0.1
    player.close()


@pytest.mark.parametrize("speed", [Fraction(1, 2), Fraction(2), Fraction(1, 4), Fraction(4)])
def test_at_another_speed_it_is_heard_when_the_clock_says(stage: Stage, speed: Fraction) -> None:
    stage.player.set_rate(speed)
    stage.player.play()
    seconds = 1.6 / float(speed)
    expected = [float(burst / speed) for burst in BURSTS if burst < Fraction(8, 5)]
    assert near(stage.offsets(stage.card.hear(seconds), expected))


@pytest.mark.parametrize("speed", [Fraction(1, 2), Fraction(2)])
def test_at_another_speed_a_loop_stays_in_place(stage: Stage, speed: Fraction) -> None:
    stage.player.set_segment(Span(25, 50))
    stage.player.set_margin(Fraction(0))
    stage.player.set_looping(True)
    stage.player.set_rate(speed)
    stage.player.seek(25)
    stage.player.play()
    expected = [float(Fraction(second) + part) / float(speed) for second in range(3) for part in (0.2, 0.7)]
    assert near(stage.offsets(stage.card.hear(3.0 / float(speed)), expected))


def test_backwards_is_heard_backwards(stage: Stage) -> None:
    stage.player.seek(50)
    stage.player.shuttle(-1)
    heard = stage.card.hear(1.0)
    # a tone of 50 ms from 1.7 s on comes at 2.04 - 1.75 s
    assert near(stage.offsets(heard, [0.29, 0.79]))


def test_to_and_fro_there_is_no_gap(qtbot: QtBot, tone_path: Path) -> None:
    stage = opened(tone_path)
    stage.player.set_segment(Span(30, 40))
    stage.player.set_margin(Fraction(0))
    stage.player.set_turn(Turn.PING_PONG)
    stage.player.set_looping(True)
    stage.player.play()
    heard = np.abs(stage.card.hear(2.0)[:, 0])
    assert heard.reshape(-1, 96).max(axis=1).min() > 0.5
    stage.player.close()


@pytest.mark.parametrize("speed", [Fraction(1, 2), Fraction(2), Fraction(3, 4), Fraction(3, 2)])
def test_the_pitch_is_kept_within_three_cents(qtbot: QtBot, tone_path: Path, speed: Fraction) -> None:
    stage = opened(tone_path)
    stage.player.set_rate(speed)
    stage.player.play()
    heard = stage.card.hear(1.5)[4800:, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    peak = int(spectrum.argmax())
    around = np.log(spectrum[peak - 1 : peak + 2])
    shift = (around[0] - around[2]) / (2 * (around[0] - 2 * around[1] + around[2]))
    hertz = (peak + shift) * 48_000 / len(heard)
    assert abs(1200 * np.log2(hertz / TONE_HERTZ)) < 3
    stage.player.close()


def test_picture_and_sound_stand_at_one_place(stage: Stage, qtbot: QtBot) -> None:
    stage.player.play()
    for _ in range(4):
        stage.card.hear(0.25)
        qtbot.waitUntil(lambda: stage.player.position == int(stage.card.elapsed() * RATE))


def test_stepping_is_heard_as_a_short_piece_of_that_frame(stage: Stage) -> None:
    stage.player.seek(4)
    assert stage.card.begun == 0
    stage.player.step(1)
    heard = stage.card.hear(0.3)
    assert len(burst_starts(heard)) == 1
    assert not heard[round(0.09 * 48_000) :].any()
    stage.player.set_scrub_sound(False)
    stage.player.step(1)
    assert stage.card.begun == 1
    assert not stage.card.running


def test_scrubbing_is_heard_and_ends_by_itself(stage: Stage, qtbot: QtBot) -> None:
    stage.player.begin_scrub()
    for frame in (10, 11, 30):
        stage.player.seek(frame)
    qtbot.waitUntil(lambda: stage.card.begun == 2)
    stage.player.end_scrub()
    assert len(burst_starts(stage.card.hear(0.2))) == 1
    qtbot.waitUntil(lambda: not stage.card.running)


def test_the_louder_side_is_made_as_soft_as_the_other(stage: Stage, qtbot: QtBot, tone_path: Path) -> None:
    player = stage.player
    take = probe(tone_path)
    player.set_take(clip_pictures(take), clip_sound(take), ShownTake("Take 1", span=Span(25, 75)))
    player.levels.set_matching(True)
    qtbot.waitUntil(lambda: player.levels.loudness(Side.TAKE) is not None)
    source, other = player.levels.loudness(Side.SOURCE), player.levels.loudness(Side.TAKE)
    assert source is not None
    assert other is not None
    assert other > source + 5
    assert player.levels.gain(Side.TAKE) == pytest.approx(source - other)
    assert player.levels.gain(Side.SOURCE) == 0
    player.seek(30)
    player.hear(Side.TAKE)
    player.play()
    peak = float(np.abs(stage.card.hear(0.2)).max())
    assert 20 * np.log10(peak / 0.8) == pytest.approx(source - other, abs=0.2)
    player.levels.set_matching(False)
    player.levels.set_level(Side.TAKE, 0.5)
    player.seek(30)
    assert float(np.abs(stage.card.hear(0.2)).max()) == pytest.approx(0.4, abs=0.01)
