"""Refusals as the service words them: the objects of an answer's ``errors``."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from retake_gui.domain.errors import Refused

_OPTIONAL = (
    ("parameter", "parameter"),
    ("type", "kind"),
    ("min", "least"),
    ("max", "most"),
    ("default", "default"),
    ("allowedValues", "allowed"),
    ("taskType", "task_type"),
    ("taskUUID", "task_uuid"),
    ("videoUUID", "video_uuid"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of ``errors``.

    Attributes:
        code: The service's kind of identifier, such as ``invalidDuration``.
        message: A sentence that says what to change.
        parameter: The contract's name of the field, or a path to it where the name alone is not clear.
        kind: JSON type that was expected.
        video_uuid: Which of several results failed.
        status: HTTP status of an answer that holds nothing else.
    """

    code: str
    message: str
    parameter: str = ""
    kind: str = ""
    least: int | None = None
    most: int | None = None
    default: str | int | bool | None = None
    allowed: tuple[str, ...] = ()
    task_type: str = ""
    task_uuid: str = ""
    video_uuid: str = ""
    status: int = 400

    def of(self, task_type: object, task_uuid: object) -> "Fault":
        """The same fault, saying which task it concerns as far as that is known."""
        return replace(
            self,
            task_type=self.task_type or (task_type if isinstance(task_type, str) else ""),
            task_uuid=self.task_uuid or (task_uuid if isinstance(task_uuid, str) else ""),
        )

    def as_json(self) -> dict[str, Any]:
        """The wire's form; what is not known is left out."""
        plain: dict[str, Any] = {"code": self.code, "message": self.message}
        for key, attribute in _OPTIONAL:
            value = getattr(self, attribute)
            if value is not None and value not in ("", ()):
                plain[key] = list(value) if isinstance(value, tuple) else value
        return plain


class TaskRefused(Refused):
    """A task, or a whole request, that is answered with ``errors``.

    Attributes:
        faults: At least one.
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


def refuse_if(faults: Iterable[Fault]) -> None:
    """Raise all faults together, if there are any.

    Raises:
        TaskRefused: There was at least one.
    """
    found = tuple(faults)
    if found:
        raise TaskRefused(*found)


def spell(prefix: str, parameter: str) -> str:
    """A code such as ``invalidTaskUUID`` from the contract's name of a field."""
    name = parameter.rsplit(".", 1)[-1]
    return f"{prefix}{name[0].upper()}{name[1:]}"
