"""About how large an export gets, before it is written: for the sheet, and for a look at the free space."""

from collections.abc import Mapping

from retake_gui.media.codecs import plain_codec
from retake_gui.media.export_plan import ExportPlan

_BITS_A_PIXEL: Mapping[str, float] = {
    "prores": 2.4,
    "prores_hq": 3.6,
    "dnxhr": 3.6,
    "dnxhd": 3.6,
    "ffv1": 8.0,
    "utvideo": 10.0,
    "huffyuv": 14.0,
    "png": 14.0,
    "mjpeg": 2.0,
}
"""Of codecs whose size hardly depends on the picture (ProRes and DNxHR: their makers' tables at 1080p)."""
_AGAINST_H264: Mapping[str, float] = {"hevc": 0.7, "vp9": 0.8, "av1": 0.6}
_LEAST_LOSSY = 0.05
_MOST_LOSSY = 0.8
_FINER = 2.0
"""What is encoded anew is encoded finer than most clips are, so that nothing is lost on the way."""
_SOUND_BYTES = 30_000
_WAVE_BYTES = 3 * 48_000


def expected_bytes(plan: ExportPlan) -> int:
    """About how many bytes an export will have."""
    clip, span = plan.clip, plan.span
    seconds = float(clip.span_seconds(span))
    if plan.codec == "wav":
        channels = clip.sound[0].channels if clip.sound else 2
        return round(seconds * _WAVE_BYTES * channels)
    pixels = max(1, clip.coded_width * clip.coded_height)
    own = 8 * clip.size / max(1, clip.frames) / pixels
    codec = plan.codec or plain_codec(clip.video_codec)
    bits = _BITS_A_PIXEL.get(codec)
    if bits is None:
        lossy = (
            own * _FINER if not plan.codec or codec == plain_codec(clip.video_codec) else min(own * _FINER, _MOST_LOSSY)
        )
        bits = max(_LEAST_LOSSY, lossy) * (_AGAINST_H264.get(codec, 1.0) if plan.codec else 1.0)
    return round(bits / 8 * pixels * len(span) + seconds * _SOUND_BYTES)


def joined_bytes(plan: ExportPlan, anew: int) -> int:
    """About how many bytes a clip will have of which some frames are encoded anew and the rest is copied."""
    return round(plan.clip.size * (1 + (_FINER - 1) * anew / max(1, plan.clip.frames)))
