"""The whole clip with the segment replaced, frame by frame: what is seen is what is exported."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from retake_gui.domain.clip import Clip
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.domain.window import Window
from retake_gui.media.clip_tags import clip_tags
from retake_gui.media.colours import matrix_for
from retake_gui.media.correction import corrected, mixed
from retake_gui.media.decoder import KEPT_BYTES, FrameReader
from retake_gui.media.index import build_index
from retake_gui.media.morph import morphed
from retake_gui.media.picture import Bytes, Frame, Orientation, Painter, orientation_of
from retake_gui.media.planes import is_full, reshaped, stored, upright, working_format
from retake_gui.media.recipe import Recipe
from retake_gui.media.seam import plan_pictures, sent_frame
from retake_gui.media.source import ClipPictures, Origin, PictureSource


@dataclass(frozen=True, slots=True)
class Part:
    """A return and how it is fitted: of the take itself, or of another one whose sound is heard with its picture.

    Attributes:
        mode: With one that does not replace sound, the source's own is heard.
    """

    window: Window
    recipe: Recipe
    returned: Path
    mode: Mode = Mode.BOTH


class FittedPictures:
    """Pictures of the clip, inside the segment those of the return, conformed. One thread owns it.

    Args:
        clip: The source.
        window: What was sent.
        recipe: How the return is brought back.
        returned: The service's file.
        mode: With ``replace_audio`` all pictures are the source's.
        seams: How the edges join.

    Raises:
        UnreadableMedia: One of the files cannot be opened any more.
    """

    def __init__(
        self,
        clip: Clip,
        window: Window,
        recipe: Recipe,
        returned: Path,
        mode: Mode = Mode.BOTH,
        seams: Seams | None = None,
    ) -> None:
        self._clip, self._window, self._recipe = clip, window, recipe
        seams = seams or Seams()
        way = (window, replace(recipe, report=(), numbers={}), mode, seams.head, seams.tail, seams.keep_all)
        self.origin = Origin((Path(clip.source), returned), repr(way))
        plan = plan_pictures(clip, window, seams, recipe)
        self._plan = plan
        self.taken = plan.taken if mode.replaces_picture else Span(window.segment.start, window.segment.start)
        self._given_up: Callable[[], bool] | None = None
        self._kept_bytes = KEPT_BYTES
        self._opened: FrameReader | None = None
        self._lent: ClipPictures | None = None
        self._painter = Painter(clip)
        self.working = working_format(clip.pixel_format)
        self._tags = clip_tags(Path(clip.source))
        self.orientation: Orientation = self._tags.orientation
        self.full, self.mastering, self.fields = self._tags.full, self._tags.mastering, self._tags.fields
        self._returned = FrameReader(returned, build_index(returned)) if self.taken else None

    @property
    def frames(self) -> int:
        """How many there are: as many as in the clip."""
        return self._clip.frames

    @property
    def own(self) -> Span:
        """Frames that are not the clip's own."""
        return self.taken

    def heed(self, given_up: Callable[[], bool]) -> None:
        """Stop decoding once this holds."""
        self._given_up = given_up
        if self._opened is not None:
            self._opened.heed(given_up)
        if self._returned is not None:
            self._returned.heed(given_up)

    def hold(self, kept_bytes: int) -> None:
        """Keep so many bytes of frames of both files for backward steps."""
        self._kept_bytes = kept_bytes // 2
        for reader in (self._opened, self._returned):
            if reader is not None:
                reader.hold(self._kept_bytes)

    def borrow(self, clip: PictureSource) -> None:
        """Take the clip's own frames from its source: a second decoder of it would be open for the edges alone."""
        if not isinstance(clip, ClipPictures) or clip.origin.files != self.origin.files[:1]:
            return
        self._lent = clip
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def get_ready(self) -> None:
        """The return is open; the clip itself is wanted at mixed edges only."""

    def rest(self) -> None:
        """Let go of the decoders of both files for a while."""
        for reader in (self._opened, self._returned):
            if reader is not None:
                reader.rest()

    def native(self, number: int) -> av.VideoFrame:
        """A frame as the clip stores it: its size, its orientation, a planar format of its depth."""
        made = self._conformed(number)
        if made is None:
            frame = self._source.frame(number)
            return reshaped(frame, (frame.width, frame.height), self.working, full=self.full)
        return stored(made, self.orientation, self.working, full=self.full)

    def stored(self, number: int) -> av.VideoFrame:
        """A frame of the clip itself, whatever the take shows there."""
        return self._source.frame(number)

    def bgr(self, number: int) -> Bytes:
        """A whole picture upright in square pixels, (height, width, 3), blue first."""
        made = self._conformed(number)
        return self._painter.bgr(self._source.frame(number) if made is None else made)

    def deep(self, number: int) -> npt.NDArray[np.uint16]:
        """A whole picture upright in square pixels, (height, width, 3), blue first, 16 bits; values as stored."""
        frame, turn = self.native(number), self.orientation
        size = (self._clip.width, self._clip.height)
        made = frame.reformat(
            *(size[::-1] if turn.rotation % 180 else size),
            format="bgr48le",
            src_colorspace=matrix_for(self._tags.colorspace, frame.width, frame.height),
            src_color_range=2 if self.full else 1,
            dst_color_range=2,
        )
        pixels = np.fliplr(made.to_ndarray()) if turn.mirrored else made.to_ndarray()
        return np.ascontiguousarray(np.rot90(pixels, -(turn.rotation // 90)), np.uint16)

    def frame(self, number: int, size: tuple[int, int] | None = None) -> Frame:
        """A picture for the screen, no larger than a size."""
        made = self._conformed(number)
        return self._painter.frame(self._source.frame(number) if made is None else made, number, size)

    def close(self) -> None:
        """Let go of both files."""
        for reader in (self._opened, self._returned):
            if reader is not None:
                reader.close()

    @property
    def _source(self) -> FrameReader:
        """The clip's own frames: many sources are never asked for one, and a decoder takes much memory."""
        if self._lent is not None:
            return self._lent.reader
        if self._opened is None:
            path = Path(self._clip.source)
            self._opened = FrameReader(path, build_index(path), kept_bytes=self._kept_bytes)
            if self._given_up is not None:
                self._opened.heed(self._given_up)
        return self._opened

    def _conformed(self, number: int) -> av.VideoFrame | None:
        """The new picture, upright in stored pixels; ``None`` where the source's own is shown."""
        if self._returned is None or number not in self.taken:
            return None
        place = sent_frame(self._clip, self._window, number) + self._recipe.shift
        if not 0 <= place < len(self._returned.index):
            return None
        frame = self._returned.frame(place)
        made = upright_like(frame, self._upright_size, self.working)
        made = corrected(made, self._recipe.colour, self.working)
        share = self._plan.share(number)
        if share < 1:
            old = reshaped(self._source.frame(number), self._stored_size, self.working, full=self.full)
            old = upright(old, self.orientation, self.working, full=self.full)
            mix = morphed if self._plan.morphs(number) else mixed
            made = mix(old, made, share, self.working)
        made.color_range = self._tags.color_range
        made.colorspace = self._tags.colorspace
        return made

    @property
    def _stored_size(self) -> tuple[int, int]:
        return self._tags.width, self._tags.height

    @property
    def _upright_size(self) -> tuple[int, int]:
        return self._stored_size[::-1] if self.orientation.rotation % 180 else self._stored_size


def upright_like(frame: av.VideoFrame, size: tuple[int, int], working: str) -> av.VideoFrame:
    """A returned frame upright, in a size and a working format; its values keep their range and matrix."""
    turn, full = orientation_of(frame), is_full(frame)
    through = size[::-1] if turn.rotation % 180 else size
    return upright(reshaped(frame, through, working, full=full), turn, working, full=full)
