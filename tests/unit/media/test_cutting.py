import threading
from concurrent.futures import CancelledError
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.domain.service import DRAFT
from retake_gui.domain.span import Span
from retake_gui.domain.window_plan import plan_window
from retake_gui.media.cutting import cut_window, sent_size
from retake_gui.media.probe import probe
from retake_gui.media.source import ClipPictures, ClipSound
from tests.clips import ClipOptions, burst_starts, numbered_clip, read_number
from tests.facts import a_clip

RATE = 48_000


def shown_numbers(path: Path) -> list[int]:
    pictures = ClipPictures(path, probe(path))
    try:
        return [read_number(pictures.bgr(frame)) for frame in range(pictures.frames)]
    finally:
        pictures.close()


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24_000, 1001)])
def test_what_is_cut_is_the_window_to_the_frame_and_the_sample(tmp_path: Path, rate: Fraction) -> None:
    bursts = tuple(Fraction(half, 2) for half in range(12))
    source = numbered_clip(tmp_path / "clip.mp4", frames=144, rate=rate, options=ClipOptions(sound=RATE, bursts=bursts))
    clip = probe(source)
    window = plan_window(clip, Span(61, 95), DRAFT)

    sent = cut_window(clip, window, tmp_path / "sent.mp4", DRAFT)

    made = probe(sent.path)
    assert shown_numbers(sent.path) == list(window.sent)
    assert (made.frames, made.rate, made.width, made.height) == (window.frames, rate, 320, 192)
    assert (made.video_codec, made.sound[0].codec) == ("h264", "aac")
    sound = ClipSound(sent.path, made)
    heard = burst_starts(sound.read(0, int(made.duration * RATE)))
    sound.close()
    end = window.origin + window.seconds
    expected = [float(burst - window.origin) for burst in bursts if window.origin <= burst < end]
    assert heard[-3:] == pytest.approx(expected[-3:], abs=0.005)


def test_padding_is_mirrored_and_silent(tmp_path: Path) -> None:
    options = ClipOptions(sound=RATE, bursts=tuple(Fraction(tenth, 10) for tenth in range(20)))
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=50, rate=25, options=options))
    window = plan_window(clip, Span(10, 50), DRAFT)

    sent = cut_window(clip, window, tmp_path / "sent.mp4", DRAFT)

    sound = ClipSound(sent.path, probe(sent.path))
    silence = sound.read(0, round((window.pad_head - 2) / window.rate * RATE))
    sound.close()
    assert window.pad_head
    assert window.pad_tail
    assert shown_numbers(sent.path) == list(window.sent)
    assert np.abs(silence).max() < 0.02


def test_a_turned_clip_is_sent_upright_and_a_silent_one_silent(tmp_path: Path) -> None:
    source = numbered_clip(tmp_path / "clip.mp4", frames=90, options=ClipOptions(size=(192, 320), rotation=90))
    clip = probe(source)
    window = plan_window(clip, Span(40, 60), DRAFT)

    sent = cut_window(clip, window, tmp_path / "sent.mp4", DRAFT)

    made = probe(sent.path)
    assert (made.width, made.height, made.rotation, made.sound) == (192, 320, 0, ())
    assert not sent.has_sound
    assert shown_numbers(sent.path) == list(window.sent)


def test_colour_tags_are_sent_along(tmp_path: Path) -> None:
    tags = (("color_range", 1), ("colorspace", 6), ("color_trc", 6), ("color_primaries", 6))
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=90, options=ClipOptions(colour=tags)))

    sent = cut_window(clip, plan_window(clip, Span(40, 60), DRAFT), tmp_path / "sent.mp4", DRAFT)

    assert probe(sent.path).colour == clip.colour


def test_large_pictures_are_scaled_and_keep_their_shape() -> None:
    clip = replace(a_clip(), width=3840, height=2160)

    assert sent_size(clip, DRAFT) == (1920, 1080)
    assert sent_size(replace(clip, width=2160, height=3840), DRAFT) == (1080, 1920)
    assert sent_size(replace(clip, width=641, height=361), DRAFT) == (640, 360)


def test_a_file_that_would_be_too_large_is_made_smaller_or_refused(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=120, rate=24))
    window = plan_window(clip, Span(50, 80), DRAFT)

    small = cut_window(clip, window, tmp_path / "small.mp4", replace(DRAFT, most_bytes=300_000))
    with pytest.raises(StorageError, match="larger than"):
        cut_window(clip, window, tmp_path / "none.mp4", replace(DRAFT, most_bytes=150_000 // 100))

    assert small.size <= 300_000
    assert not (tmp_path / "none.mp4").exists()


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    clip = probe(numbered_clip(tmp_path / "clip.mp4", frames=120, rate=24))
    stop = threading.Event()
    told: list[tuple[int, int]] = []

    def after_three(done: int, total: int) -> None:
        told.append((done, total))
        if done == 3:
            stop.set()

    with pytest.raises(CancelledError):
        cut_window(clip, plan_window(clip, Span(50, 80), DRAFT), tmp_path / "x.mp4", DRAFT, after_three, stop)

    assert len(told) == 3
    assert not (tmp_path / "x.mp4").exists()
