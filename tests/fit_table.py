"""How well a take fits back, measured on clips of many kinds through the engine with its deviations switched on.

``python -m tests.fit_table`` measures all kinds and writes ``tests/integration/FIT.md``; tests measure some of them.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

from retake_gui import assets
from retake_gui.domain.clip import Clip
from retake_gui.domain.lamps import Lamp
from retake_gui.domain.service import DRAFT
from retake_gui.domain.settings import Mode
from retake_gui.domain.span import Span
from retake_gui.domain.window import Context
from retake_gui.domain.window_plan import plan_window
from retake_gui.engine.renderers.job import RenderJob
from retake_gui.engine.renderers.pipeline import render
from retake_gui.media.conform import measure
from retake_gui.media.cutting import cut_window
from retake_gui.media.decoder import FrameReader
from retake_gui.media.export import ExportKind, ExportPlan, export
from retake_gui.media.fields import Fields, fields_of
from retake_gui.media.index import build_index
from retake_gui.media.lamps import inspect
from retake_gui.media.planes import planes_of
from retake_gui.media.probe import probe
from retake_gui.media.seam import plan_pictures
from retake_gui.media.source import ClipSound
from tests.trims import trimmed

RATE = 48_000
TABLE = Path(__file__).parent / "integration" / "FIT.md"
HARD = ("integer-rate", "short", "colour-lost", "sound-late", "feather", "click")
_X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-g", "48")
_AAC = ("-c:a", "aac", "-b:a", "160k")


@dataclass(frozen=True)
class Kind:
    """A clip and what is wrong with what comes back for it.

    Attributes:
        name: What it stands for.
        file: Name of the clip's file.
        rate: Frames a second, as FFmpeg writes it.
        seconds: How long.
        codec: Options of FFmpeg that encode it.
        quirks: Deviations of the engine beside those that every kind has.
        picture: Filters of FFmpeg beside the rate.
        sound: Options of its sound; empty for none.
        trim: Seconds that an edit list hides at each end.
    """

    name: str
    file: str
    rate: str
    quirks: tuple[str, ...]
    seconds: int = 8
    codec: tuple[str, ...] = _X264
    picture: str = ""
    sound: tuple[str, ...] = _AAC
    trim: Fraction = Fraction(0)

    @property
    def shift(self) -> int:
        """Frames by which the return is late."""
        return next((int(quirk.partition(":")[2]) for quirk in self.quirks if quirk.startswith("shift:")), 0)


_UNEVEN = "select='not(eq(mod(n,5),2))'"
_HEVC10 = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "14", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"),
    *("-x265-params", "log-level=error:keyint=48"),
)
_OPEN = (*_X264, "-x264-params", "open-gop=1:bframes=3")
_PRORES = ("-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le")
_VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "20", "-b:v", "0")
_FIELDS = (*_X264, "-flags", "+ilme+ildct", "-x264-params", "tff=1")
_WIDE = "pan=5.1|FL=0.7*FL|FR=0.7*FR|FC=0.5*FL+0.5*FR|LFE=0*FL|BL=0.3*FL|BR=0.3*FR"
_HIGH10 = (*_X264, "-pix_fmt", "yuv420p10le")
KINDS = (
    Kind("24 fps", "24.mp4", "24", ("range-error", "shift:1", "size1080")),
    Kind("25 fps, PCM sound", "25.mov", "25", ("matrix-error", "shift:-1"), sound=("-c:a", "pcm_s16le")),
    Kind("30 fps, Matroska", "30.mkv", "30", ("gain", "shift:2")),
    Kind("50 fps", "50.mp4", "50", ("range-error", "shift:-2")),
    Kind("60 fps", "60.mp4", "60", ("matrix-error", "shift:3")),
    Kind("24000/1001", "23.mp4", "24000/1001", ("gain", "shift:-3")),
    Kind("30000/1001", "29.mov", "30000/1001", ("range-error", "shift:1")),
    Kind("60000/1001", "59.mp4", "60000/1001", ("matrix-error", "shift:-1")),
    Kind("variable rate", "uneven.mp4", "30", ("gain",), picture=f",{_UNEVEN}", codec=(*_X264, "-fps_mode", "vfr")),
    Kind("HEVC, 10 bit", "hevc.mp4", "24", ("range-error", "shift:2"), codec=_HEVC10),
    Kind("H.264, 10 bit", "high10.mp4", "25", ("gain", "shift:-2"), codec=_HIGH10),
    Kind("H.264, open groups", "open.mp4", "25", ("range-error", "shift:1"), codec=_OPEN),
    Kind("trimmed by an edit list", "trimmed.mp4", "25", ("gain", "shift:-1"), seconds=10, trim=Fraction(8, 10)),
    Kind("ProRes 422 HQ", "prores.mov", "25", ("matrix-error", "shift:3"), codec=_PRORES, sound=("-c:a", "pcm_s24le")),
    Kind("VP9 and Opus", "vp9.webm", "25", ("gain", "shift:1"), codec=_VP9, sound=("-c:a", "libopus")),
    Kind("without sound", "silent.mp4", "25", ("range-error", "shift:-3"), sound=()),
    Kind("turned by 90°", "turned.mp4", "24", ("matrix-error", "shift:1"), picture=",transpose=2"),
    Kind("4:3 pixels", "wide.mp4", "25", ("gain", "shift:2"), picture=",scale=480:360,setsar=4/3"),
    Kind("interlaced", "fields.mp4", "50", ("gain", "shift:1"), picture=",interlace=scan=tff", codec=_FIELDS),
    Kind(
        "5.1 sound", "wide.mkv", "25", ("range-error", "shift:-1"), sound=("-af", _WIDE, "-c:a", "aac", "-b:a", "384k")
    ),
    Kind("one minute", "minute.mp4", "24", ("range-error", "shift:-1"), seconds=60),
    Kind("ten minutes", "long.mp4", "25", ("matrix-error", "shift:2"), seconds=600),
)


@dataclass(frozen=True)
class Fit:
    """What was measured.

    Attributes:
        same: Whether frame count, rate, size, times and orientation are the source's.
        joined: Whether packets were copied around the take.
        anew: Frames that were encoded.
        changed: Of the frames outside of those, how many are not exactly the source's.
        psnr: Least of the frames that were encoded but do not belong to the segment, dB.
        untouched: Whether the stream that a mode leaves alone has the source's packets, for picture and sound.
        offset: How far sound and picture are apart, ms.
        colour: Colour jump at the edges beyond the clip's own, ΔE.
        click: Whether the click that was planted was found.
        shift: Frames that the return was found to be late.
        sound_late: Milliseconds that its sound was found to be late.
        played: What players complained about.
    """

    kind: Kind
    same: bool
    joined: bool
    anew: int
    frames: int
    changed: int
    psnr: float
    untouched: tuple[bool | None, bool | None]
    offset: float
    colour: float
    click: bool | None
    shift: int
    sound_late: float
    played: tuple[str, ...]

    @property
    def broken(self) -> dict[str, str]:
        """Which promises it breaks, and how."""
        kind = self.kind
        checks = {
            "shape": ("frames, rate or size differ", self.same),
            "outside": (f"{self.changed} frames outside the touched groups differ", self.changed == 0),
            "beside": (f"only {self.psnr:.1f} dB beside the segment", self.psnr >= 45),
            "picture": ("the picture that stays has other packets", self.untouched[0] is not False),
            "sound": ("the sound that stays has other packets", self.untouched[1] is not False),
            "offset": (f"sound and picture are {self.offset:.1f} ms apart", self.offset <= 5),
            "colour": (f"colours jump by {self.colour:.1f} ΔE more than the clip's own", self.colour <= 1),
            "click": ("the click was not found", self.click is not False),
            "shift": (f"a shift of {kind.shift} was found as {self.shift}", self.shift == kind.shift),
            "players": (f"players complain: {self.played}", not self.played),
        }
        return {name: words for name, (words, holds) in checks.items() if not holds}


def make_clip(kind: Kind, folder: Path) -> Path:
    """Write the kind's clip, out of the sample."""
    target = folder / kind.file
    sample = assets.sample_clip()
    filters = f"scale=640:360:flags=bicubic,fps={kind.rate}{kind.picture},setparams=colorspace=bt709:range=tv"
    command = ["-v", "error", "-y", "-stream_loop", "-1", "-i", str(sample), "-t", str(kind.seconds)]
    command += ["-vf", filters, *kind.codec, "-colorspace", "bt709", "-color_range", "tv", "-color_primaries", "bt709"]
    command += ["-color_trc", "bt709", *(kind.sound or ("-an",))]
    _ffmpeg(*command, str(target))
    if "transpose" in kind.picture:
        upright = folder / f"upright-{kind.file}"
        target.rename(upright)
        _ffmpeg("-v", "error", "-display_rotation", "-90", "-i", str(upright), "-c", "copy", str(target))
    if kind.trim:
        untrimmed = folder / f"whole-{kind.file}"
        target.rename(untrimmed)
        trimmed(untrimmed, target, kind.trim, kind.seconds - 2 * kind.trim)
    return target


