"""The player over real files: exact frames, both sides together, on the clock."""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from retake_gui.domain.compare import CompareMode
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.domain.span import Span
from retake_gui.media.decoder import FrameReader
from retake_gui.media.probe import probe
from retake_gui.viewmodels.bindings import bind_document
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.clip_sources import clip_pictures
from retake_gui.viewmodels.clock import SilentOutput
from retake_gui.viewmodels.compare_model import Result, ShownTake
from retake_gui.viewmodels.document import DocumentModel
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.frames import Pair
from retake_gui.viewmodels.picture_lag import PictureLag
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.scrubbing import ScrubRoom
from retake_gui.viewmodels.sides import Sides
from retake_gui.viewmodels.timeline import TimelineModel
from tests.clips import ClipOptions, numbered_clip
from tests.pictures import number_of

FRAMES = 72


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A clip, and one of another codec and size that stands for a take."""
    folder = tmp_path_factory.mktemp("player")
    clip = numbered_clip(folder / "clip.mp4", frames=FRAMES, rate=24, options=ClipOptions(gop=36, sound=48_000))
    take = numbered_clip(folder / "take.webm", frames=FRAMES, rate=24, codec="libvpx-vp9")
    return clip, take


@pytest.fixture
def player(qtbot: QtBot, files: tuple[Path, Path]) -> Iterator[PlayerModel]:
    del qtbot
    made = PlayerModel()
    made.set_view_size(160, 96)
    made.set_clip(probe(files[0]))
    yield made
    made.close()


def shown(player: PlayerModel) -> Pair:
    assert player.pair is not None
    return player.pair


def test_seeking_shows_exactly_that_frame(player: PlayerModel, qtbot: QtBot) -> None:
    for frame in (0, 71, 35, 36, 34, 1, 70):
        player.seek(frame)
        qtbot.waitUntil(lambda: player.settled)
        assert shown(player).number == frame
        assert number_of(shown(player).source) == frame
        assert (shown(player).source.width, shown(player).source.height) == (160, 96)


def test_stepping_both_ways_shows_every_frame(player: PlayerModel, qtbot: QtBot) -> None:
    player.seek(30)
    for by in [1] * 10 + [-1] * 15:
        player.step(by)
        qtbot.waitUntil(lambda: player.settled)
        assert number_of(shown(player).source) == player.position


def test_both_sides_come_together_and_alike(player: PlayerModel, qtbot: QtBot, files: tuple[Path, Path]) -> None:
    player.set_take(clip_pictures(probe(files[1])), None, ShownTake("Take 1"))
    assert player.compare.mode is CompareMode.SIDE_BY_SIDE
    pairs: list[Pair] = []
    player.framesReady.connect(pairs.append)
    for frame in (5, 60, 12, 13, 71):
        player.seek(frame)
        qtbot.waitUntil(lambda: player.settled)
    assert [pair.number for pair in pairs if pair.take is not None][-1] == 71
    for pair in pairs:
        assert pair.take is not None
        assert number_of(pair.source) == number_of(pair.take) == pair.number


def test_playing_shows_frames_in_order_on_the_clock(player: PlayerModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: player.settled)
    numbers: list[int] = []
    player.framesReady.connect(lambda pair: numbers.append(number_of(pair.source)))
    with qtbot.waitSignal(player.playingChanged, timeout=2000):
        player.play()
    with qtbot.waitSignal(player.playingChanged, timeout=10_000, check_params_cb=lambda playing: not playing):
        pass
    qtbot.waitUntil(lambda: player.settled)
    assert numbers == sorted(numbers)
    assert numbers[-1] == 71
    assert len(numbers) > 5, "how many depends on how busy the computer is"
    assert player._lag._seconds > 0


def test_looping_stays_around_the_range(player: PlayerModel, qtbot: QtBot) -> None:
    player.set_segment(Span(36, 38))
    player.set_looping(True)
    assert player.loop == Span(12, 62)
    seen: list[int] = []
    player.positionChanged.connect(seen.append)
    player.set_speed(Fraction(8))
    player.play()
    qtbot.waitUntil(lambda: any(later < earlier for earlier, later in itertools.pairwise(seen)))
    player.pause()
    assert all(12 <= frame < 62 for frame in seen[1:])


class TurnedClock(SilentOutput):
    """Time that the test turns."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = Fraction(0)

    def elapsed(self) -> Fraction:
        return self.seconds


