"""Sound as it leaves the program, heard back from a sound server whose card is nothing."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.clips import ClipOptions, numbered_clip
from tests.integration.listening import Ear, can_listen, sound_server

_RATE = 48_000
_BURSTS = [Fraction(n, 2) + Fraction(1, 4) for n in range(16)]
_TRIES = 3
_MOST_APART = 0.02
_CHILD = Path(__file__).with_name("play_aloud.py")

pytestmark = pytest.mark.skipif(
    not can_listen(), reason="no PulseAudio here; packaging/setup --tests installs it as root on Debian"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What programs need in their environment to find a sound server of this test's own."""
    with sound_server(tmp_path) as environment:
        yield environment


@pytest.mark.parametrize("start", [0, 55])
def test_sound_and_picture_leave_together(server: dict[str, str], tmp_path: Path, start: int) -> None:
    """A machine that is busy with other things can tear them apart for once, a wrong clock does so each time."""
    options = ClipOptions(sound=_RATE, bursts=_BURSTS)
    clip = numbered_clip(tmp_path / "clip.mkv", frames=200, rate=25, options=options)
    apart: list[float] = []
    while len(apart) < _TRIES and (not apart or abs(apart[-1]) >= _MOST_APART):
        apart.append(sound_after_picture(server, clip, start))
    assert abs(apart[-1]) < _MOST_APART, apart


def sound_after_picture(server: dict[str, str], clip: Path, start: int) -> float:
    """Play 2.5 s from a frame in a process of its own: by how many seconds the sound came later."""
    ear = Ear(server)
    ear.wait()
    played = subprocess.run(
        [sys.executable, str(_CHILD), str(clip), str(start), "1", "2.5"],
        env={**server, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    heard = ear.stop()
    told = json.loads(played.stdout.splitlines()[-1])
    assert told["output"] == "CardOutput"
    assert len(heard) >= 3
    picture_zero = statistics.median(when - frame / 25 for frame, when in told["seen"])
    expected = [float(burst) for burst in _BURSTS if burst > Fraction(start, 25)]
    sound_zero = statistics.median(when - burst for when, burst in zip(heard, expected, strict=False))
    return float(sound_zero - picture_zero)
