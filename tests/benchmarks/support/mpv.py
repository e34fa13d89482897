"""mpv as a peer: driven over its JSON IPC, which tells when a seek has ended."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_PATIENCE = 30.0


class Mpv:
    """A player that stands still and is told to seek."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""

    def seek(self, seconds: float) -> float:
        """Seek exactly; how long it took until the picture was there."""
        begin = time.perf_counter()
        self._send("seek", seconds, "absolute+exact")
        self.wait_for("playback-restart")
        return time.perf_counter() - begin

    def wait_for(self, event: str) -> None:
        """Return once it tells of an event."""
        while self._next().get("event") != event:
            pass

    def _send(self, *words: object) -> None:
        self._connection.sendall(json.dumps({"command": words}).encode() + b"\n")

    def _next(self) -> dict[str, Any]:
        while b"\n" not in self._rest:
            came = self._connection.recv(65536)
            if not came:
                raise SystemExit("mpv ended before the benchmark did.")
            self._rest += came
        line, self._rest = self._rest.split(b"\n", 1)
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def mpv(clip: Path) -> Iterator[Mpv]:
    """Open a clip, paused on its first frame, without output, so that nothing but decoding is measured."""
    with TemporaryDirectory(prefix="retake-mpv-") as folder:
        place = Path(folder) / "ipc"
        line = ["mpv", "--no-config", "--no-terminal", "--pause", "--keep-open=yes", "--hr-seek=yes", "--hwdec=no"]
        line += ["--vo=null", "--ao=null", f"--input-ipc-server={place}", str(clip)]
        process = subprocess.Popen(line)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_PATIENCE)
        try:
            _connect(connection, place, process)
            player = Mpv(connection)
            player.seek(0)
            yield player
        finally:
            connection.close()
            process.terminate()
            process.wait()


def seeks(clip: Path, moments: Sequence[float]) -> list[float]:
    """Seconds that each of mpv's exact seeks takes."""
    with mpv(clip) as player:
        return [player.seek(moment) for moment in moments]


def _connect(connection: socket.socket, place: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection.connect(str(place))
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit("mpv did not start.")
