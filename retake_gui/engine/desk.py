"""Each type of task, checked against the contract and carried out."""

from collections.abc import Callable
from typing import Any

from retake_gui.domain.errors import Refused
from retake_gui.engine.config import EngineConfig
from retake_gui.engine.contract import (
    ACCOUNT_MANAGEMENT,
    AUTHENTICATION,
    GET_RESPONSE,
    MEDIA_STORAGE,
    Parameter,
    video_inference,
)
from retake_gui.engine.faults import Fault, TaskRefused, refuse_if
from retake_gui.engine.media_store import MediaStore, not_found
from retake_gui.engine.retake import Retake
from retake_gui.engine.tasks import TASK_TYPE, TaskBook
from retake_gui.engine.validation import check_fields

Answer = tuple[list[dict[str, Any]], list[Fault]]


class TaskDesk:
    """Takes one task object at a time."""

    def __init__(self, config: EngineConfig, media: MediaStore, book: TaskBook, address: Callable[[str], str]) -> None:
        self._config, self._media, self._book, self._address = config, media, book, address
        self._forms: dict[str, tuple[Parameter, ...]] = {
            TASK_TYPE: video_inference(config.models, config.service.least_seconds),
            "getResponse": GET_RESPONSE,
            "mediaStorage": MEDIA_STORAGE,
            "accountManagement": ACCOUNT_MANAGEMENT,
            "authentication": AUTHENTICATION,
        }

    async def work(self, task: dict[str, Any]) -> Answer:
        """Carry a task out.

        Returns:
            Items of ``data``, and what failed.

        Raises:
            TaskRefused: It breaks the contract.
        """
        kind = task.get("taskType")
        if not isinstance(kind, str) or not kind:
            raise TaskRefused(Fault("missingTaskType", "Missing required parameter 'taskType'.", parameter="taskType"))
        if kind not in self._forms:
            names = ", ".join(self._forms)
            message = f"Invalid value for 'taskType' parameter: it must be one of: {names}."
            raise TaskRefused(Fault("invalidTaskType", message, parameter="taskType", allowed=tuple(self._forms)))
        refuse_if(check_fields(task, self._forms[kind]))
        match kind:
            case "getResponse":
                return self._book.answer(task["taskUUID"])
            case "mediaStorage":
                return [await self._store(task)], []
            case "accountManagement":
                return [_named(task) | {"operation": task["operation"], "balance": self._config.balance}], []
            case "authentication":
                return [], []
        await self._book.accept(Retake.from_task(task))
        return [_named(task)], []

    async def _store(self, task: dict[str, Any]) -> dict[str, Any]:
        answer = _named(task) | {"operation": task["operation"]}
        if task["operation"] == "delete":
            media_uuid = task["media"]
            if not isinstance(media_uuid, str) or not self._media.remove(media_uuid):
                raise not_found(str(media_uuid), "media")
            return answer | {"mediaUUID": media_uuid}
        try:
            media = await self._media.add(task["media"])
        except TaskRefused:
            raise
        except Refused as refused:
            message = f"Invalid value for 'media' parameter. {refused.what}"
            raise TaskRefused(Fault("invalidMedia", message, parameter="media")) from refused
        return answer | {"mediaUUID": media.media_uuid, "mediaURL": self._address(media.name)}


def _named(task: dict[str, Any]) -> dict[str, Any]:
    return {"taskType": task["taskType"], "taskUUID": task["taskUUID"]}
