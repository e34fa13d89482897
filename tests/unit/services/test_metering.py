from retake_gui.services.metering import Meter


def test_the_rate_is_that_of_the_last_seconds() -> None:
    now = 0.0
    meter = Meter(lambda: now)
    assert meter.rate(0) == 0
    for second in range(1, 11):
        now = float(second)
        rate = meter.rate(second * 1000)
    assert rate == 1000
    for second in range(11, 18):
        now = float(second)
        rate = meter.rate(10_000 + (second - 10) * 10)
    assert rate == 10


def test_another_try_begins_anew() -> None:
    now = 0.0
    meter = Meter(lambda: now)
    meter.rate(0)
    now = 1.0
    assert meter.rate(5000) == 5000
    now = 2.0
    assert meter.rate(100) == 0
