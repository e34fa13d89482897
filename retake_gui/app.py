"""The composition root of the window, with foreground and backstage: only they build objects and pass them in."""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from retake_gui import __version__, assets
from retake_gui.domain.project import PROJECT_SUFFIX
from retake_gui.foreground import Foreground, build_foreground
from retake_gui.store.folders import DATA_VARIABLE
from retake_gui.store.window_state import WindowState, save_window_state
from retake_gui.ui.application import application
from retake_gui.ui.conduct import Conduct
from retake_gui.ui.icons import icon
from retake_gui.ui.loading import load_rest
from retake_gui.ui.snapshot import Snapshot
from retake_gui.viewmodels import event_loop
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.bindings import bind_document, bind_player, bind_timeline
from retake_gui.viewmodels.clock import Output, SilentOutput
from retake_gui.viewmodels.comparing import ComparingModel
from retake_gui.viewmodels.desk import Desk, Stage
from retake_gui.viewmodels.exporting import ExportingModel
from retake_gui.viewmodels.marking import MarkingModel
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.preferences import PreferencesModel
from retake_gui.viewmodels.queueing import QueueModel
from retake_gui.viewmodels.request import RequestModel
from retake_gui.viewmodels.retaking import RetakingModel
from retake_gui.viewmodels.scenes import Scene, SceneModel
from retake_gui.viewmodels.seams import SeamsModel
from retake_gui.viewmodels.session import SessionModel
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.store.settings_file import AppSettings

__all__ = ["Options", "Program", "application", "main", "parse"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the program was started with."""

    target: Path | None = None
    screenshot: Path | None = None
    after: Scene | None = None


def main(arguments: Sequence[str] | None = None, foreground: Foreground | None = None) -> int:
    """Go on with a window that is shown, or open one; returns the exit status."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    if options.target is not None and not options.target.exists():
        print(f"There is no file {options.target}. Check the name.", file=sys.stderr)
        return 2
    with _state(options):
        app = application()
        program = Program(options, _output(options), foreground)
        program.becameReady.connect(let_collect)
        with event_loop.interrupts_close(program.window.close):
            status = event_loop.run(program.run())
        app.processEvents()
    return status


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="retake-gui", description="Regenerate a part of a clip.")
    parser.add_argument("target", metavar="CLIP|PROJECT", nargs="?", type=Path, help="what to open")
    parser.add_argument("--screenshot", metavar="FILE", type=Path, help="write a picture of the window, and exit")
    parser.add_argument(
        "--after", choices=list(Scene), type=Scene, help="what the picture shows, of the sample where no clip is named"
    )
    parser.add_argument("--version", action="version", version=f"Retake {__version__}")
    found = parser.parse_args(arguments)
    target = assets.sample_clip() if found.after is not None and found.target is None else found.target
    return Options(target, found.screenshot, found.after)


def let_collect() -> None:
    """Collect from now on, but never look through what the start made: that takes longer than a frame is shown."""
    gc.freeze()
    gc.enable()


@contextmanager
def _state(options: Options) -> Iterator[None]:
    """A picture of the window leaves no trace in the user's state."""
    is_project = options.target is not None and options.target.suffix == PROJECT_SUFFIX
    if options.screenshot is None or is_project:
        yield
        return
    before = os.environ.get(DATA_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="retake-picture-") as folder:
        os.environ[DATA_VARIABLE] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[DATA_VARIABLE]
            else:
                os.environ[DATA_VARIABLE] = before


def _output(options: Options) -> type[Output]:
    """The sound card, or a silent clock for a picture."""
    if options.screenshot is not None:
        return SilentOutput
    from retake_gui.viewmodels.sound_out import CardOutput

    return CardOutput