def test_in_a_loop_every_frame_of_both_sides_is_shown_at_its_time_over_the_turn(
    qtbot: QtBot, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retake_gui.media.decoder._MOST_KEPT", 8)
    clock = TurnedClock()
    player = PlayerModel(lambda _: clock)
    player._lag = PictureLag(now=lambda: 0.0)
    player.set_view_size(160, 96)
    player.set_clip(probe(files[0]))
    player.set_take(clip_pictures(probe(files[1])), None, ShownTake("Take 1"))
    player.set_segment(Span(30, 50))
    player.set_margin(Fraction(0))
    player.set_looping(True)
    player.seek(30)
    qtbot.waitUntil(lambda: player.settled)
    seek, go = FrameReader._seek, Sides._park
    sought: list[int] = []
    ahead = parked = 0

    def counted(reader: FrameReader, key: int, number: int) -> None:
        sought.append(number)
        seek(reader, key, number)

    def park(sides: Sides) -> None:
        nonlocal ahead, parked
        before = len(sought)
        try:
            go(sides)
            parked += 1
        finally:
            ahead += len(sought) - before

    monkeypatch.setattr(FrameReader, "_seek", counted)
    monkeypatch.setattr(Sides, "_park", park)
    player.play()
    seen = []
    for frame in range(1, 70):
        clock.seconds = Fraction(frame, 24)
        qtbot.waitUntil(lambda: player.settled and shown(player).number == 30 + frame % 20)  # noqa: B023
        pair = shown(player)
        assert pair.take is not None
        seen.append((number_of(pair.source), number_of(pair.take)))
        if frame % 20 == 12:
            qtbot.waitUntil(lambda: parked > frame // 20)  # noqa: B023
    player.close()
    assert seen == [(30 + frame % 20,) * 2 for frame in range(1, 70)]
    assert len(sought) == ahead > 4


def test_a_take_that_cannot_be_read_is_said_once_and_the_source_stays(player: PlayerModel, qtbot: QtBot) -> None:
    def gone() -> None:
        raise UnreadableMedia("The take's file is gone.", do="Fetch it again.")

    qtbot.waitUntil(lambda: player.settled)
    with qtbot.waitSignal(player.failed) as failure:
        player.set_take(gone, None, ShownTake("Take 1"))  # type: ignore[arg-type]
    assert failure.args is not None
    assert "gone" in str(failure.args[0])
    player.clear_take()
    player.seek(20)
    qtbot.waitUntil(lambda: player.settled)
    assert number_of(shown(player).source) == 20


def test_nothing_is_open_after_closing(player: PlayerModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: player.settled)
    player.set_clip(None)
    assert player.pair is None
    player.close()
    player.close()


@pytest.fixture
def room() -> Iterator[ScrubRoom]:
    made = ScrubRoom()
    yield made
    made.close()


@pytest.fixture
def scrubbed(qtbot: QtBot, files: tuple[Path, Path], room: ScrubRoom) -> Iterator[PlayerModel]:
    """A player over a room that has every frame of the clip."""
    made = PlayerModel(desk=FrameDesk(room))
    made.set_view_size(160, 96)
    clip = probe(files[0])
    room.set_clip(clip, lambda: None)
    made.set_clip(clip)
    qtbot.waitUntil(lambda: room.spans() == (Span(0, FRAMES),), timeout=10_000)
    yield made
    made.close()


def test_a_scrubbing_hand_sees_proxies_of_exactly_the_frames_it_is_on(scrubbed: PlayerModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: scrubbed.settled)
    pairs: list[Pair] = []
    scrubbed.framesReady.connect(pairs.append)
    asked = (60, 3, 44, 17, 70, 31)
    for frame in asked:
        with qtbot.waitSignal(scrubbed.framesReady):
            scrubbed.seek(frame)
    qtbot.waitUntil(lambda: scrubbed.settled)
    assert {pair.number for pair in pairs} == set(asked)
    assert all(number_of(pair.source) == pair.number for pair in pairs)
    assert sum(pair.proxy for pair in pairs) >= len(asked) - 1
    assert not shown(scrubbed).proxy
    assert shown(scrubbed).number == 31


def test_a_proxy_never_follows_the_full_picture(scrubbed: PlayerModel, qtbot: QtBot) -> None:
    kinds: dict[int, list[bool]] = {}
    scrubbed.framesReady.connect(lambda pair: kinds.setdefault(pair.number, []).append(pair.proxy))
    for frame in (50, 51, 52, 20, 21, 10, 9, 8, 71):
        scrubbed.seek(frame)
        qtbot.waitUntil(lambda: scrubbed.settled)
        assert number_of(shown(scrubbed).source) == frame
    assert all(order in ([False], [True, False]) for order in kinds.values())


def test_a_take_is_scrubbed_beside_the_source(
    scrubbed: PlayerModel, room: ScrubRoom, qtbot: QtBot, files: tuple[Path, Path]
) -> None:
    scrubbed.set_take(clip_pictures(probe(files[1])), None, ShownTake("Take 1"))
    qtbot.waitUntil(lambda: room.spans() == (Span(0, FRAMES),), timeout=10_000)
    pairs: list[Pair] = []
    scrubbed.framesReady.connect(pairs.append)
    for frame in [*range(5, 72, 5), *range(68, 5, -7)] * 3:
        scrubbed.seek(frame)
        with qtbot.waitSignal(scrubbed.framesReady):
            pass
    qtbot.waitUntil(lambda: scrubbed.settled)
    assert any(pair.proxy for pair in pairs)
    for pair in pairs:
        if pair.take is not None:
            assert number_of(pair.source) == number_of(pair.take) == pair.number


def test_a_shorter_side_holds_its_last_frame_and_a_shifted_one_is_ahead(
    player: PlayerModel, qtbot: QtBot, tmp_path: Path
) -> None:
    short = probe(numbered_clip(tmp_path / "short.mp4", frames=40, rate=24))
    player.set_take(clip_pictures(short), None, ShownTake("Take 1"))
    for frame, nudge, expected in ((60, 0, 39), (20, 0, 20), (20, 1, 21), (0, -1, 0)):
        player.seek(frame)
        player.nudge(0)
        player.nudge(nudge)
        qtbot.waitUntil(lambda: player.settled)
        take = shown(player).take
        assert take is not None
        assert number_of(shown(player).source) == frame
        assert number_of(take) == take.number == expected


def test_the_grid_shows_one_frame_of_all_its_takes(player: PlayerModel, qtbot: QtBot, files: tuple[Path, Path]) -> None:
    results = [Result(ShownTake(f"Take {key}", key=key), clip_pictures(probe(files[key % 2]))) for key in (1, 2, 3)]
    player.set_take(results[0].pictures, None, results[0].take)
    player.set_grid(results)
    player.set_mode(CompareMode.GRID)
    for frame in (5, 60, 61, 2):
        player.seek(frame)
        qtbot.waitUntil(lambda: player.settled)
        pair = shown(player)
        assert len(pair.others) == 2
        assert {number_of(picture) for picture in (pair.source, pair.take, *pair.others)} == {frame}


def test_nothing_of_the_clip_before_is_taken_for_the_next(
    qtbot: QtBot, files: tuple[Path, Path], room: ScrubRoom
) -> None:
    """A proxy that the room still has of the clip before would be a wrong frame."""
    media, document = ClipMedia(room), DocumentModel(QUndoStack())
    player, timeline = PlayerModel(desk=FrameDesk(room)), TimelineModel()
    bind_document(document, timeline, player, media)
    document.open(probe(files[0]))
    qtbot.waitUntil(lambda: player.settled and room.has(0), timeout=10_000)
    had: list[bool] = []
    player.clipChanged.connect(lambda _clip: had.append(room.has(0)))
    document.open(probe(files[1]))
    assert had == [False]
    qtbot.waitUntil(lambda: player.settled and room.has(0), timeout=10_000)
    player.close()
    media.close()
