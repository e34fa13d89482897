"""What is about to be exported: which take, in which form, where to."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from retake_gui.domain.clip import Clip
from retake_gui.domain.take import Take

_CONTEXT = "Export"


class Render(StrEnum):
    """In which form a take leaves; the values are those of the terminal."""

    SMART = "smart"
    FULL = "full"
    SEGMENT = "segment"
    AS_RETURNED = "as-returned"


class Codec(StrEnum):
    """Into which codec the picture is encoded; empty keeps the clip's own."""

    SOURCE = ""
    H264 = "h264"
    HEVC = "hevc"
    PRORES = "prores"
    PRORES_HQ = "prores_hq"
    DNXHR = "dnxhr"
    VP9 = "vp9"
    AV1 = "av1"


_ENDINGS = {
    Codec.H264: ".mp4",
    Codec.HEVC: ".mp4",
    Codec.PRORES: ".mov",
    Codec.PRORES_HQ: ".mov",
    Codec.DNXHR: ".mov",
    Codec.VP9: ".webm",
    Codec.AV1: ".mp4",
}


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the user confirmed.

    Attributes:
        takes: One or more, each to its own file.
        target: Where the file of the first one goes.
    """

    take: Take
    render: Render
    codec: Codec
    target: Path


class ExportModel(QObject):
    """The choices of one export, and how far it is.

    Signals:
        changed: A choice changed.
        progressed: How much is done, 0 to 1, and seconds left or -1.
        finished: It is written (``Path``).
        stopped: It ended without a file: a sentence, or empty after a cancel.
        wanted: The user confirmed (``ExportWish``).
        cancelWanted: The user wants it to stop.
    """

    changed = Signal()
    progressed = Signal(float, float)
    finished = Signal(object)
    stopped = Signal(str)
    wanted = Signal(object)
    cancelWanted = Signal()

    def __init__(self, clip: Clip, take: Take, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clip, self.take = clip, take
        self._folder = folder
        self._render = Render.SMART
        self._codec = Codec.SOURCE
        self._target = self.suggestion()
        self._chosen = False
        self.running = False

    @property
    def render(self) -> Render:
        """In which form."""
        return self._render

    @property
    def codec(self) -> Codec:
        """In which codec."""
        return self._codec

    @property
    def target(self) -> Path:
        """Where to."""
        return self._target

    @property
    def ending(self) -> str:
        """What the file's name must end in."""
        if self._render is Render.AS_RETURNED:
            return Path(self.take.returned).suffix or ".mp4"
        return _ENDINGS.get(self._codec) or Path(self.clip.source).suffix.lower() or ".mp4"

    def set_render(self, render: Render) -> None:
        """Choose the form."""
        self._render = render
        if render in (Render.SMART, Render.AS_RETURNED):
            self._codec = Codec.SOURCE
        self._follow()

    def set_codec(self, codec: Codec) -> None:
        """Choose the codec; another than the clip's means that everything is encoded."""
        self._codec = codec
        if codec is not Codec.SOURCE and self._render is Render.SMART:
            self._render = Render.FULL
        self._follow()

    def set_target(self, target: Path) -> None:
        """Choose the file."""
        self._target, self._chosen = target, True
        self.changed.emit()

    def suggestion(self) -> Path:
        """A name that does not exist yet: ``shot_take_003.mp4``."""
        stem = self.take.file_stem(Path(self.clip.source).stem)
        extra = {Render.SEGMENT: "_segment", Render.AS_RETURNED: "_returned"}.get(self._render, "")
        name = f"{stem}{extra}"
        target = self._folder / f"{name}{self.ending}"
        counter = 2
        while target.exists():
            target = self._folder / f"{name}_{counter}{self.ending}"
            counter += 1
        return target

    def problem(self) -> str:
        """Why it cannot be written there, or empty."""
        if not self._target.name or self._target.is_dir():
            return _tr("Name a file.")
        if self._target.exists():
            return _tr("“{0}” exists already; nothing is ever overwritten. Choose another name.").format(
                self._target.name
            )
        if not self._target.parent.is_dir():
            return _tr("The folder “{0}” does not exist.").format(self._target.parent)
        return ""

    def statement(self) -> str:
        """What will be written, in words."""
        frames, rate = self.clip.frames, float(self.clip.rate)
        segment = self.take.segment
        size = f"{self.clip.width}×{self.clip.height}"
        if self._render is Render.AS_RETURNED:
            return _tr("The service's file, untouched.")
        if self._render is Render.SEGMENT:
            return _tr("Only the range: {0} frames, {1}, {2} frames/s, encoded anew.").format(
                len(segment), size, f"{rate:g}"
            )
        whole = _tr("The whole clip with the take in frames {0} to {1}: {2} frames, {3}, {4} frames/s.").format(
            segment.start, segment.end - 1, frames, size, f"{rate:g}"
        )
        how = (
            _tr("Only what the take touches is encoded anew where the codec allows it; the rest is copied bit for bit.")
            if self._render is Render.SMART
            else _tr("All frames are encoded anew.")
        )
        return f"{whole} {how}"

    def confirm(self) -> None:
        """Ask for it to be written."""
        if not self.running and not self.problem():
            self.running = True
            self.changed.emit()
            self.wanted.emit(ExportWish(self.take, self._render, self._codec, self._target))

    def tell_progress(self, part: float, seconds_left: float | None) -> None:
        """How far it is."""
        self.progressed.emit(part, -1.0 if seconds_left is None else seconds_left)

    def tell_finished(self, path: Path) -> None:
        """It is written."""
        self.running = False
        self.finished.emit(path)

    def tell_stopped(self, sentence: str) -> None:
        """It failed, or was cancelled."""
        self.running = False
        self.changed.emit()
        self.stopped.emit(sentence)

    def _follow(self) -> None:
        if self._chosen:
            self._target = self._target.with_suffix(self.ending)
        else:
            self._target = self.suggestion()
        self.changed.emit()


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)
