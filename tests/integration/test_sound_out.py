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
_CHILD = Path(__file__).with_name("play_aloud.py")

pytestmark = pytest.mark.skipif(
    not can_listen(), reason="no PulseAudio here; packaging/setup --tests installs it as root on Debian"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What programs need in their environment to find a sound server of this test's own."""
    with sound_server(tmp_path) as environment:
        yield environment


@pytest.mark.parametrize(("start", "speed"), [(0, "1"), (55, "1")])
def test_sound_and_picture_leave_together(server: dict[str, str], tmp_path: Path, start: int, speed: str) -> None:
    bursts = [Fraction(n, 2) + Fraction(1, 4) for n in range(16)]
    options = ClipOptions(sound=_RATE, bursts=bursts)
    clip = numbered_clip(tmp_path / "clip.mkv", frames=200, rate=25, options=options)
    ear = Ear(server)
    ear.wait()
    root = Path(__file__).parents[2]
    environment = {**server, "PYTHONPATH": str(root)}
    played = subprocess.run(
        [sys.executable, str(_CHILD), str(clip), str(start), speed, "2.5"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    heard = ear.stop()
    told = json.loads(played.stdout.splitlines()[-1])
    assert told["output"] == "CardOutput"
    picture_zero = statistics.median(when - frame / 25 for frame, when in told["seen"])
    assert len(heard) >= 3
    expected = [float(burst) for burst in bursts if burst > Fraction(start, 25)]
    sound_zero = statistics.median(when - burst for when, burst in zip(heard, expected, strict=False))
    assert abs(sound_zero - picture_zero) < 0.02
