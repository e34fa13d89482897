"""Several retakes described at once: each of several ranges with each of several prompts."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.ranges import ranges_between, read_ranges, write_ranges
from retake_gui.domain.span import Span
from retake_gui.viewmodels.models import Models
from retake_gui.viewmodels.retaking import RetakingModel

if TYPE_CHECKING:
    from retake_gui.services.several import PlannedBatch

_PARAGRAPHS = re.compile(r"\n\s*\n")


class BatchModel(QObject):
    """What the sheet describes.

    Signals:
        changed: Something else would be started.
    """

    changed = Signal()

    def __init__(self, models: Models, retaking: RetakingModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._retaking = models, retaking
        self.markers: Callable[[], Sequence[int]] = tuple
        self.prompts: tuple[str, ...] = ()
        self.problem = ""
        self.lacks_prompt = False
        self.batch: PlannedBatch | None = None

    def first_ranges(self) -> str:
        """What the list of ranges begins with: the selected one."""
        document = self._models.document
        return write_ranges([document.segment], document.clip) if document.clip and document.segment else ""

    def ranges_of_markers(self) -> str:
        """From each marker to the next one, as lines; empty where there are not two."""
        clip = self._models.document.clip
        return write_ranges(ranges_between(self.markers(), clip), clip) if clip is not None else ""

    def ranges_of_takes(self) -> str:
        """The ranges for which there are takes, as lines."""
        clip = self._models.document.clip
        spans = sorted({take.segment for take in self._models.takes.takes}, key=lambda span: (span.start, span.end))
        return write_ranges(spans, clip) if clip is not None else ""

    def describe(self, prompts: str, ranges: str) -> None:
        """Plan what stands in the two fields; nothing is started."""
        self.prompts, self.batch, self.problem = split_prompts(prompts), None, ""
        self.lacks_prompt = False
        clip = self._models.document.clip
        if clip is not None:
            self._plan(lambda: read_ranges(ranges, clip))
        self.changed.emit()

    @property
    def price(self) -> Decimal:
        """Dollars of all together, estimated."""
        return self.batch.estimate if self.batch is not None else Decimal(0)

    @property
    def count(self) -> int:
        """How many jobs would be started."""
        return len(self.batch.planned) if self.batch is not None else 0

    def start(self) -> None:
        """Start them all, or ask first where it is dear."""
        if self.batch is not None and self.batch.planned:
            self._retaking.start_batch(self.batch)

    def _plan(self, read: Callable[[], Sequence[Span]]) -> None:
        try:
            spans = read()
        except SettingRefused as refusal:
            self.problem = refusal.sentence
            return
        if not self.prompts:
            self.lacks_prompt, self.problem = True, self.tr("Write at least one prompt.")
        elif not spans:
            self.problem = self.tr("Write at least one range.")
        else:
            self.batch = self._retaking.plan_batch(spans, self.prompts)
            if self.batch is not None and self.batch.refused:
                why = self.batch.refused[0][2].sentence
                self.problem = self.tr("{0} cannot be started: {1}").format(len(self.batch.refused), why)


def split_prompts(text: str) -> tuple[str, ...]:
    """Prompts from a text: paragraphs where there is an empty line, else lines."""
    paragraphs = _PARAGRAPHS.split(text.strip())
    found = paragraphs if len(paragraphs) > 1 else text.splitlines()
    return tuple(dict.fromkeys(" ".join(part.split()) for part in found if part.strip()))
