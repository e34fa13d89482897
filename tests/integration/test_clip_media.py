"""Filmstrip and waveform of real files."""

import gc
import weakref
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from retake_gui.media.probe import probe
from retake_gui.viewmodels.clip_media import ClipMedia
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
    wave = media.wave_at(0.0, 2.0, 20)
    assert wave is not None
    assert [column for column, (_, high) in enumerate(wave) if high > 0.3] == [10]


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
    assert media.wave_at(0.0, 1.0, 5) is None


def test_what_was_open_before_is_let_go(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    room = ScrubRoom()
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=30, rate=30))
    left = []
    for _ in range(6):
        room.set_clip(clip, lambda: None)
        assert room.open is not None
        left.append(weakref.ref(room.open))
        room.open.cancel()
        room.open.join()
    room.set_clip(None, lambda: None)
    gc.collect()
    assert sum(ref() is not None for ref in left) <= 1
    room.close()
