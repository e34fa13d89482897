"""What joining packets takes in each codec: where decoding starts afresh, and how new packets fit between old ones."""

from dataclasses import dataclass
from typing import Protocol

from retake_gui.media import avc, avc_marks, avc_order, hevc, hevc_numbers

_AVC_PROFILES = {66: "baseline", 77: "main", 100: "high", 110: "high10", 122: "high422", 244: "high444"}
_HEVC_PROFILES = {
    "yuv420p": "main",
    "yuv420p10le": "main10",
    "yuv422p10le": "main422-10",
    "yuv444p": "main444-8",
    "yuv444p10le": "main444-10",
}


@dataclass(frozen=True, slots=True)
class Start:
    """What a picture is to its neighbours.

    Attributes:
        fresh: Decoding can start here.
        led: Pictures that follow but are shown before may need what came before; they must be made anew.
        groups: How many pictures the last new group before this one may have, rising; empty for any number.
        longest: Most of them that could be counted.
        references: How many pictures are kept for others to refer to.
    """

    fresh: bool = False
    led: bool = False
    groups: tuple[int, ...] = ()
    longest: int = 0
    references: int = 0


_USUAL_GROUP = 48
_FINE = "8x8dct=1:partitions=i8x8,i4x4,p8x8"
"""What x264 does beyond its quickest way. So little is encoded that bytes are cheap, and time is not: against
``veryfast`` at a factor of 11 this takes a quarter of it, for half as many bytes again, and no frame gets worse."""
_FRAMES_FOR = {16: 2, 32: 6, 64: 14}
"""For the longest group that must be counted: of how many B-frames x264 is told, which decides how far it counts."""


def _longest_group(order_bits: int) -> int:
    """Most new pictures that are numbered without an overflow, where so many bits are to be matched."""
    return {5: 16, 6: 32}.get(max(order_bits, 5), 64)


class Grammar(Protocol):
    """One codec's way, for one clip."""

    @property
    def encoder(self) -> str:
        """FFmpeg's name of the encoder."""

    def start_of(self, packet: bytes) -> Start:
        """What a packet's picture is."""

    def mark_of(self, packet: bytes) -> avc_marks.Mark | None:
        """What a packet's picture does to those that are kept, in codecs where new ones must match that."""

    def options(self, working: str, *, reorders: bool, resumed: Start) -> dict[str, str]:
        """Of the encoder, for packets that fit the source's.

        Args:
            working: The format that pictures come in.
            reorders: Whether packets may stand in another order than they are shown.
            resumed: The copied picture that comes after the new ones.
        """

    def headers(self, made: bytes) -> bytes:
        """What decoders are told first, given what the encoder says of its packets; called before any packet."""

    def renewed(self, packet: bytes) -> bytes:
        """A new packet as it stands in the file."""

    def resumed(self, packet: bytes) -> bytes:
        """The first copied packet after new ones."""


