"""New sound amid packets that stay: only what a take touches is encoded anew, the rest is the source's bit for bit.

A packet of AAC (ISO/IEC 14496-3, 4.6.11) holds a transform of 2048 samples, and a decoder adds its first half to the
second half of the one before. So what comes of a packet depends on one earlier packet and no more. At a joint the two
halves are of different encoders; their aliasing cancels if both windows have the same shape there. That is found out by
decoding, from the take outwards, until new beside old is as near to the sound as new beside new.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np

from retake_gui.domain.span import Span
from retake_gui.media.codecs import muxer_for, takes_sound
from retake_gui.media.encode import Samples, bits_a_second
from retake_gui.media.export_plan import ExportPlan
from retake_gui.media.fitted_sound import FittedSound
from retake_gui.media.probe import probe
from retake_gui.media.sound_reader import RATE, resampled
from retake_gui.media.sound_run import BLOCK, SoundRun, read_run
from retake_gui.media.source import ClipSound
from retake_gui.media.verify import WrittenOtherwise, written_wrong

_CONTAINERS = ("mp4", "mov", "matroska")
_REACH = 24
"""Packets on each side of the take within which a joint is sought."""
_RUN_UP = 4
"""Packets that an encoder makes before its choices are those of one that is under way."""
_MARGIN = 64
"""Samples over which a resampler spreads one, and by which rounded times may be wrong."""
_AS_NEAR = 1.5
_FLOOR = 1e-4
_CONFIGURED = 2
"""Bytes of an AudioSpecificConfig that say codec, rate, channels and length of packets."""
_WITHOUT_REPLICATION = ("", "56e500")
"""What may follow them where nothing else is to be decoded: nothing, or just that."""


@dataclass(frozen=True, slots=True)
class SoundJoint:
    """Sound packets that are taken over, and new ones in place of some.

    Attributes:
        renewed: New packets, by presentation time of those that they replace, in the source's ticks.
        span: Samples at 48 kHz that they change, from the clip's first picture on.
        error: How far the new packets are from what was encoded (root of the mean square).
    """

    renewed: Mapping[int, bytes] = field(default_factory=dict)
    span: Span = field(default_factory=lambda: Span(0, 0))
    error: float = 0.0


def kept_sound(plan: ExportPlan) -> SoundJoint | None:
    """How the source's sound packets can stay; ``None`` where all sound has to be encoded.

    Raises:
        UnreadableMedia: A file is gone or damaged.
    """
    if not keeps_sound(plan):
        return None
    if not _changes(plan):
        return SoundJoint()
    heard, rate = plan.heard, plan.clip.sound[0].sample_rate
    sound = FittedSound(plan.clip, heard.window, heard.recipe, heard.returned, heard.mode, plan.seams)
    try:
        smeared = 0 if rate == RATE else _MARGIN
        past = smeared if heard.window.segment.end < plan.clip.frames else 0
        around = Span(sound.span.start - smeared, sound.span.end + past)
        run = read_run(plan.clip, around, _REACH + _RUN_UP)
        return None if run is None else _Joiner(run, sound).joint(around)
    except (av.FFmpegError, ValueError):
        return None
    finally:
        sound.close()


def keeps_sound(plan: ExportPlan) -> bool:
    """Whether the source's sound packets can stay, all or those around a take, as far as facts tell."""
    muxer, sound = muxer_for(plan.target), plan.clip.sound
    if not sound or plan.span != plan.clip.whole or not takes_sound(muxer, sound[0].codec):
        return False
    return not _changes(plan) or (sound[0].codec == "aac" and muxer in _CONTAINERS)


def _changes(plan: ExportPlan) -> bool:
    """Whether anything of the sound is not the source's."""
    return plan.heard.mode.replaces_sound and plan.heard.recipe.has_sound


def sound_notes(joint: SoundJoint | None) -> tuple[str, ...]:
    """A sentence for people, where some of the sound was encoded and the rest copied."""
    if joint is None or not joint.renewed:
        return ()
    return (f"{len(joint.span) / RATE:.1f} s of sound were encoded anew, the rest was copied bit for bit.",)


