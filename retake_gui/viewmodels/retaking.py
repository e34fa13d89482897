"""Starting retakes, and following their jobs until takes arrive."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.errors import RetakeError, ServiceError, SettingRefused
from retake_gui.domain.settings import Mode, RetakeSettings
from retake_gui.domain.span import Span
from retake_gui.domain.take import Take
from retake_gui.viewmodels.action_set import ActionSet
from retake_gui.viewmodels.actions import ActionId, When
from retake_gui.viewmodels.job_news import JobNews, Told
from retake_gui.viewmodels.jobs import JobRow, still_offered
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.session import Session, SessionModel
from retake_gui.viewmodels.tasks import Tasks

if TYPE_CHECKING:
    from retake_gui.services.jobs import JobEvent, Planned
    from retake_gui.services.several import PlannedBatch


class RetakingModel(QObject):
    """The way from the button to the take.

    Signals:
        confirmationWanted: It would cost more than the user wants to spend unasked (dollars, what starts it then).
        takeArrived: A result was fetched, checked and measured (``Take``).
        jobFailed: A job ended without a result (``RetakeError``, its taskUUID).
        jobEnded: A job that was going on has ended, well or not (``Job``).
        jobMoved: A job took a step.
    """

    confirmationWanted = Signal(object, object)
    takeArrived = Signal(object)
    jobFailed = Signal(object, str)
    jobEnded = Signal(object)
    jobMoved = Signal()

    def __init__(
        self,
        models: Models,
        sessions: SessionModel,
        tasks: Tasks,
        actions: ActionSet,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._sessions, self._tasks, self._actions = models, sessions, tasks, actions
        self._leave: Callable[[], None] | None = None
        self._ask_above: Decimal | None = None
        self._in_front = False
        self._news = JobNews(models.jobs, self)
        self._news.told.connect(self._tell_news)
        sessions.opened.connect(self._follow)
        for signal in (models.document.planChanged, models.document.clipChanged, models.document.settingsChanged):
            signal.connect(self._hold)
        models.document.settingsChanged.connect(self._show_mode)
        self._hold()
        self._show_mode()

    def set_limit(self, dollars: Decimal | None) -> None:
        """Ask before a retake that costs more."""
        self._ask_above = dollars

    def retake(self) -> None:
        """Start what the document describes, or ask first where it is dear."""
        self._ask_first(self._models.document.price, self.start)

    def plan_batch(self, segments: Sequence[Span], prompts: Sequence[str]) -> "PlannedBatch | None":
        """Plan each of several ranges with each of several prompts; ``None`` where no clip is open."""
        from retake_gui.services.several import plan_batch

        session, clip_id, document = self._sessions.session, self._sessions.clip_id, self._models.document
        clip = document.clip
        if session is None or clip_id is None or clip is None:
            return None
        return plan_batch(
            lambda segment, settings: session.runner.plan(
                clip_id, clip, segment, settings, engine=document.service.key, context=document.context
            ),
            segments,
            prompts,
            document.settings,
        )

    def start_batch(self, batch: "PlannedBatch") -> None:
        """Start all that was planned together, or ask first where it is dear."""
        session = self._sessions.session
        if session is None:
            return

        def start() -> None:
            self._remember(session, *dict.fromkeys(each.settings.prompt for each in batch.planned))
            self._tasks.start(session.runner.start_all(batch.planned), "start several retakes")

        self._ask_first(batch.estimate, start)

    def _ask_first(self, price: Decimal | None, start: Callable[[], None]) -> None:
        limit = self._ask_above
        dear = price is not None and limit is not None and price > limit
        if dear and not self._models.document.service.is_draft:
            self.confirmationWanted.emit(price, start)
        else:
            start()

    def start(self) -> None:
        """Start what the document describes."""
        document, clip_id, session = self._models.document, self._sessions.clip_id, self._sessions.session
        if session is None or clip_id is None:
            return
        self._sessions.save_now()
        try:
            planned = self._plan(session, clip_id, document.segment, document.settings)
        except RetakeError as error:
            self._tell(error)
            return
        if planned is None:
            return
        self._remember(session, document.settings.prompt)
        task_uuid = document.task_uuid or None
        document.spend_task_uuid()
        self._tasks.start(session.runner.start(planned, task_uuid=task_uuid), "start a retake")

    def _plan(self, session: Session, clip_id: int, segment: Span, settings: RetakeSettings) -> "Planned | None":
        """A retake of what is open; ``None`` where nothing is.

        Raises:
            SettingRefused: A limit is broken.
        """
        document = self._models.document
        if document.remote_request is not None:
            from retake_gui.services.planning import plan_unseen

            request = document.remote_request
            seconds = Fraction(request.start + request.duration + 1)
            return plan_unseen(clip_id, document.address, request, settings, document.service, seconds)
        if document.clip is None:
            return None
        return session.runner.plan(
            clip_id,
            document.clip,
            segment,
            settings,
            engine=document.service.key,
            context=document.context,
            video=document.sent_address,
        )

    def _tell(self, error: RetakeError) -> None:
        """An error is shown, and stands at the field that it concerns."""
        parameters = error_parameters(error)
        if parameters:
            self._models.document.tell_refused(parameters, error.sentence)
        self._tasks.failed.emit(error)

    def modes(self) -> tuple[tuple[ActionId, Mode], ...]:
        """Which action chooses which mode."""
        return (
            (ActionId.MODE_AUDIO, Mode.AUDIO),
            (ActionId.MODE_VIDEO, Mode.VIDEO),
            (ActionId.MODE_BOTH, Mode.BOTH),
        )

    def set_mode(self, mode: Mode) -> None:
        """Replace sound, picture or both."""
        self._models.document.edit_settings(self.tr("Choose what is replaced"), mode=mode)
        self._show_mode()

    def set_in_flight(self, jobs: int) -> None:
        """How many jobs run at once from now on."""
        if self._sessions.session is not None:
            self._sessions.session.runner.in_flight = jobs

    def cancel(self, task_uuid: str) -> None:
        """Stop waiting for a job."""
        session = self._sessions.session
        if session is not None:
            self._tasks.start(session.runner.cancel(task_uuid), "cancel a job")

    def retry(self, task_uuid: str) -> None:
        """Try again, or go on waiting for a result that is already being made."""
        session = self._sessions.session
        if session is not None:
            self._tasks.start(session.runner.retry(task_uuid), "try a job again")

    def edit_again(self, task_uuid: str) -> None:
        """Put the range and the settings of a job into the panel, to be tried again with others."""
        row = self._models.jobs.row(task_uuid)
        if row is not None and row.job.clip_id == self._sessions.clip_id:
            self._models.document.load(self.tr("Use the job's settings"), row.job.settings, row.job.segment)

    def dismiss(self, task_uuid: str) -> None:
        """Take an ended job off the list, now and after the next start; the project keeps it."""
        from retake_gui.services.background import commit

        self._models.jobs.remove(task_uuid)
        session = self._sessions.session
        if session is not None:
            self._tasks.start(commit(partial(session.project.dismiss_job, task_uuid)), "take a job off the list")

    def _follow(self, session: Session) -> None:
        if self._leave is not None:
            self._leave()
        self.close()
        self._leave = session.runner.subscribe(self._news.take_in)
        now = datetime.now(UTC)
        self._models.jobs.reset([job for job in session.project.jobs() if still_offered(job, now)])
        self._tasks.start(session.runner.resume_all(), "go on with unfinished jobs")
        self._hold()

    def close(self) -> None:
        """What is not told yet is in the journal."""
        self._news.clear()

    def _tell_news(self, news: Told) -> None:
        ended = [row.job for row in news.rows.values() if self._was_active(row) and not row.is_active]
        self._models.jobs.update(*news.rows.values())
        self.jobMoved.emit()
        self._arrive(news.takes)
        for event in news.refused:
            self._refuse(event)
        for job in ended:
            self.jobEnded.emit(job)
        self._in_front = self._in_front and self._models.jobs.active > 0

    def _was_active(self, row: JobRow) -> bool:
        before = self._models.jobs.row(row.job.task_uuid)
        return before is not None and before.is_active

    def _refuse(self, event: "JobEvent") -> None:
        if event.problem is None:
            return
        if event.job.clip_id == self._sessions.clip_id:
            self._models.document.tell_refused(error_parameters(event.problem), event.problem.sentence)
        self.jobFailed.emit(event.problem, event.job.task_uuid)

    def _arrive(self, arrived: list[Take]) -> None:
        here = [take for take in arrived if take.clip_id == self._sessions.clip_id]
        self._models.takes.add(*here)
        front: Take | None = None
        for take in here:
            new = front is None or front.task_uuid != take.task_uuid
            if new and self._belongs_in_front(take):
                self._in_front, front = True, take
        if front is not None:
            self._models.takes.show(front)
        for take in arrived:
            self.takeArrived.emit(take)

    def _belongs_in_front(self, take: Take) -> bool:
        """Whether a take that has come is shown: of many jobs the first one's, then none until the last one's.

        What the user looks at meanwhile stays.
        """
        shown = self._models.takes.shown
        if shown is not None and shown.task_uuid == take.task_uuid:
            return False
        others = any(row.is_active and row.job.task_uuid != take.task_uuid for row in self._models.jobs.rows)
        return not (self._in_front and others)

    def _remember(self, session: Session, *prompts: str) -> None:
        from retake_gui.services.background import commit

        work = commit(partial(session.project.remember_prompts, *prompts))
        self._tasks.start(work, "remember a prompt")

    def _show_mode(self) -> None:
        for action, mode in self.modes():
            self._actions[action].setChecked(self._models.document.settings.mode is mode)

    def _hold(self) -> None:
        document = self._models.document
        described = document.window is not None or document.remote_request is not None
        ready = self._sessions.session is not None and described and not document.refusals
        self._actions.hold({When.RETAKE: ready})


def error_parameters(error: RetakeError) -> tuple[str, ...]:
    """The contract's names of the fields that an error concerns."""
    if isinstance(error, SettingRefused):
        return (error.parameter,)
    return error.parameters if isinstance(error, ServiceError) else ()
