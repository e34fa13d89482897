"""Ties actions, panels and dialogs of the window to the models that act; the window itself stays layout."""

from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from retake_gui import assets
from retake_gui.domain.errors import RetakeError, UnreadableMedia
from retake_gui.domain.project import PROJECT_SUFFIX, ProjectInfo
from retake_gui.domain.service import DRAFT
from retake_gui.domain.take import Rating
from retake_gui.ui.engine_conduct import EngineConduct
from retake_gui.ui.jobs_conduct import JobsConduct
from retake_gui.ui.main_window import MainWindow
from retake_gui.ui.prompt_conduct import PromptConduct
from retake_gui.ui.recent_menu import RecentMenu
from retake_gui.ui.reveal import show_folder
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.desk import Desk, Stage
from retake_gui.viewmodels.recent import RecentModel
from retake_gui.viewmodels.take_as_clip import TakeAsClip
from retake_gui.viewmodels.take_pictures import TakePictures

if TYPE_CHECKING:
    from retake_gui.ui.dialogs import Dialogs
    from retake_gui.ui.preferences import PreferencesDialog

_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})


class Conduct:
    """One per window."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        self._window, self._desk = window, desk
        self._stage: Stage | None = None
        self._prompts = PromptConduct(window, desk, lambda: self._dialogs, self._folder)
        self._connect_files()
        self._engine = EngineConduct(window, desk, self._show_preferences_at_key)
        self._jobs = JobsConduct(window, desk, lambda: self._dialogs, self._show_preferences_at_key)
        self._connect_takes()
        self._connect_rest()
        desk.actions.hold({When.CLIP: False})
        window.header.show_engine(DRAFT.key, has_key=False)

    def begin(self, stage: Stage) -> None:
        """The heavy rooms are loaded."""
        self._stage = stage
        desk = self._desk
        desk.comparing.set_fit(stage.fit, stage.probe)
        self._prompts.begin(stage)
        desk.seams.set_inspect(stage.inspect)
        self._window.takes.set_pictures(TakePictures(desk.tasks, self._window))
        desk.preferences.set_keys(stage.keys, stage.named_keys, stage.default_engine)
        limit = desk.preferences.settings.ask_above
        desk.retaking.set_limit(None if limit is None else _cents(limit))
        self._engine.begin(stage)

    @cached_property
    def _dialogs(self) -> "Dialogs":
        """Dialogs are loaded when the first one is opened, not when the window is."""
        from retake_gui.ui.dialogs import Dialogs

        return Dialogs(self._window)

    # Files

    def _connect_files(self) -> None:
        a, actions, window = ActionId, self._desk.actions, self._window
        actions[a.OPEN_CLIP].triggered.connect(lambda: self._dialogs.ask_for_clip(self._folder(), self._open))
        actions[a.OPEN_SAMPLE].triggered.connect(lambda: self._open(assets.sample_clip()))
        actions[a.OPEN_PROJECT].triggered.connect(lambda: self._dialogs.ask_for_project(self._folder(), self._open))
        actions[a.SAVE_PROJECT_AS].triggered.connect(self._save_as)
        actions[a.CLOSE_CLIP].triggered.connect(self._desk.sessions.close_clip)
        actions[a.QUIT].triggered.connect(lambda: window.close())  # noqa: PLW0108 - not the flag
        window.filesDropped.connect(self._take_files)
        sessions = self._desk.sessions
        sessions.clipOpening.connect(window.viewer.show_opening)
        sessions.clipGlimpsed.connect(window.viewer.show_glimpse)
        sessions.clipRefused.connect(window.viewer.show_refusal)
        for refused in (sessions.clipRefused, sessions.clipIncomplete):
            refused.connect(self._refuse)
        sessions.clipOpening.connect(window.notices.end_refusal)
        sessions.fetcher.progressed.connect(self._show_fetching)
        sessions.fetcher.ended.connect(window.notices.end_progress)
        actions[a.OPEN_ADDRESS].triggered.connect(
            lambda: self._dialogs.ask_for_clip_address(
                lambda text: self._desk.tasks.start(sessions.open_address(text), "open an address")
            )
        )
        sessions.projectChanged.connect(self._show_project)
        self._desk.models.document.clipChanged.connect(self._show_title)
        self._add_recent()

    def _add_recent(self) -> None:
        """Clips and projects that were open before, below what opens others."""
        file = self._window.menuBar().findChild(QMenu, "menuFile")
        if file is None:
            return
        menu = RecentMenu(RecentModel(self._desk.models, self._desk.sessions, self._desk.tasks, self._window), file)
        menu.chosen.connect(self._open)
        file.insertMenu(self._desk.actions[ActionId.SAVE_PROJECT_AS], menu)

    def _refuse(self, error: RetakeError) -> None:
        """What is said of a clip goes when another one is tried; what is said of the project stays."""
        if isinstance(error, UnreadableMedia):
            self._window.notices.show_refusal(error)
        else:
            self._window.show_error(error)

    def _take_files(self, files: list[Path]) -> None:
        """A clip or a project is opened; a picture becomes the first frame of the open clip."""
        file = files[0]
        if len(files) > 1:
            words = self._window.tr("One file at a time: “{0}” was taken, the rest was left.")
            self._window.notices.show_news(words.format(file.name))
        if file.suffix.lower() in _IMAGES and self._desk.models.document.clip is not None:
            self._prompts.set_first_frame(str(file))
        else:
            self._open(file)

    def _open(self, path: Path) -> None:
        sessions, tasks = self._desk.sessions, self._desk.tasks
        if path.suffix == PROJECT_SUFFIX:
            tasks.start(self._go_to_project(path), "open a project")
            return
        self._desk.preferences.change(last_folder=str(path.parent))
        tasks.start(sessions.open_clip(path), "open a clip")

    async def _go_to_project(self, path: Path) -> None:
        """The page of a window without a clip does not flash up between the old project's clip and the new one's."""
        self._window.await_clip(path.name)
        try:
            await self._desk.sessions.go_to_project(path)
        finally:
            self._window.end_wait()

    def _show_fetching(self, name: str, done: int, total: int) -> None:
        amount = f"{done / 1e6:.1f} MB" if not total else f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"
        words = self._window.tr("Fetching {0} · {1}").format(name, amount)
        self._window.notices.show_progress(words, done, total, self._desk.sessions.fetcher.stop)

    def _save_as(self) -> None:
        info = self._desk.sessions.info()
        clip = self._desk.models.document.clip
        stem = Path(clip.source).stem if clip is not None else "project"
        suggestion = Path(self._folder()) / f"{stem}{PROJECT_SUFFIX}" if info is None or info.untitled else info.path
        sessions = self._desk.sessions
        self._dialogs.ask_where_to_save(
            suggestion, lambda path: self._desk.tasks.start(sessions.save_as(path), "save the project")
        )

    def _show_project(self, info: ProjectInfo) -> None:
        self._window.header.show_project(self._name_of(info))
        self._show_title()
        self._desk.preferences.change(last_project=str(info.path))

    def _show_title(self) -> None:
        """The clip that is open, and its project: they tell several windows apart."""
        info, clip = self._desk.sessions.info(), self._desk.models.document.clip
        parts = (Path(clip.source).name if clip is not None else "", self._name_of(info) if info is not None else "")
        self._window.setWindowTitle(" · ".join(filter(None, parts)))

    def _name_of(self, info: ProjectInfo) -> str:
        return self._window.tr("Untitled project") if info.untitled else info.name

    def _folder(self) -> str:
        return self._desk.preferences.settings.last_folder or str(Path.home())

    # Takes

    def _connect_takes(self) -> None:
        a, desk, actions = ActionId, self._desk, self._desk.actions
        takes = desk.models.takes
        actions[a.NEXT_TAKE].triggered.connect(lambda: takes.step(1))
        actions[a.PREVIOUS_TAKE].triggered.connect(lambda: takes.step(-1))
        actions[a.STAR_TAKE].triggered.connect(lambda: desk.comparing.rate(Rating.STARRED))
        actions[a.REJECT_TAKE].triggered.connect(lambda: desk.comparing.rate(Rating.REJECTED))
        actions[a.REUSE_SETTINGS].triggered.connect(desk.comparing.reuse)
        further = TakeAsClip(desk.models, desk.sessions, desk.tasks, self._window)
        actions[a.RETAKE_TAKE].triggered.connect(further.begin)
        further.writing.connect(
            lambda name, done, total: self._window.notices.show_progress(
                self._window.tr("Writing {0} to retake it").format(name), done, total, further.stop
            )
        )
        further.ended.connect(self._window.notices.end_progress)
        actions[a.REMOVE_TAKE].triggered.connect(desk.comparing.remove)
        actions[a.EXPORT].triggered.connect(self._export)
        self._window.takes.noteWritten.connect(desk.comparing.annotate)
        self._window.takes.revealWanted.connect(desk.comparing.reveal)
        desk.retaking.takeArrived.connect(desk.comparing.look_at)
        desk.exporting.exported.connect(
            lambda path: self._window.notices.show_news(
                self._window.tr("Exported {0}").format(path),
                self._window.tr("Show in folder"),
                lambda: show_folder(path.parent, self._window, lambda: self._window.notices.show_place(path)),
            )
        )

    def _export(self) -> None:
        clip, take = self._desk.models.document.clip, self._desk.models.takes.shown
        if clip is None or take is None:
            return
        from retake_gui.ui.export import ExportSheet

        sheet = ExportSheet(self._desk.exporting.prepare(clip, take), self._window)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    # Engine, money, and the rest

    def _connect_rest(self) -> None:
        a, desk, window = ActionId, self._desk, self._window
        actions, undo = desk.actions, desk.undo
        desk.tasks.failed.connect(window.show_error)
        desk.preferences.failed.connect(window.show_error)
        desk.preferences.changed.connect(self._apply_preference)
        desk.preferences.checkWanted.connect(self._engine.check_key)
        desk.preferences.keyChanged.connect(lambda _words: self._engine.show())
        window.header.engineChosen.connect(self._engine.choose)
        window.header.keysWanted.connect(self._show_preferences_at_key)
        actions[a.PREFERENCES].triggered.connect(lambda: self._show_preferences())  # noqa: PLW0108 - not the flag
        actions[a.SHORTCUTS].triggered.connect(self._show_keys)
        actions[a.COMMANDS].triggered.connect(self._show_keys)
        actions[a.ABOUT].triggered.connect(lambda: self._dialogs.about())  # noqa: PLW0108 - loaded late
        actions[a.SHOW_LOG].triggered.connect(self._show_log)
        actions[a.UNDO].triggered.connect(undo.undo)
        actions[a.REDO].triggered.connect(undo.redo)
        undo.canUndoChanged.connect(lambda can: actions.hold({When.UNDO: can}))
        undo.canRedoChanged.connect(lambda can: actions.hold({When.REDO: can}))
        undo.undoTextChanged.connect(lambda words: actions[a.UNDO].setText(window.tr("Undo {0}").format(words).strip()))
        undo.redoTextChanged.connect(lambda words: actions[a.REDO].setText(window.tr("Redo {0}").format(words).strip()))

    def _apply_preference(self, name: str) -> None:
        settings = self._desk.preferences.settings
        if name in ("engine", "base_url", "key_name", "model"):
            self._engine.use()
        elif name == "ask_above":
            self._desk.retaking.set_limit(None if settings.ask_above is None else _cents(settings.ask_above))
        elif name == "in_flight":
            self._desk.retaking.set_in_flight(settings.in_flight)

    def _show_preferences(self) -> "PreferencesDialog":
        from retake_gui.ui.preferences import PreferencesDialog

        folder = self._stage.data_folder if self._stage is not None else Path()
        dialog = PreferencesDialog(self._desk.preferences, folder, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.keyEntered.connect(self._add_key)
        dialog.open()
        return dialog

    def _add_key(self, name: str, key: str) -> None:
        self._desk.tasks.start(self._desk.preferences.add_key(name, key), "check a key")

    def _show_preferences_at_key(self) -> None:
        self._show_preferences().focus_key()

    def _show_keys(self) -> None:
        from retake_gui.ui.keys_sheet import KeysSheet

        sheet = KeysSheet(self._desk.actions, self._window)
        sheet.keysChanged.connect(self._keep_keys)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _keep_keys(self, name: str, keys: list[str] | None) -> None:
        """Remember the keys that the user chose for an action; ``None`` for its first ones."""
        preferences = self._desk.preferences
        chosen = {action: list(found) for action, found in preferences.settings.keys.items() if action != name}
        preferences.change(keys=chosen if keys is None else {**chosen, name: keys})

    def _show_log(self) -> None:
        if self._stage is not None:
            folder = self._stage.data_folder / "logs"
            show_folder(folder, self._window, lambda: self._window.notices.show_place(folder))


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount))