def _ffmpeg(*words: str) -> str:
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", *words], check=True, capture_output=True, text=True
    )
    return done.stderr


def retaken(
    kind: Kind,
    source: Path,
    folder: Path,
    mode: Mode = Mode.BOTH,
    segment: Span | None = None,
    context: Context = Context.BALANCED,
    always: Sequence[str] = HARD,
) -> ExportPlan:
    """Cut a window, let the engine make it anew with everything that is to be wrong, and measure what came back."""
    clip = probe(source)
    if segment is None:
        start = clip.frame_for(clip.duration / 2 - Fraction(7, 10))
        # Whole seconds: the model connects at both edges of what it was asked for, so nothing is trimmed.
        segment = Span(start, clip.frame_for(clip.time_of(start) + 1))
    window = plan_window(clip, segment, DRAFT, context)
    sent, returned = folder / "sent.mp4", folder / "returned.mp4"
    cut_window(clip, window, sent, DRAFT)
    quirks = frozenset((*always, *kind.quirks))
    job = RenderJob(sent, returned, window.start_seconds, window.duration_seconds, mode, "", seed=3, quirks=quirks)
    render(job, lambda _part: None)
    recipe = measure(clip, window, returned)
    return ExportPlan(clip, window, recipe, returned, folder / f"take{source.suffix}", ExportKind.SMART, mode)


