from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.timebase import (
    TimeDisplay,
    can_drop,
    frame_at,
    nominal,
    parse_time,
    parse_timecode,
    show,
    time_of,
    timecode,
)

NTSC = Fraction(30000, 1001)
DOUBLE_NTSC = Fraction(60000, 1001)
RATES = [
    *(Fraction(rate) for rate in (1, 12, 24, 25, 30, 48, 50, 60, 120)),
    Fraction(24000, 1001),
    NTSC,
    DOUBLE_NTSC,
]
rates = st.sampled_from(RATES)
frames = st.integers(0, 24 * 3600 * 120)


@given(rates, frames)
def test_a_frame_is_on_screen_from_its_time_until_the_next(rate: Fraction, frame: int) -> None:
    begins, ends = time_of(frame, rate), time_of(frame + 1, rate)
    assert frame_at(begins, rate) == frame
    assert frame_at(ends - Fraction(1, 10**9), rate) == frame


@given(rates, frames)
def test_timecode_goes_both_ways(rate: Fraction, frame: int) -> None:
    text = timecode(frame, rate)
    assert parse_timecode(text, rate) == frame
    assert parse_time(text, rate) == frame


@given(st.sampled_from([NTSC, DOUBLE_NTSC]), frames)
def test_drop_frame_timecode_goes_both_ways_and_keeps_to_the_clock(rate: Fraction, frame: int) -> None:
    text = timecode(frame, rate, drop=True)
    assert ";" in text
    assert parse_timecode(text, rate) == frame
    hours, minutes, rest = text.split(":")
    seconds, number = rest.split(";")
    written = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + Fraction(int(number), nominal(rate))
    assert abs(written - time_of(frame, rate)) < Fraction(1, 10) + Fraction(int(hours), 250)


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (0, NTSC, "00:00:00;00"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17981, NTSC, "00:09:59;29"),
        (17982, NTSC, "00:10:00;00"),
        (107892, NTSC, "01:00:00;00"),
        (3599, DOUBLE_NTSC, "00:00:59;59"),
        (3600, DOUBLE_NTSC, "00:01:00;04"),
        (215784, DOUBLE_NTSC, "01:00:00;00"),
    ],
)
def test_drop_frame_skips_numbers_as_st_12_1_says(frame: int, rate: Fraction, text: str) -> None:
    assert timecode(frame, rate, drop=True) == text
    assert parse_timecode(text, rate) == frame


def test_rates_without_drop_frame_are_written_without_it() -> None:
    assert not can_drop(Fraction(24000, 1001))
    assert timecode(1800, Fraction(24000, 1001), drop=True) == "00:01:15:00"


@pytest.mark.parametrize(
    ("text", "rate", "meant"),
    [
        ("2", Fraction(24), Fraction(2)),
        ("2.5", Fraction(24), Fraction(5, 2)),
        (".5s", Fraction(24), Fraction(1, 2)),
        (" 2.5 s ", Fraction(24), Fraction(5, 2)),
        ("60f", Fraction(24), 60),
        ("00:00:02:12", Fraction(24), 60),
        ("00:02:12", Fraction(24), 60),
        ("1:02.5", Fraction(24), Fraction(125, 2)),
        ("1:00:02.25", Fraction(24), Fraction(14409, 4)),
        ("00:01:00;02", NTSC, 1800),
    ],
)
def test_what_people_type_for_a_time(text: str, rate: Fraction, meant: int | Fraction) -> None:
    found = parse_time(text, rate)
    assert found == meant
    assert isinstance(found, int) is isinstance(meant, int)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("", Fraction(24)),
        ("-1", Fraction(24)),
        ("two", Fraction(24)),
        ("1e3", Fraction(24)),
        ("00:00:02:24", Fraction(24)),
        ("00:60:00:00", Fraction(24)),
        ("00:00:60:00", Fraction(24)),
        ("00:01:00;00", NTSC),
        ("00:00:02;12", Fraction(24)),
        ("nan", Fraction(24)),
        ("٢", Fraction(24)),
    ],
)
def test_what_is_no_time_gets_a_sentence(text: str, rate: Fraction) -> None:
    with pytest.raises(SettingRefused) as refusal:
        parse_time(text, rate)
    assert refusal.value.what.endswith(".")


@given(st.text(max_size=12), rates)
def test_any_text_is_a_time_or_refused(text: str, rate: Fraction) -> None:
    try:
        found = parse_time(text, rate)
    except SettingRefused:
        return
    assert found >= 0


def test_a_position_is_written_as_the_user_reads_it() -> None:
    assert show(60, Fraction(24), TimeDisplay.TIMECODE) == "00:00:02:12"
    assert show(60, Fraction(24), TimeDisplay.FRAMES) == "60f"
    assert show(60, Fraction(24), TimeDisplay.SECONDS) == "2.500s"
