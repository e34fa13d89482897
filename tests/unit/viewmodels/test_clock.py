from fractions import Fraction

from retake_gui.viewmodels.clock import SilentOutput, SteadyCount


def test_silence_is_on_time() -> None:
    now = [5_000_000_000]
    clock = SilentOutput(now=lambda: now[0])
    assert clock.elapsed() == 0
    clock.begin()
    now[0] += 1_500_000_000
    assert clock.elapsed() == Fraction(3, 2)
    clock.halt()
    assert clock.elapsed() == 0


def test_a_count_that_jumps_runs_evenly() -> None:
    count = SteadyCount(48_000)
    last = 0.0
    for step in range(400):
        now = step * 5_000_000
        played = step * 240 // 1024 * 1024
        count.read(played, now)
        seen = count.at(now)
        assert seen >= last - 0.0015
        last = seen
    assert abs(last - 399 * 0.005) < 0.025


def test_an_interruption_is_taken_over_at_once() -> None:
    count = SteadyCount(48_000)
    count.read(48_000, 1_000_000_000)
    count.read(48_000, 3_000_000_000)
    assert abs(count.at(3_000_000_000) - 1.0) < 1e-6
