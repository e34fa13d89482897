import asyncio
from pathlib import Path

import pytest

from retake_gui.engine.files import FileShelf


@pytest.mark.parametrize("turns", range(5))
async def test_sweeping_ends_however_soon_after_the_last_file(tmp_path: Path, turns: int) -> None:
    """The sweeper is told of the file and told to end while it wakes: neither word may be lost."""
    shelf = FileShelf(lambda: 0.0)
    sweeper = asyncio.create_task(shelf.keep_swept())
    shelf.publish(tmp_path / "first.mp4", "video/mp4", ttl=60)
    await _turns(5)
    shelf.publish(tmp_path / "last.mp4", "video/mp4", ttl=60)
    await _turns(turns)
    sweeper.cancel()
    await _turns(5)
    ended = sweeper.cancelled()
    sweeper.cancel()
    await asyncio.wait({sweeper})
    assert ended


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
