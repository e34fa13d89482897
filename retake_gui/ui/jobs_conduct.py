"""Ties the panel of jobs, its sheet and its questions to the models that act."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from retake_gui.domain.errors import RetakeError
from retake_gui.domain.job import Job, JobState
from retake_gui.domain.price import dollars
from retake_gui.domain.service import SERVICES
from retake_gui.domain.spending import Spent
from retake_gui.ui.engine_conduct import ACCOUNT
from retake_gui.ui.jobs.words import state_words
from retake_gui.ui.main_window import MainWindow
from retake_gui.ui.notifier import Notifier
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.batch import BatchModel
from retake_gui.viewmodels.desk import Desk
from retake_gui.viewmodels.jobs import JobRow

if TYPE_CHECKING:
    from retake_gui.ui.dialogs import Dialogs


class JobsConduct:
    """One per window.

    Args:
        dialogs: Gives the window's dialogs, loaded when they are first wanted.
        ask_for_key: Lets the user enter a key.
    """

    def __init__(
        self, window: MainWindow, desk: Desk, dialogs: Callable[[], "Dialogs"], ask_for_key: Callable[[], object]
    ) -> None:
        self._window, self._desk, self._dialogs, self._ask_for_key = window, desk, dialogs, ask_for_key
        self._notifier = Notifier(window)
        self._waits_for_key = ""
        self._failed: set[str] = set()
        self.batch = BatchModel(desk.models, desk.retaking)
        self.batch.markers = lambda: [marker.frame for marker in desk.models.timeline.markers]
        self._connect_retakes()
        self._connect_panel()

    def _connect_retakes(self) -> None:
        a, desk = ActionId, self._desk
        retaking = desk.retaking
        desk.actions[a.RETAKE].triggered.connect(retaking.retake)
        desk.actions[a.BATCH].triggered.connect(self._show_batch)
        retaking.confirmationWanted.connect(lambda price, start: self._dialogs().ask_about_cost(price, start))
        retaking.jobFailed.connect(self._tell_failure)
        for signal in (retaking.jobMoved, desk.models.jobs.countChanged):
            signal.connect(self._forget_failures)
        retaking.jobEnded.connect(self._tell_end)
        desk.preferences.keyAccepted.connect(self._go_on_with_key)
        for action, mode in retaking.modes():
            desk.actions[action].triggered.connect(lambda _checked, chosen=mode: retaking.set_mode(chosen))

    def _connect_panel(self) -> None:
        a, desk, panel = ActionId, self._desk, self._window.jobs
        panel.cancelWanted.connect(self._cancel)
        panel.retryWanted.connect(self._retry)
        panel.editWanted.connect(self._edit)
        panel.removeWanted.connect(desk.retaking.dismiss)
        panel.holdWanted.connect(desk.queue.hold)
        panel.moveWanted.connect(desk.queue.move)
        panel.pauseWanted.connect(desk.queue.pause)
        panel.keyWanted.connect(self._ask_for_another_key)
        batch = desk.actions[a.BATCH]
        panel.batchWanted.connect(batch.trigger)
        batch.changed.connect(lambda: panel.set_batch_enabled(batch.isEnabled()))
        panel.set_batch_enabled(batch.isEnabled())
        panel.currentChanged.connect(lambda _task: self._hold_actions())
        desk.models.jobs.dataChanged.connect(lambda *_rows: self._hold_actions())
        desk.models.jobs.countChanged.connect(self._hold_actions)
        desk.queue.spentChanged.connect(self._show_spent)
        desk.actions[a.CANCEL_JOB].triggered.connect(lambda: self._cancel(self._current()))
        desk.actions[a.RETRY_JOB].triggered.connect(lambda: self._retry(self._current()))

    def _current(self) -> str:
        """The job that commands are about: the chosen one, else the first on the list."""
        rows = self._desk.models.jobs.rows
        return self._window.jobs.list.current or (rows[0].job.task_uuid if rows else "")

    def _hold_actions(self) -> None:
        row = self._desk.models.jobs.row(self._current())
        self._desk.actions.hold(
            {
                When.JOB_ACTIVE: row is not None and not row.job.state.is_final,
                When.JOB_STOPPED: row is not None and row.can_retry,
            }
        )

    def _cancel(self, task_uuid: str) -> None:
        """What the service has goes on there: say so first."""
        row = self._desk.models.jobs.row(task_uuid)
        if row is None:
            return
        service = SERVICES.get(row.job.engine)
        paid = row.is_billed_anyway and not (service is not None and service.is_draft)
        if paid:
            self._dialogs().ask_about_cancelling(lambda: self._desk.retaking.cancel(task_uuid))
        else:
            self._desk.retaking.cancel(task_uuid)

    def _edit(self, task_uuid: str) -> None:
        self._desk.retaking.edit_again(task_uuid)
        self._window.retake.prompt.editor.setFocus()

    def _ask_for_another_key(self, task_uuid: str) -> None:
        self._waits_for_key = task_uuid
        self._ask_for_key()

    def _go_on_with_key(self) -> None:
        """A key was accepted: the job for whose sake it was entered goes on."""
        task_uuid, self._waits_for_key = self._waits_for_key, ""
        row = self._desk.models.jobs.row(task_uuid)
        if row is not None and row.can_retry:
            self._retry(task_uuid)

    def _retry(self, task_uuid: str) -> None:
        self._forget_failure(task_uuid)
        self._desk.retaking.retry(task_uuid)

    def _tell_failure(self, error: RetakeError, task_uuid: str) -> None:
        self._failed.add(task_uuid)
        self._window.notices.show_error(error, task_uuid)

    def _forget_failures(self) -> None:
        """Nothing is said any more of jobs that go on, have ended otherwise, or were taken off the list."""
        for task_uuid in tuple(self._failed):
            row = self._desk.models.jobs.row(task_uuid)
            if row is None or row.job.state is not JobState.FAILED:
                self._forget_failure(task_uuid)

    def _forget_failure(self, task_uuid: str) -> None:
        self._failed.discard(task_uuid)
        self._window.notices.end_cause(task_uuid)

    def _show_batch(self) -> None:
        from retake_gui.ui.jobs.batch_sheet import BatchSheet

        document = self._desk.models.document
        sheet = BatchSheet(
            self.batch, document.settings.prompt, is_draft=document.service.is_draft, parent=self._window
        )
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _show_spent(self, project: Spent, month: Spent) -> None:
        tr, parts = self._window.tr, []
        for words, spent in ((tr("project {0}"), project), (tr("this month {0}"), month)):
            if spent.total:
                about = tr("about {0}").format(dollars(spent.total)) if spent.estimated else dollars(spent.total)
                parts.append(words.format(about))
        self._window.jobs.show_spent(" · ".join(parts))

    def _tell_end(self, job: Job) -> None:
        if job.state is JobState.SUCCEEDED and job.engine == self._desk.models.document.service.key:
            self._window.notices.end_cause(ACCOUNT)  # its service answers again
        if self._desk.preferences.settings.notify and job.state is not JobState.CANCELLED:
            self._notifier.tell(state_words(JobRow(job)), " ".join(job.settings.prompt.split())[:120])
