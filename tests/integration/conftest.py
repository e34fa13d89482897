"""What many tests of whole jobs stand on: a clip, and a service that answers by the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clips import numbered_clip
from tests.integration.service import Service, serving_by_the_page


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the service makes of every task."""
    return numbered_clip(tmp_path_factory.mktemp("films") / "film.mp4", frames=73, rate=24).read_bytes()


@pytest.fixture
def service(film: bytes) -> Iterator[Service]:
    with serving_by_the_page(film) as served:
        yield served
