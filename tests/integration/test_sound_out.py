"""Sound as it leaves the program, heard back from a sound server whose card is nothing."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.clips import ClipOptions, burst_starts, numbered_clip

_NEEDED = ("pulseaudio", "parec", "pactl")
_RATE = 48_000
_CHILD = Path(__file__).with_name("play_aloud.py")

pytestmark = pytest.mark.skipif(
    not all(shutil.which(program) for program in _NEEDED),
    reason="no PulseAudio here; packaging/setup --tests installs it as root on Debian",
)


class Ear:
    """Records the server's monitor, and knows when each sample was played."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = ["parec", "--latency-msec=5", "--format=float32le", f"--rate={_RATE}", "--channels=2"]
        self._process = subprocess.Popen([*command, "-d", "nothing.monitor"], env=environment, stdout=subprocess.PIPE)
        self._data = bytearray()
        self.zero = float("inf")
        self._thread = threading.Thread(target=self._listen, name="ear")
        self._thread.start()

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while block := os.read(pipe.fileno(), 65536):
            self._data += block
            self.zero = min(self.zero, time.monotonic() - len(self._data) / 8 / _RATE)

    def wait(self) -> None:
        """Until something, if only silence, comes."""
        deadline = time.monotonic() + 10
        while not self._data and time.monotonic() < deadline:
            self._thread.join(0.01)

    def stop(self) -> list[float]:
        """When tones began, on the clock that all processes share."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        samples = np.frombuffer(bytes(self._data[: len(self._data) // 8 * 8]), np.float32).reshape(-1, 2)
        return [self.zero + start for start in burst_starts(samples)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sound server of this test's own; what programs need to find it."""
    socket = tmp_path / "sound"
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": f"unix:{socket}"}
    modules = ("module-null-sink sink_name=nothing", f"module-native-protocol-unix auth-anonymous=1 socket={socket}")
    loads = [part for module in modules for part in ("-L", module)]
    process = subprocess.Popen(
        ["pulseaudio", "-n", "--exit-idle-time=-1", "--use-pid-file=no", *loads],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
        assert time.monotonic() < deadline, "the sound server does not start"
    yield environment
    process.terminate()
    process.wait()


@pytest.mark.parametrize(("start", "speed"), [(0, "1"), (55, "1")])
def test_sound_and_picture_leave_together(server: dict[str, str], tmp_path: Path, start: int, speed: str) -> None:
    bursts = [Fraction(n, 2) + Fraction(1, 4) for n in range(16)]
    options = ClipOptions(sound=_RATE, bursts=bursts)
    clip = numbered_clip(tmp_path / "clip.mkv", frames=200, rate=25, options=options)
    ear = Ear(server)
    ear.wait()
    root = Path(__file__).parents[2]
    environment = {**server, "PYTHONPATH": str(root)}
    played = subprocess.run(
        [sys.executable, str(_CHILD), str(clip), str(start), speed, "2.5"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    heard = ear.stop()
    told = json.loads(played.stdout.splitlines()[-1])
    assert told["output"] == "CardOutput"
    picture_zero = statistics.median(when - frame / 25 for frame, when in told["seen"])
    assert len(heard) >= 3
    expected = [float(burst) for burst in bursts if burst > Fraction(start, 25)]
    sound_zero = statistics.median(when - burst for when, burst in zip(heard, expected, strict=False))
    assert abs(sound_zero - picture_zero) < 0.02