class Program(QObject):
    """All objects of one run of the window.

    Signals:
        becameReady: The heavy rooms are loaded, and what was asked for is open.
    """

    becameReady = Signal()

    def __init__(
        self, options: Options, output: type[Output] = SilentOutput, foreground: Foreground | None = None
    ) -> None:
        super().__init__()
        self.ready = False
        self.options = options
        shown = foreground or build_foreground(output, options.target.name if options.target is not None else "")
        self.window, self.media, self.models = shown.window, shown.media, shown.complete()
        self.desk = _desk(self.models, shown.actions, shown.undo)
        self.window.takes.set_seams(self.desk.seams)
        bind_player(self.desk.actions, self.models.player)
        bind_timeline(self.desk.actions, self.models.timeline, self.models.player)
        bind_document(self.models.document, self.models.timeline, self.models.player, self.media)
        self._marking = MarkingModel(self.models, self.desk.sessions, self.desk.tasks)
        self.conduct = Conduct(self.window, self.desk)
        self._stage: Stage | None = None
        self._closed: asyncio.Event | None = None

    def _remember(self) -> None:
        clip = self.models.document.clip
        name = Path(clip.source).name if clip is not None else ""
        save_window_state(WindowState(*self.window.remembered(), name))
        player = self.models.player
        self.desk.preferences.change(
            unit=player.display,
            volume=player.volume,
            scrub_sound=player.scrub_sound,
            match_loudness=player.levels.matching,
            loop_margin=float(player.margin),
            context=self.models.document.context,
        )

    async def run(self) -> int:
        """Show the window, load the heavy rooms behind it, and stay until it is closed."""
        self._closed = asyncio.Event()
        self.window.closing.connect(self._closed.set)
        scenes = SceneModel(self.models, self.media, self.desk.retaking, self.desk.tasks.failed)
        snapshot = Snapshot(self.window, scenes, self._closed)
        self.desk.sessions.clipRefused.connect(snapshot.note_refusal)
        status = 0
        try:
            if not self.window.was_closed:
                self.window.show()
                await self._start()
            self.ready = True
            self.becameReady.emit()
            self.desk.tasks.start(asyncio.to_thread(load_rest), "load the rest")
            if self.options.screenshot is not None:
                status = await snapshot.save(self.options.screenshot, self.options.after)
            elif not self.window.was_closed:
                await self._closed.wait()
        finally:
            await self.shut_down()
        return status

    async def _start(self) -> None:
        await self.window.painted()
        if self.window.was_closed:
            return
        preferences = self.desk.preferences
        stage = self._stage = await asyncio.to_thread(_load, preferences)
        if self.window.was_closed:
            return
        self._set_up(preferences.settings)
        self.conduct.begin(stage)
        target = self.options.target
        is_project = target is not None and target.suffix == PROJECT_SUFFIX
        first = target if is_project else self._last_project()
        begun = await self.desk.sessions.begin(stage.open_session, stage.close_session, first)
        if target is not None and not is_project:
            await self.desk.sessions.open_clip(target)
        elif begun and (is_project or self.options.screenshot is None):
            await self.desk.sessions.open_last_clip()
        self.window.end_wait()

    def _set_up(self, settings: "AppSettings") -> None:
        """What the user chose and the first paint did not need."""
        self.window.setWindowIcon(icon("retake-app"))
        self.desk.actions.restore(settings.keys)
        player = self.models.player
        player.set_display(settings.unit)
        player.set_volume(settings.volume)
        player.set_scrub_sound(settings.scrub_sound)
        player.levels.set_matching(settings.match_loudness)
        player.set_margin(Fraction(settings.loop_margin))

    def _last_project(self) -> Path | None:
        last = self.desk.preferences.settings.last_project
        return Path(last) if last and Path(last).is_file() and self.options.screenshot is None else None

    async def shut_down(self) -> None:
        """End everything: jobs keep their place in the journal."""
        self._remember()
        self.models.player.pause()
        self.desk.seams.close()
        await self.desk.tasks.close()
        await self.desk.sessions.close()
        self.desk.queue.close()
        self.desk.retaking.close()
        if self._stage is not None:
            await self._stage.close()
        self.models.player.close()
        self.media.close()
        self.desk.undo.clear()
        self.window.close()
        self.window.deleteLater()


def _desk(models: Models, actions: ActionSet, undo: QUndoStack) -> Desk:
    """The light objects around what is shown."""
    tasks, preferences = Tasks(), PreferencesModel()
    sessions = SessionModel(models, tasks)
    retaking = RetakingModel(models, sessions, tasks, actions)
    comparing, exporting = ComparingModel(models, sessions, tasks), ExportingModel(sessions, tasks)
    request, seams = RequestModel(models.document), SeamsModel(models, tasks)
    seams.refitted.connect(comparing.show_again)
    queue = QueueModel(models, sessions, tasks)
    retaking.jobMoved.connect(queue.look_soon)
    return Desk(
        models, actions, undo, tasks, preferences, sessions, retaking, request, queue, comparing, exporting, seams
    )


def _load(preferences: PreferencesModel) -> Stage:
    """Import the heavy rooms and build what lives in them; called on a thread after the first paint."""
    from retake_gui.backstage import build_stage

    return build_stage(preferences)


if __name__ == "__main__":
    sys.exit(main())
