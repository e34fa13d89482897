"""Which device decodes, and that none is ever needed; the devices are made up, so that every way it can go is tried."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from av.codec.hwaccel import hwdevices_available
from av.video.frame import VideoFrame

from retake_gui.media import files, hardware
from retake_gui.media.decoder import FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.picture import Painter
from retake_gui.media.probe import probe
from tests.clips import ClipOptions, numbered_clip, read_number

FRAMES = 60
COSTS = {"": 1.0, "quick": 0.5, "quicker": 0.4, "slow": 2.0, "hardly": 0.9, "wrong": 0.1, "late": 0.1, "gone": 0.1}


class Clock:
    """Time that decoding takes, as made up for each device."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def decode(self, path: Path, device: str) -> Iterator[VideoFrame]:
        if device == "gone":
            raise RuntimeError("no stream is compatible")
        for number, frame in enumerate(hardware.decoded(path, hardware.SOFTWARE)):
            if device == "late" and number == 20:
                raise av.error.InvalidDataError(0, "the device fell asleep")
            if device == "wrong" and number == 10:
                changed = frame.to_ndarray()
                changed[5, 5] ^= 1
                pts, frame = frame.pts, VideoFrame.from_ndarray(changed, frame.format.name)  # noqa: PLW2901
                frame.pts = pts
            self.seconds += COSTS[device]
            yield frame


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return numbered_clip(tmp_path / "clip.mp4", frames=FRAMES, rate=30, options=ClipOptions(gop=30))


def considered(path: Path, *devices: str) -> str:
    clock = Clock()
    return hardware.consider(path, devices, clock.decode, clock)


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        ([], ""),
        (["quick"], "quick"),
        (["quick", "quicker", "slow"], "quicker"),
        (["slow"], ""),
        (["hardly"], ""),
        (["wrong"], ""),
        (["late"], ""),
        (["gone"], ""),
        (["gone", "late", "wrong", "quick"], "quick"),
    ],
    ids=lambda devices: "-".join(devices) or "none" if isinstance(devices, list) else "",
)
def test_a_device_is_used_that_is_exact_and_faster(path: Path, devices: list[str], expected: str) -> None:
    assert considered(path, *devices) == expected
    assert hardware.device_for(path) == expected


def test_a_file_is_tried_once_and_again_when_it_changed(path: Path) -> None:
    assert considered(path, "quick") == "quick"
    assert considered(path, "quicker") == "quick"
    numbered_clip(path, frames=FRAMES - 1, rate=30)
    assert hardware.device_for(path) == ""
    assert considered(path, "quicker") == "quicker"


def test_a_device_that_does_not_do_is_said_in_the_log_alone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        considered(path, "gone", "wrong")
    assert "gone does not decode clip.mp4: no stream is compatible" in caplog.text
    assert "wrong does not decode clip.mp4 exactly" in caplog.text
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_a_device_that_may_not_be_used_is_not_said_of_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise av.error.PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(av, "open", refused)
    with caplog.at_level(logging.INFO):
        assert hardware.consider(path, ["cuda"]) == ""
    assert "cuda does not decode clip.mp4: [Errno 1] Operation not permitted" in caplog.text
    assert "permissions" not in caplog.text


def test_the_environment_says_no(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def available() -> list[str]:
        raise AssertionError("nobody may ask")

    monkeypatch.setattr("retake_gui.media.hardware.hwdevices_available", available)
    monkeypatch.setenv("RETAKE_HARDWARE_DECODING", "0")
    assert hardware.consider(path) == ""


def test_what_this_machine_has_is_tried_without_harm(path: Path) -> None:
    device = hardware.consider(path)
    assert device in ("", *hwdevices_available())
    with FrameReader(path, build_index(path), device_for=hardware.device_for) as reader:
        assert numbers(reader, path, range(FRAMES)) == [*range(FRAMES)]


def numbers(reader: FrameReader, path: Path, wanted: range) -> list[int]:
    painter = Painter(probe(path))
    return [read_number(painter.frame(reader.frame(number), number).pixels()) for number in wanted]


class Drive:
    """Opens files as a device would, which fails after so many packets or does not open at all."""

    def __init__(self, packets: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.packets = packets
        self.opened: list[str] = []
        monkeypatch.setattr("retake_gui.media.decoder.open_media", self.open)

    def open(self, path: Path, device: str = "") -> Any:
        self.opened.append(device)
        if device and not self.packets:
            raise RuntimeError("no stream is compatible")
        container = files.open_media(path)
        return Failing(container, self.packets) if device else container


class Failing:
    """A container whose packets cannot be decoded after a while."""

    def __init__(self, container: Any, packets: int) -> None:
        self._container, self._left = container, packets

    def __getattr__(self, name: str) -> Any:
        return getattr(self._container, name)

    def demux(self, stream: Any) -> Iterator[Any]:
        for packet in self._container.demux(stream):
            self._left -= 1
            yield packet if self._left > 0 else Broken()


class Broken:
    pts = 0

    def decode(self) -> list[VideoFrame]:
        raise av.error.InvalidDataError(0, "the device fell asleep")


def in_one_go(reader: FrameReader, path: Path) -> list[int]:
    painter = Painter(probe(path))
    return [read_number(painter.frame(frame, number).pixels()) for number, frame in reader.run(0, FRAMES)]


def one_by_one(reader: FrameReader, path: Path) -> list[int]:
    return numbers(reader, path, range(FRAMES))


@pytest.mark.parametrize("packets", [0, 1, 25, 45])
@pytest.mark.parametrize("way", [in_one_go, one_by_one])
def test_when_the_device_fails_every_frame_comes_all_the_same(
    path: Path, packets: int, way: Callable[[FrameReader, Path], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    considered(path, "quick")
    drive = Drive(packets, monkeypatch)
    with FrameReader(path, build_index(path), device_for=hardware.device_for) as reader:
        assert way(reader, path) == [*range(FRAMES)]
    assert drive.opened == ["quick", ""]
    assert hardware.device_for(path) == ""


def test_a_reader_goes_over_to_what_was_chosen_when_it_seeks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = Drive(1000, monkeypatch)
    with FrameReader(path, build_index(path), kept_bytes=0, device_for=hardware.device_for) as reader:
        assert numbers(reader, path, range(3)) == [0, 1, 2]
        considered(path, "quick")
        assert numbers(reader, path, range(3, 6)) == [3, 4, 5]
        assert drive.opened == [""]
        assert numbers(reader, path, range(40, 42)) == [40, 41]
    assert drive.opened == ["", "quick"]
