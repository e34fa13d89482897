"""A sound server whose card is nothing, and an ear that hears what is played on it and when."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.clips import burst_starts

_NEEDED = ("pulseaudio", "parec", "pactl")
_RATE = 48_000
_PATIENCE = 10.0


def can_listen() -> bool:
    """Whether the programs are there."""
    return all(shutil.which(program) for program in _NEEDED)


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
        deadline = time.monotonic() + _PATIENCE
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


@contextmanager
def sound_server(folder: Path) -> Iterator[dict[str, str]]:
    """A server of one's own; gives what programs need in their environment to find it."""
    socket = folder / "sound"
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "PULSE_SERVER": f"unix:{socket}"}
    modules = ("module-null-sink sink_name=nothing", f"module-native-protocol-unix auth-anonymous=1 socket={socket}")
    loads = [part for module in modules for part in ("-L", module)]
    process = subprocess.Popen(
        ["pulseaudio", "-n", "--exit-idle-time=-1", "--use-pid-file=no", *loads],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _PATIENCE
        while subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline, "the sound server does not start"
        yield environment
    finally:
        process.terminate()
        process.wait()
