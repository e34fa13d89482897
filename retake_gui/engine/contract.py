"""The contract as a table: every task of the protocol, every parameter, its type and its limits.

A parameter that is not here is refused as ``unknownParameter``. What depends on the clip that was sent (does it exist,
is it long enough) is not in the table; see ``inputs``.
"""

from dataclasses import dataclass
from enum import StrEnum

from retake_gui.domain.service import DEFAULT_MODEL
from retake_gui.domain.settings import PROMPT_LIMIT, Mode, OutputFormat, Safety


class Kind(StrEnum):
    """JSON types, as they are named in an error's ``type``."""

    TEXT = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    OBJECT = "object"
    LIST = "array"


class Form(StrEnum):
    """What a text has to look like beyond being one."""

    ANY = "any text"
    UUID4 = "a UUID v4"
    WEB = "an http or https address"
    VIDEO = "a media UUID or an http or https address"
    IMAGE = "a media UUID, an http or https address, a data URI or base64"
    MEDIA = "a data URI, base64, or an http or https address"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes:
        least: Smallest value of a number, fewest characters of a text, fewest items of a list.
        most: Largest value, most characters, most items.
        allowed: The only values it may have, if there are any such.
        fields: What an object may hold.
        items: What each item of a list may be; told apart by their types.
        label: How an error names it, where that is not its own name.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    least: int | None = None
    most: int | None = None
    allowed: tuple[str, ...] = ()
    default: str | int | bool | None = None
    form: Form = Form.ANY
    fields: tuple["Parameter", ...] = ()
    items: tuple["Parameter", ...] = ()
    label: str = ""

    @property
    def shown(self) -> str:
        """The name that an error gives."""
        return self.label or self.name


_TASK_TYPE = Parameter("taskType", required=True)
_TASK_UUID = Parameter("taskUUID", required=True, form=Form.UUID4)
_IMAGE = "frameImages"

_PLATFORM = (
    _TASK_TYPE,
    _TASK_UUID,
    Parameter("outputType", allowed=("URL",), default="URL"),
    Parameter("outputFormat", allowed=tuple(OutputFormat), default=OutputFormat.MP4.value),
    Parameter("outputQuality", Kind.INTEGER, least=20, most=99, default=95),
    Parameter("webhookURL", form=Form.WEB),
    Parameter("deliveryMethod", allowed=("async",), default="async"),
    Parameter("uploadEndpoint", form=Form.WEB),
    Parameter(
        "safety",
        Kind.OBJECT,
        fields=(
            Parameter("checkContent", Kind.BOOLEAN, default=False, label="safety.checkContent"),
            Parameter("mode", allowed=tuple(Safety), default=Safety.NONE.value, label="safety.mode"),
        ),
    ),
    Parameter("ttl", Kind.INTEGER, least=60),
    Parameter("includeCost", Kind.BOOLEAN, default=False),
    Parameter("numberResults", Kind.INTEGER, least=1, most=4, default=1),
)

_INPUTS = Parameter(
    "inputs",
    Kind.OBJECT,
    required=True,
    fields=(
        Parameter(
            _IMAGE,
            Kind.LIST,
            least=1,
            most=1,
            items=(
                Parameter(_IMAGE, form=Form.IMAGE),
                Parameter(
                    _IMAGE,
                    Kind.OBJECT,
                    fields=(
                        Parameter("image", required=True, form=Form.IMAGE, label=_IMAGE),
                        Parameter("frame", allowed=("first",), label=_IMAGE),
                    ),
                ),
            ),
        ),
        Parameter("video", required=True, form=Form.VIDEO),
    ),
)


def _provider(least_duration: int) -> Parameter:
    fields = (
        Parameter("startTime", Kind.INTEGER, required=True, least=0),
        Parameter("duration", Kind.INTEGER, required=True, least=least_duration),
        Parameter("mode", allowed=tuple(Mode), default=Mode.BOTH.value),
    )
    maker = Parameter("lightricks", Kind.OBJECT, required=True, fields=fields)
    return Parameter("providerSettings", Kind.OBJECT, required=True, fields=(maker,))


def video_inference(models: tuple[str, ...] = (DEFAULT_MODEL,), least_duration: int = 1) -> tuple[Parameter, ...]:
    """The parameters of a retake.

    Args:
        models: Identifiers that are served.
        least_duration: Shortest ``duration`` in seconds.
    """
    return (
        *_PLATFORM,
        _INPUTS,
        Parameter("model", required=True, allowed=models),
        Parameter("positivePrompt", least=1, most=PROMPT_LIMIT),
        _provider(least_duration),
    )


AUTHENTICATION = (_TASK_TYPE, Parameter("apiKey", required=True), Parameter("connectionSessionUUID"))
GET_RESPONSE = (_TASK_TYPE, _TASK_UUID)
MEDIA_STORAGE = (
    _TASK_TYPE,
    _TASK_UUID,
    Parameter("operation", required=True, allowed=("upload", "delete")),
    Parameter("media", required=True, least=1, form=Form.MEDIA),
)
ACCOUNT_MANAGEMENT = (_TASK_TYPE, _TASK_UUID, Parameter("operation", required=True, allowed=("getDetails",)))
