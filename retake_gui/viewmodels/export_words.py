"""An export in words, before it is written: what, how much, which frames anew."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.span import Span
from retake_gui.viewmodels.export import ExportModel
from retake_gui.viewmodels.export_forms import Codec, Render
from retake_gui.viewmodels.export_outlook import bytes_in_words

_CONTEXT = "Export"


def statement(model: ExportModel) -> str:
    """Everything that will be written, in sentences, one a line."""
    return "\n".join(_lines(model))


def _lines(model: ExportModel) -> Iterator[str]:
    yield _what(model)
    forecast = model.forecast
    if forecast is None:
        if model.render is not Render.AS_RETURNED:
            yield _tr("Looking which frames have to be encoded…")
        return
    if model.render is not Render.AS_RETURNED and model.codec is not Codec.SOUND and not model.several:
        yield _anew(forecast.encoded, forecast.frames)
    yield from forecast.notes
    if model.free is not None:
        size = bytes_in_words(forecast.size)
        about = _tr("About {0} each").format(size) if len(model.group.items) > 1 else _tr("About {0}").format(size)
        words = _tr("{0}; {1} are free there. A sidecar (.json) with prompt, cost and dates goes beside it.")
        yield words.format(about, bytes_in_words(model.free))


def _what(model: ExportModel) -> str:
    if model.several:
        return _names(model)
    clip, segment, rate = model.clip, model.take.segment, f"{float(model.clip.rate):g}"
    size = f"{clip.width}×{clip.height}"
    if model.render is Render.AS_RETURNED:
        return _tr("The service's file, untouched.")
    part = model.span
    if model.codec is Codec.SOUND:
        return _tr("The sound alone, {0} s, as 24-bit PCM.").format(f"{float(clip.span_seconds(part)):.2f}")
    if model.codec is Codec.PICTURES:
        return _tr("A folder of {0} pictures, {1}, named by frame.").format(len(part), size)
    if model.render is Render.SEGMENT:
        return _tr("Only the range: {0} frames, {1}, {2} frames/s.").format(len(part), size, rate)
    return _tr("The whole clip with the take in frames {0} to {1}: {2} frames, {3}, {4} frames/s.").format(
        segment.start, segment.end - 1, clip.frames, size, rate
    )


def _names(model: ExportModel) -> str:
    """The names that a template gives."""
    try:
        names = [target.name for _, target in model.files()]
    except SettingRefused as refusal:
        return refusal.sentence
    shown = ", ".join(names[:3])
    more = _tr(" and {0} more").format(len(names) - 3) if len(names) > 3 else ""
    if len(names) == 1:
        return _tr("One file: {0}.").format(shown)
    return _tr("{0} files: {1}{2}.").format(len(names), shown, more)


def _anew(spans: tuple[Span, ...], frames: int) -> str:
    count = sum(len(span) for span in spans)
    if not count:
        return _tr("No picture is encoded anew; all are copied bit for bit.")
    if count >= frames:
        return _tr("All {0} frames are encoded anew.").format(frames)
    ranges = ", ".join(_tr("{0} to {1}").format(span.start, span.end - 1) for span in spans)
    return _tr("Frames {0} are encoded anew ({1} of {2}); the rest is copied bit for bit.").format(
        ranges, count, frames
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate(_CONTEXT, words)
