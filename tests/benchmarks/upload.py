"""How much memory sending a file of 1 GB takes, on top of what the program holds before.

Each run is a process of its own, so that its highest mark is its own; the service it sends to is another process.
``--clip FILE`` sends a file of one's own.
"""

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from retake_gui.runware.client import RunwareClient

_BYTES = 1_000_000_000
_MEGA = 1_000_000
_GOAL = 64
_RUNS = 3
_PIECE = 1 << 20


class _Sink(BaseHTTPRequestHandler):
    """Takes any upload in, and keeps nothing."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, _PIECE)))
        told = json.dumps({"data": [{"taskType": "mediaStorage", "mediaUUID": "m"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        del format, args


def _serve() -> None:
    with HTTPServer(("127.0.0.1", 0), _Sink) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


def _highest() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MEGA


async def _send(path: Path, port: str) -> None:
    async with RunwareClient(f"http://127.0.0.1:{port}/v1", "key") as client:
        small = path.with_name("small")
        small.write_bytes(b"first")
        await client.upload(small, mime="video/mp4")
        before = _highest()
        await client.upload(path, mime="video/mp4")
    sys.stdout.write(f"{_highest() - before}\n")


def _extra_memory(path: Path, port: str) -> float:
    """Megabytes of one run in a process of its own."""
    words = [sys.executable, __file__, "--send", str(path), "--port", port]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _measure(clip: Path | None) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as sink,
    ):
        path = Path(folder) / (clip.name if clip else "1 GB")
        if clip is not None:
            path.symlink_to(clip.absolute())
        else:
            with path.open("wb") as file:
                file.truncate(_BYTES)
        try:
            port = sink.stdout.readline().strip() if sink.stdout is not None else ""
            extra = statistics.median(_extra_memory(path, port) for _ in range(_RUNS))
        finally:
            sink.terminate()
        size = path.stat().st_size / _MEGA
        line = {
            "name": "upload/memory",
            "value": round(extra, 1),
            "unit": "MB",
            "peer": "file",
            "peer_value": round(size, 1),
            "ratio": round(extra / size, 4),
            "goal": _GOAL,
            "holds": extra <= _GOAL,
            "clip": path.name,
        }
    sys.stdout.write(json.dumps(line) + "\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--serve", action="store_true", help="be the service of a run")
    parser.add_argument("--send", type=Path, help="be one run")
    parser.add_argument("--port", default="")
    options = parser.parse_args()
    if options.serve:
        _serve()
    elif options.send is not None:
        asyncio.run(_send(options.send, options.port))
    else:
        _measure(options.clip)


if __name__ == "__main__":
    main()