def verify_joint(plan: ExportPlan, part: Path, joint: SoundJoint | None) -> None:
    """Listen to what was written, from joint to joint.

    Raises:
        WrittenOtherwise: It is further from what was meant than encoding explains.
        UnreadableMedia: It cannot be read.
    """
    if joint is None or not joint.renewed:
        return
    heard, back = plan.heard, probe(part)
    track = back.sound[0]
    made, end = ClipSound(part, back), math.floor((track.start + track.duration) * RATE)
    span = Span(joint.span.start, min(joint.span.end, end))
    meant = FittedSound(plan.clip, heard.window, heard.recipe, heard.returned, heard.mode, plan.seams)
    try:
        for each in (made, meant):
            # Where times are rounded the beginning tells a reader where whole pieces lie.
            each.read(0, 1)
        reach = _MARGIN if muxer_for(plan.target) == "matroska" else 0
        wide = made.read(span.start - reach, len(span) + 2 * reach)
        _, apart = _nearest(wide, meant.read(span.start, len(span)))
    finally:
        made.close()
        meant.close()
    if not apart <= _AS_NEAR * joint.error + _FLOOR:
        raise WrittenOtherwise(written_wrong(plan, "its sound is not what was meant around the take"))


class _Joiner:
    """Makes new packets for a stretch, and finds where old ones may stand beside them."""

    def __init__(self, run: SoundRun, sound: FittedSound) -> None:
        self._run, self._sound = run, sound

    def joint(self, around: Span) -> SoundJoint | None:
        """The joint nearest to a stretch of samples at 48 kHz."""
        run = self._run
        touched = run.touched(around)
        if touched is None:
            return None
        if run.rounded:
            run = self._run = self._aligned(touched)
        low, high = max(0, touched.start - 1 - _REACH), min(len(run.packets), touched.end + _REACH)
        meant = self._meant(run.places[low] - _RUN_UP * BLOCK, (high - low + _RUN_UP + 2) * BLOCK)
        made = self._encoded(meant, Span(low, high))
        if made is None:
            return None
        blocks = meant[_RUN_UP * BLOCK :]
        wanted = {low + number: blocks[number * BLOCK : (number + 1) * BLOCK] for number in range(high - low + 1)}
        alone = run.decoded([made[place] for place in range(low, high)])
        noise = {place: _rms(alone[place - low] - wanted[place]) for place in range(low + 1, high)}
        seam = _Seam(run, made, wanted, noise)
        before, after = range(max(low, touched.start - 1), low - 1, -1), range(touched.end - 1, high)
        first = next((place for place in before if seam.fits_before(place)), None)
        last = next((place for place in after if seam.fits_after(place)), None)
        if first is None or last is None:
            return None
        renewed = {run.pts[place]: made[place] for place in range(first, last + 1)}
        changed = (run.places[first], run.places[last] + 2 * BLOCK)
        span = Span(*(round(Fraction(place * RATE, run.rate)) for place in changed))
        error = math.sqrt(sum(noise[place] ** 2 for place in range(first + 1, last + 1)) / max(1, last - first))
        return SoundJoint(renewed, span, error)

    def _aligned(self, touched: Span) -> SoundRun:
        """The run with its places where the same is heard before a take, or after it where nothing comes before."""
        run = self._run
        places = Span(0, touched.start - 1) if touched.start > _RUN_UP else Span(touched.end + 1, len(run.packets))
        blocks = run.decoded(run.packets[places.start : places.end])[1:]
        heard = np.concatenate([np.zeros((0, run.channels), np.float32), *blocks])
        if not len(heard):
            return run
        known = self._meant(run.places[places.start + 1] - _MARGIN, len(heard) + 2 * _MARGIN)
        lag, _ = _nearest(known, heard)
        return replace(run, places=tuple(place + lag for place in run.places))

    def _meant(self, first: int, count: int) -> Samples:
        """Samples as they are to be heard, at the source's rate."""
        rate = self._run.rate
        self._sound.read(0, 1)
        if rate == RATE:
            return self._sound.read(first, count)
        shared = math.gcd(rate, RATE)
        ours, theirs = rate // shared, RATE // shared
        margin = math.ceil(_MARGIN / min(ours, theirs))
        begin, end = first // ours - margin, -(-(first + count) // ours) + margin
        block = self._sound.read(begin * theirs, (end - begin) * theirs)
        skipped = first - begin * ours
        return resampled(block, RATE, self._run.layout, rate)[skipped : skipped + count]

    def _encoded(self, meant: Samples, places: Span) -> dict[int, bytes] | None:
        """New packets for some places of the run; ``None`` where they would not be of the source's kind."""
        run = self._run
        encoder = av.CodecContext.create("aac", "w")
        encoder.sample_rate, encoder.layout, encoder.format = run.rate, run.layout, "fltp"
        encoder.bit_rate = round(bits_a_second("aac", run.rate, meant.shape[1]))
        # Noise that a decoder is to make up would be another one than the source's at the joints.
        encoder.options = {"aac_pns": "0"}
        encoder.open()
        if not same_kind(run.extradata, encoder.extradata or b"") or encoder.frame_size != BLOCK:
            return None
        start = run.places[places.start] - _RUN_UP * BLOCK
        found: dict[int, bytes] = {}
        for number in range(len(meant) // BLOCK + 1):
            frame = None
            block = meant[number * BLOCK : (number + 1) * BLOCK]
            if len(block):
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), "fltp", run.layout)
                frame.sample_rate, frame.time_base = run.rate, Fraction(1, run.rate)
                frame.pts = start + number * BLOCK
            for packet in encoder.encode(frame):
                found[cast("int", packet.pts)] = bytes(packet)
        return {place: found[run.places[place]] for place in range(places.start, places.end)}


