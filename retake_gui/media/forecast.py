"""What an export would write, before it does: which frames are encoded anew, roughly how much, and what is left out.

A better size takes a trial, see :mod:`retake_gui.media.weighing`.
"""

from dataclasses import dataclass
from pathlib import Path

from retake_gui.domain.span import Span
from retake_gui.media.carry import carried
from retake_gui.media.clip_tags import clip_tags
from retake_gui.media.codecs import muxer_for, takes_pictures
from retake_gui.media.export_plan import ExportKind, ExportPlan
from retake_gui.media.fields import lost_fields
from retake_gui.media.joints import CannotJoin, Joint, find_joint
from retake_gui.media.sizes import expected_bytes, joined_bytes
from retake_gui.media.writing import field_notes


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would be written.

    Attributes:
        frames: How many pictures.
        encoded: Frames of the clip that are encoded anew.
        size: About how many bytes.
        notes: Sentences: why everything is encoded, what cannot go along.
        joint: Where packets are copied around what is encoded.
    """

    frames: int
    encoded: tuple[Span, ...]
    size: int
    notes: tuple[str, ...] = ()
    joint: Joint | None = None

    @property
    def anew(self) -> int:
        """How many frames are encoded anew."""
        return sum(len(span) for span in self.encoded)


def forecast(plan: ExportPlan) -> Forecast:
    """Look ahead; nothing is written.

    Raises:
        Refused: The target's ending is unknown.
        UnreadableMedia: The clip cannot be read any more.
    """
    span = plan.span
    if plan.kind is ExportKind.AS_RETURNED:
        size = plan.returned.stat().st_size if plan.returned.is_file() else 0
        return Forecast(plan.recipe.frames, (), size)
    if plan.codec in ("png", "wav"):
        return Forecast(len(span), (span,) if plan.codec == "png" else (), expected_bytes(plan))
    muxer = muxer_for(plan.target)
    left = carried(plan.clip, muxer, span.start, whole=span == plan.clip.whole).left
    keeps = not plan.mode.replaces_picture and not plan.codec and span == plan.clip.whole
    if keeps and takes_pictures(muxer, plan.clip.video_codec):
        return Forecast(len(span), (), plan.clip.size, left)
    if plan.kind is not ExportKind.SMART:
        return Forecast(len(span), (span,), expected_bytes(plan), (*field_notes(plan, muxer), *left))
    try:
        joint = find_joint(plan)
    except CannotJoin as reason:
        notes = (f"All frames are encoded anew: {reason}.", *field_notes(plan, muxer), *left)
        return Forecast(len(span), (span,), expected_bytes(plan), notes)
    lost = lost_fields(joint.grammar.encoder, clip_tags(Path(plan.clip.source)).fields, some=True)
    return Forecast(len(span), (joint.frames,), joined_bytes(plan, len(joint.frames)), (*lost, *left), joint)