class AvcGrammar:
    """H.264: both sets of parameters stand in the one header, under different numbers."""

    encoder = "libx264"

    def __init__(self, record: avc.ParameterSets) -> None:
        self._record = record
        self._sets = avc_marks.picture_sets(record)

    @classmethod
    def read(cls, extradata: bytes) -> "AvcGrammar | None":
        """The grammar of a clip, or ``None`` where it cannot be joined."""
        record = avc.read_record(extradata)
        if record is None or record.free_id() is None or record.profile not in _AVC_PROFILES:
            return None
        return cls(record)

    def start_of(self, packet: bytes) -> Start:
        """IDR pictures, and recovery points whose number can be counted on from new pictures."""
        size = self._record.length_size
        if avc.has_idr(packet, size):
            return Start(fresh=True)
        mark = self.mark_of(packet) if avc_order.is_recovery_point(packet, size) else None
        if mark is None:
            return Start()
        own = mark.numbering
        longest = _longest_group(own.order_bits)
        groups = avc_order.groups_before(mark.order, own.order_bits, longest)
        fitting = tuple(each for each in groups if each % (1 << own.number_bits) == mark.number)
        return Start(bool(fitting), led=True, groups=fitting, longest=longest, references=own.references)

    def mark_of(self, packet: bytes) -> avc_marks.Mark | None:
        """Out of its slice header."""
        return avc_marks.mark_of(packet, self._record.length_size, self._sets)

    def options(self, working: str, *, reorders: bool, resumed: Start) -> dict[str, str]:
        """x264 with the source's profile and level, under a number of its own."""
        del working
        frames = _FRAMES_FOR.get(resumed.longest, 2) if reorders and self._record.profile != 66 else 0
        params = f"sps-id={self._record.free_id()}:bframes={frames}:b-pyramid=none:open-gop=0:aud=0"
        params += f":keyint={max(resumed.longest, _USUAL_GROUP)}:{_FINE}"
        if resumed.references:
            params += f":ref={resumed.references}"
        return {
            "crf": "12",
            "preset": "ultrafast",
            "profile": _AVC_PROFILES[self._record.profile],
            "level": f"{self._record.level / 10:.1f}",
            "x264-params": params,
        }

    def headers(self, made: bytes) -> bytes:
        """Both sets in one record."""
        return self._record.with_sets(avc.sets_of_stream(made)).as_bytes()

    def renewed(self, packet: bytes) -> bytes:
        """With lengths in place of start codes."""
        return avc.prefixed(packet, self._record.length_size)

    def resumed(self, packet: bytes) -> bytes:
        """As it is."""
        return packet


class HevcGrammar:
    """HEVC: both sets of parameters stand in the one header; x265's get numbers that the clip leaves free."""

    encoder = "libx265"

    def __init__(self, record: hevc.HevcRecord, numbers: hevc_numbers.Numbers) -> None:
        self._record, self._numbers = record, numbers

    @classmethod
    def read(cls, extradata: bytes) -> "HevcGrammar | None":
        """The grammar of a clip, or ``None`` where it cannot be joined."""
        record = hevc.read_record(extradata)
        numbers = hevc_numbers.free_numbers(record.sets) if record is not None else None
        return None if record is None or numbers is None else cls(record, numbers)

    def start_of(self, packet: bytes) -> Start:
        """IDR, BLA and CRA pictures; a CRA may be led by pictures that need what came before."""
        kind = hevc.picture_kind(packet, self._record.length_size)
        return Start(hevc.starts_afresh(kind), led=kind == hevc.CRA)

    def mark_of(self, packet: bytes) -> avc_marks.Mark | None:
        """Nothing: copying goes on cut off from what came before."""
        del packet
        return None

    def options(self, working: str, *, reorders: bool, resumed: Start) -> dict[str, str]:
        """x265 with the source's profile."""
        del resumed
        params = f"bframes={2 if reorders else 0}:b-pyramid=0:open-gop=0:keyint=48:repeat-headers=0:info=0:aud=0"
        found = {"crf": "9", "preset": "veryfast", "x265-params": f"{params}:log-level=none"}
        return found | ({"profile": _HEVC_PROFILES[working]} if working in _HEVC_PROFILES else {})

    def headers(self, made: bytes) -> bytes:
        """Both sets in one record."""
        new = (hevc_numbers.renumbered_set(unit, self._numbers) for unit in hevc.sets_of_stream(made))
        return self._record.with_sets(new).as_bytes()

    def renewed(self, packet: bytes) -> bytes:
        """With lengths in place of start codes, under the new numbers."""
        units = (hevc_numbers.renumbered_slice(unit, self._numbers.picture) for unit in hevc.without_sets(packet))
        return hevc.prefixed(units, self._record.length_size)

    def resumed(self, packet: bytes) -> bytes:
        """Cut off from what came before."""
        return hevc.cut_off(packet, self._record.length_size)


def grammar_of(codec: str, extradata: bytes) -> Grammar | None:
    """How packets of a clip can be joined, or ``None`` where they cannot."""
    readers = {"h264": AvcGrammar.read, "hevc": HevcGrammar.read}
    return readers[codec](extradata) if codec in readers else None
