"""The player over every kind of file in which a frame number can go wrong: each picture is of the frame it is given as.

Both sides are read from the pixels: the source, and the same file as a take with decoders of its own.
"""

import itertools
import time
from collections.abc import Iterator
from fractions import Fraction

import pytest
from pytestqt.qtbot import QtBot

from retake_gui.domain.clip import Clip
from retake_gui.domain.span import Span
from retake_gui.media.probe import probe
from retake_gui.viewmodels.clip_sources import clip_pictures
from retake_gui.viewmodels.compare_model import ShownTake
from retake_gui.viewmodels.course import Turn
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.frames import Pair
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.scrubbing import ScrubRoom
from tests.exact_clips import EXACT_CLIPS, FRAMES, exact_clip
from tests.pictures import number_of

SCATTERED = (59, 0, 31, 23, 24, 25, 47, 48, 12, 58, 1, 36, 35, 59, 22)
RESTS = (0, 24, 59)
SIZE = (160, 96)
LOOPED = Span(9, 51)


@pytest.fixture(scope="module", params=EXACT_CLIPS)
def clip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return probe(exact_clip(tmp_path_factory.mktemp("exact"), request.param))


@pytest.fixture
def room(clip: Clip) -> Iterator[ScrubRoom]:
    made = ScrubRoom()
    made.set_clip(clip, lambda: None)
    yield made
    made.close()


def player_of(clip: Clip, room: ScrubRoom | None) -> PlayerModel:
    made = PlayerModel(desk=FrameDesk(room))
    made.set_view_size(*SIZE)
    made.set_clip(clip)
    made.set_take(clip_pictures(clip), None, ShownTake("Take 1"))
    return made


@pytest.fixture
def player(qtbot: QtBot, clip: Clip, room: ScrubRoom) -> Iterator[PlayerModel]:
    """A player over a room that begins to be filled."""
    del qtbot
    made = player_of(clip, room)
    yield made
    made.close()


@pytest.fixture
def decoding(qtbot: QtBot, clip: Clip) -> Iterator[PlayerModel]:
    """A player that has no proxies."""
    del qtbot
    made = player_of(clip, None)
    yield made
    made.close()


def settle(player: PlayerModel, qtbot: QtBot) -> None:
    if not player.settled:
        with qtbot.waitSignal(player.settledChanged, timeout=10_000, check_params_cb=bool):
            pass


def given(player: PlayerModel) -> list[Pair]:
    """What will be given to be shown."""
    pairs: list[Pair] = []
    player.framesReady.connect(pairs.append)
    return pairs


def wrong(pairs: list[Pair]) -> list[tuple[int, int, int]]:
    """Pairs that show something else than they say."""
    seen = [(pair.number, number_of(pair.source), number_of(pair.take)) for pair in pairs]
    return [numbers for numbers in seen if len(set(numbers)) > 1]


def play_for(player: PlayerModel, seconds: float, qtbot: QtBot) -> list[int]:
    """Play for some time; the numbers that were given meanwhile, in order."""
    settle(player, qtbot)
    pairs = given(player)
    player.play()
    end = time.monotonic() + seconds
    qtbot.waitUntil(lambda: time.monotonic() > end, timeout=20_000)
    player.pause()
    settle(player, qtbot)
    player.framesReady.disconnect()
    assert wrong(pairs) == []
    return [pair.number for pair in pairs]


def play_through(player: PlayerModel, qtbot: QtBot) -> None:
    player.play()
    with qtbot.waitSignal(player.playingChanged, timeout=20_000, check_params_cb=lambda playing: not playing):
        pass
    settle(player, qtbot)


def test_playing_for_two_seconds_round_and_round_gives_each_frame_as_itself(
    clip: Clip, player: PlayerModel, qtbot: QtBot
) -> None:
    player.set_segment(LOOPED)
    player.set_margin(Fraction(0))
    player.set_looping(True)
    player.seek(LOOPED.start)
    numbers = play_for(player, max(2.0, 1.3 * float(clip.span_seconds(LOOPED))), qtbot)
    assert set(numbers) <= {*LOOPED}
    assert any(number < last for last, number in itertools.pairwise(numbers))
    assert len(set(numbers)) > len(LOOPED) // 2


@pytest.mark.long
def test_playing_to_and_fro_gives_each_frame_as_itself(player: PlayerModel, qtbot: QtBot) -> None:
    player.set_looping(True)
    player.set_turn(Turn.PING_PONG)
    assert len(set(play_for(player, 4.0, qtbot))) > FRAMES // 2


def test_playing_both_ways_gives_each_frame_as_itself(clip: Clip, player: PlayerModel, qtbot: QtBot) -> None:
    settle(player, qtbot)
    pairs = given(player)
    in_one_second = clip.time_of(FRAMES)
    player.set_speed(3 * in_one_second)
    play_through(player, qtbot)
    forwards = [pair.number for pair in pairs]
    player.set_speed(-4 * in_one_second)
    play_through(player, qtbot)
    backwards = [pair.number for pair in pairs[len(forwards) :]]
    assert forwards == sorted(forwards)
    assert backwards == sorted(backwards, reverse=True)
    assert (forwards[-1], backwards[-1]) == (FRAMES - 1, 0)
    assert min(len(set(forwards)), len(set(backwards))) > 2
    assert wrong(pairs) == []


def test_any_frame_and_each_step_gives_the_frame_asked_for(decoding: PlayerModel, qtbot: QtBot) -> None:
    settle(decoding, qtbot)
    pairs = given(decoding)
    asked = [*SCATTERED, *range(23, FRAMES), *reversed(range(FRAMES - 1)), *range(1, 26)]
    for frame in asked:
        if abs(frame - decoding.position) == 1:
            decoding.step(frame - decoding.position)
        else:
            decoding.seek(frame)
        settle(decoding, qtbot)
    assert [pair.number for pair in pairs] == asked
    assert not any(pair.proxy for pair in pairs)
    assert wrong(pairs) == []


def test_proxies_and_the_pictures_that_follow_them_are_of_the_same_frame(
    player: PlayerModel, room: ScrubRoom, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: room.spans() == (Span(0, FRAMES),), timeout=20_000)
    settle(player, qtbot)
    pairs = given(player)
    asked = (*SCATTERED, *range(58, -1, -4), *range(1, FRAMES, 5))
    for frame in asked:
        with qtbot.waitSignal(player.framesReady):
            player.seek(frame)
        if frame in RESTS:
            settle(player, qtbot)
    settle(player, qtbot)
    assert sum(pair.proxy for pair in pairs) > len(asked) // 2
    assert {pair.number for pair in pairs if not pair.proxy} >= {*RESTS, asked[-1]}
    assert wrong(pairs) == []
