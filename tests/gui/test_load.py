"""Many jobs at once through the real window: every take is there, memory is flat, and the view is left alone."""

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retake_gui.domain.take import Take
from tests.benchmarks.load import RESULTS, Load, queue_all
from tests.benchmarks.support.quick_service import quick_service
from tests.clips import ClipOptions, numbered_clip
from tests.gui.stage import running, until

_MOST_GROWTH = 64_000_000


async def loaded(clip: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Load, list[Take | None]]:
    """Queue jobs and wait for the end; what came of it, and which takes were put in front."""
    load, shown = Load(), list[Take | None]()
    with quick_service(clip) as service:
        monkeypatch.setenv("RETAKE_BASE_URL", service.base_url)
        monkeypatch.setenv("RUNWARE_API_KEY", "load")
        monkeypatch.setenv("RETAKE_POLL_SCALE", "0.05")
        async with running(clip) as program:
            player, media = program.models.player, program.media
            await until(lambda: player.clip is not None and media.settled, media.settledChanged, player.clipChanged)
            program.models.takes.shownChanged.connect(shown.append)
            await queue_all(program, load, jobs)
            titles = {row.job.settings.prompt for row in program.models.jobs.rows if row.job.state.is_final}
            assert len(titles) == jobs
    load.accepted = service.accepted
    return load, shown


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24, options=ClipOptions(sound=48000))


async def test_some_jobs_at_once(clip: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    del qtbot
    load, shown = await loaded(clip, 4, monkeypatch)
    assert (len(load.takes), load.accepted) == (4 * RESULTS, 4)
    assert len(shown) <= 2, "the first take of all, and perhaps the last job's; none between them"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
async def test_fifty_jobs_at_once(clip: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    del qtbot
    load, shown = await loaded(clip, 50, monkeypatch)
    assert (len(load.takes), load.accepted) == (50 * RESULTS, 50)
    assert load.growth < _MOST_GROWTH
    assert len(shown) <= 2
