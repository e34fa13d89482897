"""Smart exports in players: how many pictures each shows, and which of those that were copied differ from the source.

``python -m tests.players`` measures some kinds of the table; QMediaPlayer plays in real time.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg
from PySide6.QtCore import QEventLoop, QTimer, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

from retake_gui.media.export import export
from tests.fit_table import KINDS, make_clip, retaken

FILES = ("24.mp4", "open.mp4", "trimmed.mp4", "hevc.mp4")
_PATIENCE_MS = 60_000
_ENDS = (QMediaPlayer.MediaStatus.EndOfMedia, QMediaPlayer.MediaStatus.InvalidMedia)


def ffmpeg_sums(path: Path, sums: Path) -> list[str]:
    """A checksum of each picture that FFmpeg's own program puts out."""
    command = [shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(path), "-an"]
    return _sums([*command, "-fps_mode", "passthrough", "-f", "framemd5", str(sums)], sums)


def mpv_sums(path: Path, sums: Path) -> list[str]:
    """A checksum of each picture that mpv puts out."""
    command = ["mpv", "--no-config", "--no-audio", "--ovc=rawvideo", "--of=framemd5", f"--o={sums}", str(path)]
    return _sums(command, sums)


def _sums(command: Sequence[str], sums: Path) -> list[str]:
    subprocess.run(command, check=True, capture_output=True)
    lines = sums.read_text(encoding="utf-8").splitlines()
    return [line.rpartition(",")[2].strip() for line in lines if line and not line.startswith("#")]


def shown_by_qt(path: Path) -> int:
    """How many pictures QMediaPlayer shows, each later than the one before."""
    player, sink, times, loop = QMediaPlayer(), QVideoSink(), list[int](), QEventLoop()

    def note(frame: QVideoFrame) -> None:
        if frame.isValid() and (not times or frame.startTime() > times[-1]):
            times.append(frame.startTime())

    sink.videoFrameChanged.connect(note)
    player.setVideoSink(sink)
    player.mediaStatusChanged.connect(lambda status: loop.quit() if status in _ENDS else None)
    player.setSource(QUrl.fromLocalFile(str(path)))
    QTimer.singleShot(_PATIENCE_MS, loop.quit)
    player.play()
    loop.exec()
    player.stop()
    return len(times)


def row(file: str, folder: Path) -> str:
    """One kind of clip: pictures of the source and of the export, and how many copied ones differ."""
    kind = next(kind for kind in KINDS if kind.file == file)
    source = make_clip(kind, folder)
    report = export(retaken(kind, source, folder))
    cells = [kind.name]
    for sums_of in (ffmpeg_sums, mpv_sums):
        own, ours = sums_of(source, folder / "own.md5"), sums_of(report.path, folder / "ours.md5")
        changed = [place for place, pair in enumerate(zip(own, ours, strict=False)) if pair[0] != pair[1]]
        # mpv shows hidden pictures, too, so places are not frames; but what changed is one run, as long as is new.
        run = changed[-1] + 1 - changed[0] if changed else 0
        cells.append(f"{len(own)}, {len(ours)}, {max(0, run - sum(len(span) for span in report.encoded))}")
    cells.append(f"{shown_by_qt(source)}, {shown_by_qt(report.path)}")
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Measure all of them."""
    application = QGuiApplication.instance() or QGuiApplication(["players"])
    for file in FILES:
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(f"{row(file, Path(folder))}\n")
            sys.stdout.flush()
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
