"""The request that a retake would send, to be read, copied, and taken from what was pasted."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.identity import is_uuid
from retake_gui.domain.settings import FrameImage, Request, RetakeSettings, is_web_address
from retake_gui.domain.span import NOTHING, Span
from retake_gui.viewmodels.document import DocumentModel

if TYPE_CHECKING:
    from retake_gui.services.request_json import Pasted
    from retake_gui.services.templates import Template

OpenVideo = Callable[["Pasted"], object]
"""Opens the video that a pasted request names, and applies the request to it then."""


class RequestModel(QObject):
    """Watches the document; the sheet shows what this says.

    Signals:
        changed: The request reads otherwise now.
    """

    changed = Signal()

    def __init__(self, document: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._base_url: Callable[[], str] = str
        self._open_video: OpenVideo | None = None
        document.planChanged.connect(self.changed)

    def connect_service(self, base_url: Callable[[], str], open_video: OpenVideo) -> None:
        """The rooms are loaded: where requests go, and how a named video is opened."""
        self._base_url, self._open_video = base_url, open_video
        self.changed.emit()

    @property
    def problem(self) -> str:
        """Why it cannot be sent as it stands, or empty."""
        refusals = self._document.refusals
        return refusals[0].sentence if refusals else ""

    def text(self) -> str:
        """The JSON to be looked at, long images cut short."""
        from retake_gui.services.request_json import as_json, shortened

        return as_json(shortened(self._body(_as_written(self._document.settings), self._made_later())))

    def full_text(self) -> str:
        """The JSON as it is sent.

        Raises:
            RetakeError: The image of the first frame cannot be read.
        """
        from retake_gui.services.request_json import as_json

        return as_json(self._full_body())

    def curl(self) -> str:
        """A command that sends it.

        Raises:
            RetakeError: The image of the first frame cannot be read.
        """
        from retake_gui.services.request_json import as_curl

        return as_curl(self._full_body(), self._base_url())

    def read(self, text: str) -> "Pasted":
        """What a pasted text asks for.

        Raises:
            SettingRefused: It is no request, or breaks a limit.
        """
        from retake_gui.services.request_json import parse

        pasted = parse(text)
        return replace(pasted, task_uuid="") if pasted.task_uuid == self._made_later() else pasted

    def _made_later(self) -> str:
        """Stands for the UUID where a request is only looked at."""
        return self.tr("(made when it is sent)")

    def templates(self) -> "tuple[Template, ...]":
        """Worked examples."""
        from retake_gui.services.templates import templates

        return templates()

    def names_other_video(self, pasted: "Pasted") -> bool:
        """Whether a request is about media that is not open, and that could be opened."""
        known = pasted.video and pasted.video != self._document.address
        return bool(known) and (is_web_address(pasted.video) or is_uuid(pasted.video))

    def open_and_apply(self, pasted: "Pasted") -> None:
        """Open the video of a request, then take the request over."""
        if self._open_video is not None:
            self._open_video(pasted)

    def apply(self, pasted: "Pasted") -> None:
        """Take a request over into the panel, as one step to undo; its seconds are those of the open clip."""
        settings = self._with_known_image(pasted.settings)
        self._document.load(self.tr("Load a request"), settings, self._segment(pasted.request), pasted.task_uuid)

    def _segment(self, request: Request | None) -> Span:
        clip = self._document.clip
        if clip is None or request is None or request.start >= clip.duration:
            return NOTHING
        start = clip.frame_for(Fraction(request.start))
        end = clip.frame_for(min(Fraction(request.start + request.duration), clip.duration))
        return Span(start, max(end, start + 1))

    def _with_known_image(self, settings: RetakeSettings) -> RetakeSettings:
        """A long image that was shown cut short, and came back so, is the one that is set already."""
        now = self._document.settings
        if len(settings.frame_images) != 1 or len(now.frame_images) != 1:
            return settings
        from retake_gui.services.request_json import shortened

        looked_at = shortened(self._body(_as_written(now), ""))["inputs"]["frameImages"][0]
        value = looked_at["image"] if isinstance(looked_at, dict) else looked_at
        pasted = settings.frame_images[0]
        if pasted.value != value:
            return settings
        return settings.changed(frame_images=(FrameImage(now.frame_images[0].value, pasted.as_object),))

    def _full_body(self) -> dict[str, Any]:
        from retake_gui.services.planning import image_value

        return self._body(image_value(self._document.settings), str(uuid.uuid4()))

    def _body(self, image: str | None, task_uuid: str) -> dict[str, Any]:
        from retake_gui.runware.wire import build_task
        from retake_gui.services.planning import UPLOADED

        document, window = self._document, self._document.window
        request = Request(window.start_seconds, window.duration_seconds) if window is not None else Request(0, 1)
        return build_task(
            document.settings,
            document.remote_request or request,
            task_uuid=document.task_uuid or task_uuid,
            video=document.sent_address or UPLOADED,
            frame_image_value=image,
        )


def _as_written(settings: RetakeSettings) -> str | None:
    return settings.frame_images[0].value if settings.frame_images else None