def measured(kind: Kind, folder: Path) -> Fit:
    """Everything about one kind."""
    return judged(kind, retaken(kind, make_clip(kind, folder), folder), folder)


def judged(kind: Kind, plan: ExportPlan, folder: Path, players: Sequence[str] = ("mpv",)) -> Fit:
    """Export a take, and measure what was written; FFmpeg and PyAV play it always, other players where they are."""
    report = export(plan)
    clip = plan.clip
    lamps = {lamp.name: lamp for lamp in inspect(clip, plan.seen)}
    anew = report.encoded
    inside = [frame for span in anew for frame in span]
    taken = plan_pictures(clip, plan.window, plan.seams, plan.recipe).taken.hull(plan.window.segment)
    beside = _some([frame for frame in inside if frame not in taken], 16)
    outside = _some(sorted(set(range(clip.frames)) - set(inside)), 40)
    outside += [edge for span in anew for edge in (span.start - 1, span.end) if edge in clip.whole and edge not in span]
    return Fit(
        kind=kind,
        same=_same_shape(clip, report.path),
        joined=report.copied_pictures,
        anew=len(inside),
        frames=clip.frames,
        changed=sum(1 for own, made in _pairs(clip, report.path, outside) if not _equal(own, made)),
        psnr=min((_psnr(own, made) for own, made in _pairs(clip, report.path, beside)), default=100.0),
        untouched=_untouched(plan, folder),
        offset=_offset(plan, report.path),
        colour=max((lamps[name].value for name in ("edge_head", "edge_tail") if name in lamps), default=0.0),
        click=_click(lamps),
        shift=plan.recipe.shift,
        sound_late=float(plan.recipe.sound_late * 1000),
        played=tuple(complaints(report.path, players)),
    )


