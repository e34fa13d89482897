"""Which encoder writes a codec into a container, with which settings: tables, so that one more is one more entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from av.codec import Codec

from retake_gui.domain.errors import Refused

MUXERS: Mapping[str, str] = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".qt": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".avi": "avi",
    ".ts": "mpegts",
    ".mts": "mpegts",
    ".m2ts": "mpegts",
    ".mpg": "mpeg",
    ".mpeg": "mpeg",
    ".3gp": "3gp",
    ".flv": "flv",
    ".mxf": "mxf",
}
_PICTURES: Mapping[str, str] = {
    "h264": "libx264",
    "hevc": "libx265",
    "vp8": "libvpx",
    "vp9": "libvpx-vp9",
    "av1": "libsvtav1",
    "prores": "prores_ks",
    "prores_hq": "prores_ks",
    "dnxhd": "dnxhd",
    "dnxhr": "dnxhd",
    "mjpeg": "mjpeg",
    "mpeg4": "mpeg4",
    "mpeg2video": "mpeg2video",
    "ffv1": "ffv1",
    "utvideo": "utvideo",
    "huffyuv": "huffyuv",
}
_TAKEN: Mapping[str, frozenset[str]] = {
    "webm": frozenset({"vp8", "vp9", "av1"}),
    "mp4": frozenset({"h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mjpeg"}),
    "mov": frozenset({"h264", "hevc", "prores", "prores_hq", "dnxhd", "dnxhr", "mjpeg", "mpeg4"}),
    "3gp": frozenset({"h264", "mpeg4"}),
    "flv": frozenset({"h264"}),
    "mpeg": frozenset({"mpeg2video"}),
    "mxf": frozenset({"mpeg2video", "dnxhd"}),
    "mpegts": frozenset({"h264", "hevc", "mpeg2video"}),
    "avi": frozenset({"h264", "mpeg4", "mjpeg", "ffv1", "utvideo", "huffyuv"}),
}
_USUAL: Mapping[str, str] = {"webm": "vp9", "mpeg": "mpeg2video", "mxf": "mpeg2video"}
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "libx264": {"crf": "12", "preset": "fast"},
    "libx265": {"crf": "14", "preset": "fast", "x265-params": "log-level=error"},
    "libvpx": {"crf": "6", "b": "12M", "deadline": "good", "cpu-used": "5"},
    "libvpx-vp9": {"crf": "8", "b": "0", "deadline": "good", "cpu-used": "6", "row-mt": "1", "tile-columns": "2"},
    "libsvtav1": {"crf": "16", "preset": "9"},
    "mjpeg": {"flags": "+qscale", "global_quality": "236"},
    "mpeg4": {"flags": "+qscale", "global_quality": "236"},
    "mpeg2video": {"flags": "+qscale", "global_quality": "236"},
}
_PROFILES: Mapping[str, Mapping[str, str]] = {
    "prores": {"profile": "standard"},
    "prores_hq": {"profile": "hq"},
    "dnxhr": {"profile": "dnxhr_hq"},
    "dnxhd": {"profile": "dnxhr_hq"},
}
_SOUNDS: Mapping[str, str] = {
    "aac": "aac",
    "mp3": "libmp3lame",
    "mp3float": "libmp3lame",
    "opus": "libopus",
    "libopus": "libopus",
    "vorbis": "libopus",
    "flac": "flac",
    "alac": "alac",
    "ac3": "ac3",
    "eac3": "eac3",
    "pcm_s16le": "pcm_s16le",
    "pcm_s24le": "pcm_s24le",
    "pcm_s32le": "pcm_s32le",
    "pcm_f32le": "pcm_f32le",
    "pcm_s16be": "pcm_s16be",
    "pcm_s24be": "pcm_s24be",
}
_COMPRESSED = frozenset({"aac", "mp2", "mp2float", "mp3", "mp3float", "ac3", "eac3", "dca", "alac"})
_SAMPLES = frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"})
_SWAPPED = frozenset({"pcm_s16be", "pcm_s24be", "pcm_s32be"})
_PHONES = frozenset({"amrnb", "amrwb", "pcm_alaw", "pcm_mulaw"})
_SOUNDS_TAKEN: Mapping[str, frozenset[str]] = {
    "matroska": _COMPRESSED
    | _SAMPLES
    | _SWAPPED
    | {"opus", "libopus", "vorbis", "flac", "truehd", "mlp", "tta", "wavpack"},
    "mov": _COMPRESSED | _SAMPLES | _SWAPPED | _PHONES | {"pcm_s8", "pcm_f32be", "pcm_f64be", "adpcm_ima_qt"},
    "webm": frozenset({"opus", "libopus", "vorbis"}),
    "mp4": frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "alac", "opus", "libopus", "flac"}),
    "3gp": frozenset({"aac"}),
    "flv": frozenset({"aac", "mp3", "mp3float"}),
    "mpeg": frozenset({"mp2", "mp2float", "ac3"}),
    "mxf": frozenset({"pcm_s16le", "pcm_s24le"}),
    "mpegts": frozenset({"aac", "mp3", "mp3float", "ac3", "eac3", "mp2", "mp2float"}),
    "avi": frozenset({"mp3", "mp3float", "ac3", "pcm_s16le"}),
}
_USUAL_SOUND: Mapping[str, str] = {
    "webm": "libopus",
    "mpeg": "mp2",
    "mxf": "pcm_s16le",
    "avi": "libmp3lame",
}
_LAYOUTS: Mapping[int, str] = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


@dataclass(frozen=True, slots=True)
class PictureCodec:
    """An encoder with its settings."""

    encoder: str
    pixel_format: str
    options: Mapping[str, str] = field(default_factory=dict)


def muxer_for(target: Path) -> str:
    """The container that a file's ending asks for.

    Raises:
        Refused: It is none that can be written.
    """
    muxer = MUXERS.get(target.suffix.lower())
    if muxer is None:
        raise Refused(
            f"Files ending in “{target.suffix}” cannot be written.", do="Choose a name that ends in .mp4, .mov or .mkv."
        )
    return muxer


def takes_pictures(muxer: str, codec: str) -> bool:
    """Whether a container carries a picture codec (as FFmpeg's decoders are called)."""
    name = plain_codec(codec)
    return name in _TAKEN[muxer] if muxer in _TAKEN else muxer == "matroska"


def takes_sound(muxer: str, codec: str) -> bool:
    """Whether a container carries a sound codec."""
    return codec in _SOUNDS_TAKEN.get(muxer, ())


def plain_codec(codec: str) -> str:
    """The codec that a decoder reads: ``libdav1d`` reads ``av1``."""
    return {"libdav1d": "av1", "libaom-av1": "av1", "libvpx-vp9": "vp9", "libvpx": "vp8"}.get(codec, codec)


def picture_codec(codec: str, muxer: str, working: str, size: tuple[int, int]) -> PictureCodec:
    """The encoder for a codec, or for the container's usual one where the codec cannot be written into it.

    Args:
        codec: FFmpeg's name of the wanted codec.
        muxer: The container.
        working: The format that the pictures are in.
        size: Stored width and height.
    """
    wanted = plain_codec(codec)
    if wanted not in _PICTURES or not takes_pictures(muxer, wanted):
        wanted = _USUAL.get(muxer, "h264")
    encoder = _PICTURES[wanted]
    form = _nearest_format(encoder, working, size)
    options = dict(_OPTIONS.get(encoder, {})) | dict(_PROFILES.get(wanted, {}))
    if encoder == "prores_ks" and form.startswith("yuv444"):
        options["profile"] = "4444"
    if encoder == "dnxhd" and form.endswith("10le"):
        options["profile"] = "dnxhr_444" if form.startswith("yuv444") else "dnxhr_hqx"
    return PictureCodec(encoder, form, options)


def _nearest_format(encoder: str, working: str, size: tuple[int, int]) -> str:
    known = {each.name for each in Codec(encoder, "w").video_formats or ()}
    if encoder == "libx264" and (size[0] % 2 or size[1] % 2):
        working = working.replace("420", "444").replace("422", "444")
    plain = working.removesuffix("10le")
    deeper = f"{plain}10le"
    deep, wide = ("yuv422p10le", "yuv422p")
    near = (deep, plain, wide) if working != plain else (wide, deep, plain)
    for name in (working, deeper, *near, "yuv420p", "yuvj420p"):
        if name in known or not known:
            return name
    return "yuv420p"


def sound_codec(codec: str, muxer: str) -> str:
    """The encoder for a sound codec, or for the container's usual one."""
    if codec in _SOUNDS and takes_sound(muxer, codec):
        return _SOUNDS[codec]
    return _USUAL_SOUND.get(muxer, "aac")


def sound_rate(encoder: str, wanted: int) -> int:
    """The sample rate to encode at: the wanted one where the codec has it."""
    if encoder == "libopus":
        return 48_000
    rates = Codec(encoder, "w").audio_rates
    return wanted if not rates or wanted in rates else 48_000


def layout_for(channels: int, known: str = "") -> str:
    """The name of a layout with so many channels, the usual one where the file tells their number alone."""
    untold = not known or known == "unknown" or known.endswith(" channels")
    return _LAYOUTS.get(channels, f"{channels} channels") if untold else known
