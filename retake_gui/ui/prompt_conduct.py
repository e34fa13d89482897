"""Ties what stands around the prompt to the models: first frame, library, request, comparison of prompts."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from retake_gui.domain.settings import FrameImage
from retake_gui.domain.window import Context
from retake_gui.ui.main_window import MainWindow
from retake_gui.viewmodels.actions import ActionId
from retake_gui.viewmodels.desk import Desk, Stage

if TYPE_CHECKING:
    from retake_gui.services.request_json import Pasted
    from retake_gui.ui.dialogs import Dialogs
    from retake_gui.ui.prompt.request_sheet import RequestSheet


class PromptConduct:
    """One per window.

    Args:
        dialogs: Gives the window's dialogs, loaded when they are first wanted.
        folder: Where dialogs begin.
    """

    def __init__(
        self, window: MainWindow, desk: Desk, dialogs: Callable[[], "Dialogs"], folder: Callable[[], str]
    ) -> None:
        self._window, self._desk, self._dialogs, self._folder = window, desk, dialogs, folder
        self._stage: Stage | None = None
        self._sheet: RequestSheet | None = None
        a, actions, panel = ActionId, desk.actions, window.retake
        panel.playheadFrameWanted.connect(self._use_playhead_frame)
        panel.imageFileWanted.connect(
            lambda: dialogs().ask_for_image(folder(), lambda path: self.set_first_frame(str(path)))
        )
        panel.imageAddressWanted.connect(lambda: dialogs().ask_for_address(self.set_first_frame))
        panel.prompt.libraryWanted.connect(actions[a.PROMPTS].trigger)
        panel.prompt.requestWanted.connect(actions[a.REQUEST].trigger)
        actions[a.PROMPTS].triggered.connect(self._show_library)
        actions[a.REQUEST].triggered.connect(lambda: self.show_request())  # noqa: PLW0108 - not the flag
        actions[a.COMPARE_PROMPTS].triggered.connect(self._show_diff)

    def begin(self, stage: Stage) -> None:
        """The heavy rooms are loaded."""
        self._stage = stage
        self._desk.request.connect_service(stage.service_url, self._open_and_apply)

    def set_first_frame(self, value: str) -> None:
        """Start the range from an image."""
        document = self._desk.models.document
        document.edit_settings(self._window.tr("Set the first frame"), frame_images=(FrameImage(value),))

    def show_request(self, text: str = "") -> None:
        """Show the request; a text is put in as if it had been pasted."""
        from retake_gui.ui.prompt.request_sheet import RequestSheet

        if self._sheet is None:
            self._sheet = RequestSheet(self._desk.request, self._window)
            self._sheet.finished.connect(self._sheet.deleteLater)
            self._sheet.finished.connect(self._forget_sheet)
        self._sheet.show()
        self._sheet.activateWindow()
        if text:
            self._sheet.paste(text)

    def _forget_sheet(self) -> None:
        self._sheet = None

    def _open_and_apply(self, pasted: "Pasted") -> None:
        self._desk.tasks.start(self._opened_and_applied(pasted), "open the video of a request")

    async def _opened_and_applied(self, pasted: "Pasted") -> None:
        sessions, document = self._desk.sessions, self._desk.models.document
        await sessions.open_address(pasted.video)
        if document.address == pasted.video:
            document.set_context(Context.WHOLE)
            self._desk.request.apply(pasted)
            if document.remote_request is not None and pasted.request is not None:
                document.edit_remote(pasted.request, self._window.tr("Move the range"))

    def _use_playhead_frame(self) -> None:
        clip, info = self._desk.models.document.clip, self._desk.sessions.info()
        if clip is None or info is None or self._stage is None:
            return
        frame, still = self._desk.models.player.position, self._stage.still
        target = info.takes_folder / "frames" / f"{Path(clip.source).stem}_{frame:06}.png"
        work = asyncio.to_thread(still, clip, frame, target)
        task = self._desk.tasks.start(work, "save a frame")
        task.add_done_callback(
            lambda done: self.set_first_frame(str(target)) if not done.cancelled() and not done.exception() else None
        )

    def _show_library(self) -> None:
        from retake_gui.ui.prompt.library import PromptLibrary

        session = self._desk.sessions.session
        used = session.project.prompts() if session is not None else []
        examples = [(template.title, template.prompt) for template in self._desk.request.templates()]
        sheet = PromptLibrary(used, examples, self._window)
        sheet.finished.connect(sheet.deleteLater)
        sheet.chosen.connect(self._use_prompt)
        sheet.open()

    def _use_prompt(self, prompt: str) -> None:
        self._desk.models.document.edit_settings(self._window.tr("Use a prompt again"), prompt=prompt)
        self._window.retake.prompt.editor.setFocus()

    def _show_diff(self) -> None:
        from retake_gui.ui.takes.prompt_diff import PromptDiffSheet

        models = self._desk.models
        takes = models.takes.takes
        if models.takes.shown is None:
            return
        prompts = [(take.title, take.settings.prompt) for take in takes]
        prompts.append((self._window.tr("The panel now"), models.document.settings.prompt))
        at = models.takes.row_of(models.takes.shown)
        other = min(at + 1, len(takes))
        older, newer = (other, at) if other < len(takes) else (at, other)
        sheet = PromptDiffSheet(prompts, older, newer, self._window)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()