def _some(frames: Sequence[int], most: int) -> list[int]:
    return list(frames[:: max(1, len(frames) // most)])


def _same_shape(clip: Clip, path: Path) -> bool:
    made = probe(path)
    names = ("frames", "rate", "width", "height", "rotation", "pixel_aspect", "variable", "pixel_format", "colour")
    own, ours = build_index(Path(clip.source)), build_index(path)
    near = [
        abs((int(one) - own.pts_of(0)) * own.time_base - (int(other) - ours.pts_of(0)) * ours.time_base)
        for one, other in zip(own.pts, ours.pts, strict=False)
    ]
    alike = all(getattr(clip, name) == getattr(made, name) for name in names)
    return alike and max(near) <= Fraction(1, 1000) and _fields(clip, Path(clip.source)) == _fields(clip, path)


def _fields(clip: Clip, path: Path) -> list[Fields]:
    """Which field comes first, of some frames and of those around the middle."""
    frames = {*_some(range(clip.frames), 12), *range(clip.frames // 2 - 6, clip.frames // 2 + 6)} & {
        *range(clip.frames)
    }
    with FrameReader(path, build_index(path)) as reader:
        return [fields_of(reader.frame(frame)) for frame in sorted(frames)]


Planes = list[npt.NDArray[np.float64]]


def _pairs(clip: Clip, path: Path, frames: Sequence[int]) -> Iterator[tuple[Planes, Planes]]:
    """The planes of some frames of the source and of a file, frame by frame."""
    source = Path(clip.source)
    with FrameReader(source, build_index(source)) as own, FrameReader(path, build_index(path)) as made:
        for frame in sorted(set(frames)):
            yield _planes(own.frame(frame)), _planes(made.frame(frame))


def _planes(frame: av.VideoFrame) -> Planes:
    top = 4 if frame.format.components[0].bits > 8 else 1
    return [plane.astype(np.float64) / top for plane in planes_of(frame)]


def _equal(one: Planes, other: Planes) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


def _psnr(one: Planes, other: Planes) -> float:
    error = float(np.mean([((a - b) ** 2).mean() for a, b in zip(one[:1], other[:1], strict=True)]))
    return 100.0 if error == 0 else float(10 * np.log10(255**2 / error))


def _untouched(plan: ExportPlan, folder: Path) -> tuple[bool | None, bool | None]:
    """Whether the picture stays when sound is replaced, and the sound when the picture is."""
    source = Path(plan.clip.source)
    found: list[bool | None] = []
    for kind, mode in (("video", Mode.AUDIO), ("audio", Mode.VIDEO)):
        if kind == "audio" and not plan.clip.sound:
            found.append(None)
            continue
        target = folder / f"only-{mode.value}{source.suffix}"
        path = export(replace(plan, mode=mode, target=target)).path
        found.append(_sums(source, kind) == _sums(path, kind))
        path.unlink()
    return found[0], found[1]


def _sums(path: Path, kind: str) -> list[int]:
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [zlib.crc32(bytes(packet)) for packet in container.demux(stream) if packet.size]


def _offset(plan: ExportPlan, path: Path) -> float:
    """How far the sound beside the segment moved against the picture, ms; found by cross-correlation.

    Looked at is the longer side: a segment that begins the clip has nothing before it.
    """
    clip, segment = plan.clip, plan.window.segment
    if not clip.sound:
        return 0.0
    before, after = clip.time_of(segment.start), clip.time_of(segment.end)
    count = round(min(Fraction(2), max(before, clip.duration - after)) * RATE)
    start = round(before * RATE) - count if before >= clip.duration - after else round(after * RATE)
    own, made = ClipSound(Path(clip.source), clip), ClipSound(path, probe(path))
    blocks = [each.read(start, count).mean(axis=1).astype(np.float64) for each in (own, made)]
    own.close()
    made.close()
    size = 2 * len(blocks[0])
    spectra = [np.fft.rfft(block - block.mean(), size) for block in blocks]
    lag = int(np.fft.irfft(spectra[1] * np.conj(spectra[0])).argmax())
    return 1000 * abs(lag - size if lag > size // 2 else lag) / RATE


def _click(lamps: dict[str, Lamp]) -> bool | None:
    """Whether the planted click was found, heard or cut away, at each edge inside the clip; ``None`` without sound."""
    found = [lamps[name].sentence for name in _CLICKS if name in lamps]
    return all("click" in sentence and "no click" not in sentence for sentence in found) if found else None


_CLICKS = ("click_head", "click_tail")
_COLUMNS = (
    *("clip", "also planted", "same shape", "encoded", "outside", "beside", "stays", "A/V", "edges", "shift"),
    *("late", "click", "plays"),
)


def complaints(path: Path, players: Sequence[str] = ("mpv",)) -> Iterator[str]:
    """What FFmpeg, PyAV and, where it is installed, mpv say about a file while they decode all of it."""
    said = _ffmpeg("-v", "warning", "-i", str(path), "-f", "null", "-").strip()
    if said:
        yield f"ffmpeg: {said[:200]}"
    index = build_index(path)
    with av.open(str(path)) as container:
        shown = sum(1 for _ in container.decode(container.streams[index.stream]))
    if shown != len(index):
        yield f"PyAV shows {shown} of {len(index)} frames"
    if "mpv" in players and shutil.which("mpv"):
        command = [
            "mpv",
            "--no-config",
            "--vo=null",
            "--ao=null",
            "--untimed",
            "--ao-null-untimed",
            "--msg-level=all=warn",
            str(path),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        words = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("[")]
        if done.returncode or words:
            yield f"mpv: {' '.join(words)[:200]}"


def table(rows: Sequence[str]) -> str:
    """The table in Markdown."""
    lines = [
        "# How a take fits back",
        "",
        "Each clip went through the draft engine with its deviations switched on (rate rounded, frames missing at the",
        "end, colour tags lost, sound 40 ms late, frames around the range blended, a click at both edges of the new",
        "sound, and those named in the table), came back, and was exported with the take in place. Made by",
        "`python -m tests.fit_table`; a sample runs with the tests, all of it with `packaging/test --long`.",
        "",
        "* *encoded*: frames encoded anew of all; the rest is copied. Where the codec cannot be joined all are.",
        "* *outside*: frames outside those that are not bit-exact (looked at: up to 40, and those beside the joints).",
        "* *beside*: least PSNR of frames that were encoded anew but do not belong to the take.",
        "* *stays*: whether picture packets (sound replaced) and sound packets (picture replaced) are the source's.",
        "* *A/V*: how far sound and picture moved apart. *edges*: colour jump beyond the clip's own, ΔE (CIE76).",
        "* *shift*: planted and found, frames. *late*: of the sound, found. *click*: found at both edges.",
        "* *plays*: decoded to the end by FFmpeg, PyAV and mpv without a word.",
        "",
        "`python -m tests.players` holds what players show against the source. FFmpeg 5.1 and mpv 0.35 gave as many",
        "pictures as of the source, the copied ones with the same checksums, and QMediaPlayer showed as many, for the",
        "clips with 24 fps (192 pictures), with open groups (200), in HEVC with 10 bit (192) and trimmed by an edit",
        "list (210; of source and export alike mpv shows the 40 hidden ones, too, and QMediaPlayer one less).",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"|{'---|' * len(_COLUMNS)}",
    ]
    return "\n".join([*lines, *rows, ""])


def row_of(fit: Fit) -> str:
    """One line of the table."""
    kind = fit.kind
    planted = ", ".join(quirk for quirk in kind.quirks if not quirk.startswith("shift"))
    words = {True: "yes", False: "**no**", None: "–"}
    stays = "/".join(words[each] for each in fit.untouched)
    outside = str(fit.changed) if fit.joined else "–"
    late = f"{fit.sound_late:.1f} ms" if kind.sound else "–"
    cells = [
        kind.name,
        planted,
        words[fit.same],
        f"{fit.anew}/{fit.frames}",
        outside,
        f"{fit.psnr:.1f} dB",
        stays,
        f"{fit.offset:.2f} ms",
        f"{fit.colour:.2f}",
        f"{kind.shift:+d} → {fit.shift:+d}",
        late,
        words[fit.click],
        words[not fit.played],
    ]
    return f"| {' | '.join(cells)} |"


def main(names: Sequence[str]) -> int:
    """Measure all kinds, or those whose file is named, and write the table when all were."""
    fits = []
    for kind in KINDS:
        if names and kind.file not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            fit = measured(kind, Path(folder))
        fits.append(fit)
        sys.stdout.write(
            json.dumps({"clip": kind.name, "broken": list(fit.broken.values()), "row": row_of(fit)}, ensure_ascii=False)
            + "\n"
        )
        sys.stdout.flush()
    if not names:
        TABLE.write_text(table([row_of(fit) for fit in fits]), encoding="utf-8")
    return int(any(fit.broken for fit in fits))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
