"""Clips that are named by an address or by a media UUID of the service."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retake_gui.domain.job import Job
from retake_gui.media.probe import probe
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.served import Served, serving
from tests.integration.terminal import assert_plain, retake_here

_WORDS = ("--start", "1", "--duration", "2", "--prompt", "fog", "--json")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest.fixture
def known(tmp_path: Path, served: Served) -> Job:
    """A job of which the service keeps the input and the result."""
    clip = numbered_clip(tmp_path / "shot.mp4", frames=96, rate=24)
    ran = retake_here("run", clip, *_WORDS, "--project", "first.retake", cwd=tmp_path, **served.variables)
    assert ran.status == 0, ran.err
    with ProjectFile.open(tmp_path / "first.retake") as project:
        return project.jobs()[0]


@pytest.mark.parametrize("window", ["auto", "whole"])
def test_an_address_is_fetched_and_fitted(known: Job, tmp_path: Path, served: Served, window: str) -> None:
    url = known.results[0].video_url
    words = (*_WORDS, "--window", window, "--project", "second.retake", "--out", "made")
    ran = retake_here("run", url, *words, cwd=tmp_path, **served.variables)
    assert ran.status == 0, ran.err
    (take,) = ran.last["takes"]
    assert probe(Path(take["path"])).frames == 96
    with ProjectFile.open(tmp_path / "second.retake") as project:
        sent = project.jobs()[0].body["inputs"]["video"]
    assert (sent == url) is (window == "whole")


def test_media_of_the_service_comes_back_as_returned(known: Job, tmp_path: Path, served: Served) -> None:
    ran = retake_here("run", known.media_uuid, *_WORDS, cwd=tmp_path, **served.variables)
    assert ran.status == 0, ran.err
    (take,) = ran.last["takes"]
    assert take["path"] is None
    assert probe(Path(take["returned"])).frames == 96


def test_an_address_that_gives_nothing_is_refused(tmp_path: Path, served: Served) -> None:
    ran = retake_here("run", "http://127.0.0.1:9/none.mp4", *_WORDS, cwd=tmp_path, **served.variables)
    assert ran.status == 2
    assert "could not be fetched" in ran.err


def test_media_that_nobody_knows_fails_at_the_service(tmp_path: Path, served: Served) -> None:
    uuid = "dfaf49f6-a1d2-4f75-b705-7f9fc11614ef"
    ran = retake_here("run", uuid, *_WORDS, cwd=tmp_path, **served.variables)
    assert ran.status == 1
    assert ran.last["state"] == "failed"
    assert ran.last["errors"]
    assert_plain(type(ran)(ran.status, ran.out, ran.err.splitlines()[-1]))