@dataclass(frozen=True, slots=True)
class _Seam:
    """Old and new packets side by side.

    Attributes:
        made: New packets by place.
        wanted: What is to be heard of them.
        noise: How far it is from what comes of new packets alone.
    """

    run: SoundRun
    made: Mapping[int, bytes]
    wanted: Mapping[int, Samples]
    noise: Mapping[int, float]

    def fits_before(self, place: int) -> bool:
        """Whether new packets may begin at a place."""
        if place == 0:
            return self.run.begins
        before = self.run.packets[max(0, place - 2) : place]
        return self._fits([*before, self.made[place]], place)

    def fits_after(self, place: int) -> bool:
        """Whether new packets may end at a place."""
        if place + 1 == len(self.run.packets):
            return self.run.ends
        return self._fits([self.made[place - 1], self.made[place], self.run.packets[place + 1]], place + 1)

    def _fits(self, packets: Sequence[bytes], place: int) -> bool:
        near = [self.noise[each] for each in range(place - 2, place + 3) if each in self.noise]
        usual = max(near, default=0.0)
        return _rms(self.run.decoded(packets)[-1] - self.wanted[place]) <= _AS_NEAR * usual + _FLOOR


def same_kind(own: bytes, other: bytes) -> bool:
    """Whether a decoder that was told one AudioSpecificConfig decodes packets made under another."""
    tails = (own[_CONFIGURED:].hex(), other[_CONFIGURED:].hex())
    has_channels = len(own) >= _CONFIGURED and own[1] >> 3 & 15
    return bool(has_channels) and own[:_CONFIGURED] == other[:_CONFIGURED] and set(tails) <= set(_WITHOUT_REPLICATION)


def _nearest(wide: Samples, wanted: Samples) -> tuple[int, float]:
    """By how many samples sound is late in what has as much more on both sides, and how far it is from it then."""
    reach = (len(wide) - len(wanted)) // 2
    lags = sorted(range(-reach, reach + 1), key=abs)
    apart = {lag: _rms(wide[reach + lag : reach + lag + len(wanted)] - wanted) for lag in lags}
    best = min(apart, key=lambda lag: apart[lag])
    return best, apart[best]


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0
