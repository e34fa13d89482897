"""The retake settings: every parameter of the contract that a person chooses, with its limits.

A violation is a sentence that says what to change, and names the contract's parameter so that it can be shown there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.service import DEFAULT_MODEL

PROMPT_LIMIT = 5000


class Mode(StrEnum):
    """Which streams are replaced; the values are the contract's."""

    AUDIO = "replace_audio"
    VIDEO = "replace_video"
    BOTH = "replace_audio_and_video"

    @property
    def replaces_picture(self) -> bool:
        """Whether the picture is made anew."""
        return self is not Mode.AUDIO

    @property
    def replaces_sound(self) -> bool:
        """Whether the sound is made anew."""
        return self is not Mode.VIDEO


class OutputFormat(StrEnum):
    """Container of the returned file."""

    MP4 = "MP4"
    WEBM = "WEBM"
    MOV = "MOV"


class Safety(StrEnum):
    """How thoroughly the service checks what it made."""

    NONE = "none"
    FAST = "fast"
    FULL = "full"


class Seam(StrEnum):
    """How the new picture joins the old one at an edge."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    BEST = "best"
    MORPH = "morph"
    SERVICE = "service"

    @property
    def mixes(self) -> bool:
        """Whether some frames are made of both pictures."""
        return self in (Seam.DISSOLVE, Seam.MORPH)


@dataclass(frozen=True, slots=True)
class FrameImage:
    """An image that the segment starts from.

    Attributes:
        value: A path, an http(s) URL, a media UUID, a data URI, or base64.
        as_object: Whether the contract's object form (with ``frame: first``) is sent.
    """

    value: str
    as_object: bool = False


@dataclass(frozen=True, slots=True)
class RetakeSettings:
    """What is asked for, apart from where in the clip.

    Attributes:
        ttl: Seconds that the result's address lives, or ``None`` for the service's own choice.
        include_cost: Whether the service is asked to state the cost.
        keep_all: Keep what is made beyond the range's end, too; the service makes whole seconds and is not told.
    """

    prompt: str = ""
    mode: Mode = Mode.BOTH
    results: int = 1
    output_format: OutputFormat = OutputFormat.MP4
    quality: int = 95
    safety: Safety = Safety.NONE
    ttl: int | None = None
    frame_images: tuple[FrameImage, ...] = ()
    webhook_url: str = ""
    upload_endpoint: str = ""
    include_cost: bool = True
    model: str = DEFAULT_MODEL
    keep_all: bool = False

    def changed(self, **changes: object) -> "RetakeSettings":
        """A copy with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Request:
    """The contract's whole seconds, in the time of what is sent.

    Attributes:
        start: ``startTime``.
        duration: ``duration``.
    """

    start: int
    duration: int


def violations(settings: RetakeSettings, most_results: int = 4) -> Iterator[SettingRefused]:
    """Every limit of the contract that the settings break, in the order of the window's fields."""
    yield from _prompt(settings.prompt)
    if not 1 <= settings.results <= most_results:
        yield SettingRefused(
            "numberResults", f"{settings.results} results were asked for.", do=f"Choose 1 to {most_results}."
        )
    if not 20 <= settings.quality <= 99:
        yield SettingRefused("outputQuality", f"Quality {settings.quality} does not exist.", do="Choose 20 to 99.")
    if settings.ttl is not None and settings.ttl < 60:
        yield SettingRefused("ttl", f"{settings.ttl} s is too short for a result to live.", do="Choose 60 s or more.")
    if len(settings.frame_images) > 1:
        yield SettingRefused(
            "frameImages",
            f"{len(settings.frame_images)} frame images were given; only the first frame can be set.",
            do="Keep one.",
        )
    for parameter, url in (
        ("webhookURL", settings.webhook_url),
        ("uploadEndpoint", settings.upload_endpoint),
    ):
        if url and not is_web_address(url):
            yield SettingRefused(parameter, f"“{url}” is not an http or https address.", do="Correct or clear it.")
    yield from _half_letters(settings)
    if not settings.model.strip():
        yield SettingRefused("model", "No model is named.", do=f"Write the identifier, such as {DEFAULT_MODEL}.")


def check(settings: RetakeSettings, most_results: int = 4) -> None:
    """Raise the first violation.

    Raises:
        SettingRefused: A limit of the contract is broken.
    """
    for violation in violations(settings, most_results):
        raise violation


def check_request(request: Request, clip_seconds: float, least_seconds: int = 1) -> None:
    """Hold whole seconds against the contract and the length of what is sent.

    Raises:
        SettingRefused: Negative start, too short, or past the end of the clip.
    """
    if request.start < 0:
        raise SettingRefused("startTime", f"The start is {request.start} s.", do="Start at 0 s or later.")
    if request.start >= clip_seconds:
        raise SettingRefused("startTime", f"The clip ends before {request.start} s.", do="Start inside the clip.")
    if request.duration < max(1, least_seconds):
        raise SettingRefused(
            "duration",
            f"{request.duration} s is too short.",
            do=f"Ask for at least {max(1, least_seconds)} s.",
        )
    if request.start + request.duration > clip_seconds:
        raise SettingRefused(
            "duration",
            f"{request.start} s and {request.duration} s together pass the clip's end at {clip_seconds:.2f} s.",
            do="Shorten the range or start earlier.",
        )


def _prompt(prompt: str) -> Iterator[SettingRefused]:
    if not prompt.strip():
        yield SettingRefused("positivePrompt", "There is no prompt.", do="Describe what the range should show.")
    elif len(prompt) > PROMPT_LIMIT:
        over = len(prompt) - PROMPT_LIMIT
        yield SettingRefused(
            "positivePrompt",
            f"The prompt has {len(prompt)} characters; {PROMPT_LIMIT} are allowed.",
            do=f"Remove {over}.",
        )


def _half_letters(settings: RetakeSettings) -> Iterator[SettingRefused]:
    """What came cut apart, or in another encoding, can be neither sent nor shown."""
    for parameter, name, text in (
        ("positivePrompt", "prompt", settings.prompt),
        ("model", "model", settings.model),
        ("webhookURL", "webhook address", settings.webhook_url),
        ("uploadEndpoint", "upload address", settings.upload_endpoint),
    ):
        at = next((at for at, letter in enumerate(text, 1) if "\ud800" <= letter <= "\udfff"), 0)
        if at:
            what = f"Character {at} of the {name} is only half of one."
            yield SettingRefused(parameter, what, do="Remove it, or type it again.")


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) URL with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
