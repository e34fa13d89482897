"""Filmstrip and waveform of real files."""

import gc
import threading
import weakref
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from retake_gui.media.picture import Frame
from retake_gui.media.probe import probe
from retake_gui.media.scrub_filler import ClipFiller
from retake_gui.viewmodels import scrubbing
from retake_gui.viewmodels.clip_media import ClipMedia
from retake_gui.viewmodels.frame_desk import FrameDesk
from retake_gui.viewmodels.player import PlayerModel
from retake_gui.viewmodels.scrubbing import ScrubRoom
from tests.clips import ClipOptions, numbered_clip, read_number
from tests.facts import a_clip


@pytest.fixture
def media(qtbot: QtBot) -> Iterator[ClipMedia]:
    del qtbot
    made = ClipMedia()
    yield made
    made.close()


def number_of(image: QImage) -> int:
    """What the picture itself says."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return read_number(rows[:, : image.width() * 4].reshape(image.height(), -1, 4))


def test_pictures_are_those_of_their_frames_and_the_wave_is_where_the_sound_is(
    media: ClipMedia, qtbot: QtBot, tmp_path: Path
) -> None:
    options = ClipOptions(sound=48_000, bursts=[Fraction(1)])
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30, options=options))
    media.set_clip(clip)
    assert not media.settled
    qtbot.waitUntil(lambda: media.settled and media.scrubbable == (clip.whole,))
    for frame in (0, 17, 59):
        picture = media.picture_at(frame)
        assert picture is not None
        assert number_of(picture) == frame
    wave = media.wave_at(0.0, 2.0, 20, 40)
    assert wave is not None
    above = np.frombuffer(wave, np.uint8).reshape(40, 20)[:14]
    assert np.flatnonzero(above.any(axis=0)).tolist() == [10]


def test_a_filmstrip_is_unpacked_on_a_thread_of_its_own(
    media: ClipMedia, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30))
    media.set_clip(clip)
    qtbot.waitUntil(lambda: media.settled and media.scrubbable == (clip.whole,))
    unpacking, threads = ScrubRoom.small, set[str]()

    def small(room: ScrubRoom, frame: int, size: tuple[int, int]) -> Frame | None:
        threads.add(threading.current_thread().name)
        return unpacking(room, frame, size)

    monkeypatch.setattr(ScrubRoom, "small", small)
    frames = (5, 23, 41, 59)
    with qtbot.waitSignal(media.tilesReady):
        before = media.pictures_of(frames)
    assert before[0] is not None, "meanwhile there is the nearest key frame"
    assert [number_of(picture) for picture in media.pictures_of(frames) if picture is not None] == list(frames)
    assert threads == {"tiles"}


def test_tiles_of_the_clip_before_are_not_taken_for_the_next_one(
    media: ClipMedia, qtbot: QtBot, tmp_path: Path
) -> None:
    first = probe(numbered_clip(tmp_path / "first.mp4", frames=60, rate=30))
    other = probe(numbered_clip(tmp_path / "other.mp4", frames=60, rate=30, options=ClipOptions(size=(192, 320))))
    media.set_clip(first)
    qtbot.waitUntil(lambda: media.settled and media.scrubbable == (first.whole,))
    media.pictures_of((5, 41))  # answered after the next clip is open
    media.set_clip(other)
    qtbot.waitUntil(lambda: media.settled and media.scrubbable == (other.whole,))
    with qtbot.waitSignal(media.tilesReady):
        media.pictures_of((5, 41))
    found = [picture for picture in media.pictures_of((5, 41)) if picture is not None]
    assert [picture.width() < picture.height() for picture in found] == [True, True]


def test_another_clip_replaces_everything(media: ClipMedia, qtbot: QtBot, tmp_path: Path) -> None:
    media.set_clip(probe(numbered_clip(tmp_path / "clip.mp4", frames=30, rate=30)))
    qtbot.waitUntil(lambda: media.settled)
    assert media.picture_at(3) is not None
    media.set_clip(None)
    assert media.settled
    assert media.picture_at(3) is None


def test_a_file_that_is_gone_leaves_the_strip_empty(media: ClipMedia, qtbot: QtBot) -> None:
    media.set_clip(a_clip(source="/nowhere/gone.mp4"))
    qtbot.waitUntil(lambda: media.settled)
    assert media.picture_at(0) is None
    assert media.wave_at(0.0, 1.0, 5, 5) is None


def test_what_was_open_before_is_let_go(qtbot: QtBot, tmp_path: Path) -> None:
    room = ScrubRoom()
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=30, rate=30))
    left = []
    for _ in range(6):
        room.set_clip(clip, lambda: None)
        assert room.open is not None
        left.append(weakref.ref(room.open))
        room.open.cancel()
        room.open.join()

    def kept() -> int:
        room.set_clip(None, lambda: None)
        gc.collect()
        return sum(ref() is not None for ref in left)

    qtbot.waitUntil(lambda: kept() <= 1)
    room.close()


def test_nothing_is_filled_before_the_first_picture_was_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=60, rate=30))
    monkeypatch.setattr(scrubbing, "_FIRST_PATIENCE", 60.0)
    order: list[str] = []
    room = ScrubRoom()
    media, player = ClipMedia(room), PlayerModel(desk=FrameDesk(room))
    begin, shown = ClipFiller._run_from, FrameDesk.picture_shown

    def run_from(filler: ClipFiller, *rest: Any) -> None:
        order.append("filling")
        begin(filler, *rest)

    def picture_shown(desk: FrameDesk) -> None:
        order.append("shown")
        shown(desk)

    monkeypatch.setattr(ClipFiller, "_run_from", run_from)
    monkeypatch.setattr(FrameDesk, "picture_shown", picture_shown)
    player.framesReady.connect(lambda _pair: order.append("picture"))
    player.set_clip(clip)
    media.set_clip(clip)
    qtbot.waitUntil(lambda: media.settled and media.scrubbable == (clip.whole,))
    assert order.index("picture") < order.index("shown") < order.index("filling")
    assert order.count("shown") == 1
    player.close()
    media.close()
