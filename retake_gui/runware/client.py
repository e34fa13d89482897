"""The service's client: submit, poll, upload, delete, balance. Usable without the rest of the program.

A task that may have been accepted is never sent under another UUID: after an ambiguous answer the service is asked for
it, and only the same body is sent again.
"""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from retake_gui.domain.errors import Category, RetakeError, ServiceError, ServiceUnreachable, SettingRefused
from retake_gui.runware.amounts import read_amount
from retake_gui.runware.backoff import ATTEMPTS, Transient, pause, tries
from retake_gui.runware.categories import service_error, status_error
from retake_gui.runware.connection import Connection, Limits
from retake_gui.runware.secret import Secret
from retake_gui.runware.statuses import TaskStatus, read_statuses
from retake_gui.runware.upload_body import UploadBody
from retake_gui.runware.wire import Envelope, ErrorObject, Item

__all__ = ["Acknowledged", "Limits", "RunwareClient", "TaskStatus", "UploadedMedia"]

_FIRST_POLL, _NEXT_POLL, _GROWTH, _LONGEST_POLL = 1.0, 0.5, 1.5, 10.0
_SIGNS = 3
_CONFLICT = "conflicttaskuuid"
_STILL_PROCESSING = "1"
_MOST_PROCESSING_POLLS = 120


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The service has the task.

    Attributes:
        was_known: It already had it when it was asked, so nothing was sent twice.
    """

    task_uuid: str
    was_known: bool = False


@dataclass(frozen=True, slots=True)
class UploadedMedia:
    """A file that the service keeps."""

    media_uuid: str
    media_url: str = ""


class RunwareClient:
    """Speaks the protocol with one base URL.

    Args:
        base_url: The endpoint itself, such as ``https://api.runware.ai/v1``.
        api_key: Sent in the ``Authorization`` header of this endpoint and nowhere else.
        poll_scale: Multiplies poll intervals, back-off and ``Retry-After``.
        transport: Another way to send requests, for tests.
        limits: Of time and size.
        allow_insecure: Whether an address that is neither https nor this machine is accepted.

    Raises:
        SettingRefused: The key is none, or the address is none or would send the key in the clear.
    """

    def __init__(
        self,
        base_url: str,
        api_key: Secret | str,
        *,
        poll_scale: float = 1.0,
        transport: httpx.AsyncBaseTransport | None = None,
        limits: Limits | None = None,
        allow_insecure: bool = False,
    ) -> None:
        self._key = Secret(api_key)
        if not self._key.can_be_sent:
            raise SettingRefused("apiKey", "The key has characters that no key has.", do="Copy it from the service.")
        self._scale = poll_scale
        self._way = Connection(base_url, self._key, transport=transport, limits=limits, allow_insecure=allow_insecure)

    def __repr__(self) -> str:
        return f"RunwareClient({self._way.url!r}, {self._key!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._way.__aexit__(kind, error, trace)

    def poll_delays(self) -> Iterator[float]:
        """Seconds before each poll: the first after one, then half a second growing by half up to ten."""
        yield _FIRST_POLL * self._scale
        delay = _NEXT_POLL
        while True:
            yield delay * self._scale
            delay = min(_LONGEST_POLL, delay * _GROWTH)

    async def submit(self, body: dict[str, Any]) -> Acknowledged:
        """Send a task, and be sure that the service has it exactly once.

        Raises:
            ServiceError: It was refused; nothing is billed.
            ServiceUnreachable: Nobody knows whether it was accepted; the same body may be sent again later.
        """
        task_uuid = str(body["taskUUID"])
        in_doubt = reached = False
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._acknowledged(await self._once([body]), task_uuid, reached=reached)
            except Transient as transient:
                in_doubt = in_doubt or transient.ambiguous
                reached = reached or transient.ambiguous or bool(transient.status)
                last = transient
            except ServiceError as error:
                error.in_doubt = in_doubt
                raise
            await asyncio.sleep(pause(attempt, last.retry_after, self._scale))
            if in_doubt and await self._shows_sign(task_uuid):
                return Acknowledged(task_uuid, was_known=True)
        outcome = self._exhausted(last)
        if isinstance(outcome, ServiceError):
            outcome.in_doubt = in_doubt
        raise outcome

    async def poll(self, task_uuids: Sequence[str]) -> dict[str, TaskStatus]:
        """Ask for some tasks with one request; each answer is cumulative.

        Raises:
            ServiceError: The whole request was refused.
            ServiceUnreachable: No usable answer came.
        """
        tasks = [{"taskType": "getResponse", "taskUUID": task_uuid} for task_uuid in task_uuids]
        envelope = await self._insist(tasks)
        statuses = read_statuses(envelope, task_uuids, self._key)
        silent = all(
            status.state == "unknown" and status.not_found is None and not status.failures
            for status in statuses.values()
        )
        if silent:
            strangers = [error for error in envelope.errors if not error.task_uuid]
            if strangers:
                raise service_error(strangers[0], self._key, details=envelope.story)
        return statuses

    async def upload(
        self, path: Path, *, mime: str, on_progress: Callable[[int, int], None] | None = None
    ) -> UploadedMedia:
        """Store a file at the service, streamed from disk: memory stays flat whatever its size.

        Args:
            path: The file; it must not change meanwhile.
            mime: Its media type.
            on_progress: Told bytes of the file that were sent, and its size.

        Raises:
            ServiceError: It was refused.
            ServiceUnreachable: The service cannot be reached, or keeps failing.
            StorageError: The file cannot be read.
        """
        task_uuid = str(uuid.uuid4())
        body = UploadBody(path, mime, task_uuid, on_progress)
        try:
            async for attempt in tries(self._scale):
                with attempt:
                    envelope = await self._way.post_file(body.chunks(), body.length)
        except Transient as transient:
            raise self._exhausted(transient) from None
        item = self._item(envelope, "mediaUUID")
        if item.media_uuid == _STILL_PROCESSING:
            item = await self._processed(task_uuid)
        return UploadedMedia(item.media_uuid, item.media_url)

    async def delete_media(self, media_uuid: str) -> None:
        """Remove an uploaded file.

        Raises:
            ServiceError: It is not there, or may not be removed.
            ServiceUnreachable: No usable answer came.
        """
        task = {
            "taskType": "mediaStorage",
            "taskUUID": str(uuid.uuid4()),
            "operation": "delete",
            "media": media_uuid,
        }
        self._raise_errors(await self._insist([task]))

    async def balance(self) -> Decimal:
        """Dollars left on the account.

        Raises:
            ServiceError: The key is not accepted, or there is no balance in the answer.
            ServiceUnreachable: No usable answer came.
        """
        task = {"taskType": "accountManagement", "taskUUID": str(uuid.uuid4()), "operation": "getDetails"}
        envelope = await self._insist([task])
        for item in envelope.items:
            amount = read_amount(item.balance)
            if amount is not None:
                return amount
        self._raise_errors(envelope)
        raise _unexpected("balance")

    # One request

    async def _insist(self, tasks: list[dict[str, Any]]) -> Envelope:
        """Send tasks that may be sent any number of times."""
        envelope = Envelope()
        try:
            async for attempt in tries(self._scale):
                with attempt:
                    envelope = await self._once(tasks)
        except Transient as transient:
            raise self._exhausted(transient) from None
        return envelope

    async def _once(self, tasks: list[dict[str, Any]]) -> Envelope:
        return await self._way.post(json.dumps(tasks, separators=(",", ":"), ensure_ascii=False).encode())

    # What answers mean

    def _acknowledged(self, envelope: Envelope, task_uuid: str, *, reached: bool) -> Acknowledged:
        """Whether the task is accepted; data counts before errors.

        Raises:
            ServiceError: It is not.
            Transient: Nobody can tell from this answer.
        """
        ours = [item for item in envelope.items if item.task_uuid.lower() in (task_uuid.lower(), "")]
        refusals = [ErrorObject.read(item.error) for item in ours if item.error and not item.video_url]
        if len(ours) > len(refusals):
            return Acknowledged(task_uuid)
        for error in (*envelope.errors, *refusals):
            if error.code.lower() == _CONFLICT and reached:
                return Acknowledged(task_uuid, was_known=True)
            raise service_error(error, self._key, details=envelope.story)
        raise Transient("an answer without an acknowledgment", ambiguous=True, exchange=envelope.exchange)

    async def _shows_sign(self, task_uuid: str) -> bool:
        """Up to three looks: any sign of the task means that it was accepted."""
        task = {"taskType": "getResponse", "taskUUID": task_uuid}
        for number, delay in zip(range(_SIGNS), self.poll_delays(), strict=False):
            if number:
                await asyncio.sleep(delay)
            try:
                envelope = await self._once([task])
            except (Transient, RetakeError):  # a refused look tells nothing about the task: the doubt stays
                continue
            if read_statuses(envelope, [task_uuid], self._key)[task_uuid].state != "unknown":
                return True
        return False

    def _item(self, envelope: Envelope, wanted: str) -> Item:
        item = next((item for item in envelope.items if item.media_uuid), None)
        if item is not None:
            return item
        self._raise_errors(envelope)
        raise _unexpected(wanted)

    async def _processed(self, task_uuid: str) -> Item:
        """Wait until an upload has its real identity."""
        task = {"taskType": "getResponse", "taskUUID": task_uuid}
        for _, delay in zip(range(_MOST_PROCESSING_POLLS), self.poll_delays(), strict=False):
            await asyncio.sleep(delay)
            envelope = await self._insist([task])
            item = next((item for item in envelope.items if item.media_uuid), None)
            if item is not None and item.media_uuid != _STILL_PROCESSING:
                return item
            self._raise_errors(envelope)
        raise ServiceUnreachable(
            "The service is still working on the uploaded clip.", kept="The job is kept.", do="Resume it later."
        )

    def _raise_errors(self, envelope: Envelope) -> None:
        for error in envelope.errors:
            raise service_error(error, self._key, details=envelope.story)

    def _exhausted(self, last: Transient) -> RetakeError:
        """What remains when every try failed: the service's own words where it had any."""
        story = last.exchange.text if last.exchange is not None else last.reason
        envelope = Envelope.parse(last.body) if last.body else None
        if envelope is not None and envelope.errors and last.status == 429:
            return service_error(envelope.errors[0], self._key, status=last.status, details=story)
        if last.status == 429:
            return status_error(last.status, story)
        return ServiceUnreachable(
            "The service cannot be reached." if not last.status else "The service does not answer properly.",
            kept="The job is kept as it is.",
            do="Check the network; the job can be resumed at any time.",
            details=story,
        )


def _unexpected(what: str, task_uuid: str | None = None) -> ServiceError:
    return ServiceError(
        f"The service answered without the expected {what}.",
        category=Category.UNKNOWN,
        code="unexpectedAnswer",
        task_uuid=task_uuid,
        kept="The job is kept.",
        do="Try again.",
    )
