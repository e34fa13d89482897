import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError, UnreadableMedia
from retake_gui.services.opening import ClipOpener
from retake_gui.services.sources import Source, SourceKind, address_of, fetch_source, read_source
from retake_gui.store.project_file import ProjectFile
from tests.integration.service import Service, serving_by_the_page


def test_the_three_kinds_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    uuid = "dfaf49f6-a1d2-4f75-b705-7f9fc11614ef"
    assert read_source("shot.mp4").kind is SourceKind.FILE
    assert read_source("https://h/shot.mp4").kind is SourceKind.ADDRESS
    assert read_source(uuid).kind is SourceKind.MEDIA
    (tmp_path / uuid).touch()
    assert read_source(uuid).kind is SourceKind.FILE


@pytest.fixture
def host() -> Iterator[Service]:
    with serving_by_the_page(b"film") as served:
        yield served


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("%D0%B6" * 130 + ".mp4", "\N{CYRILLIC SMALL LETTER ZHE}" * 48 + ".mp4"),
        ("a" * 248 + ".mp4", "a" * 96 + ".mp4"),
        ("a" * 248, "a" * 100),
        ("address.txt", "clip_address.txt"),
        ("%2e%2e", "clip.mp4"),
        ("shot 1.mp4", "shot_1.mp4"),
        ("...", "clip.mp4"),
    ],
)
async def test_a_clip_of_whatever_name_is_fetched_once_and_its_address_known(
    host: Service, tmp_path: Path, name: str, kept: str
) -> None:
    source = Source(SourceKind.ADDRESS, f"{host.origin}/files/{name}")
    with ProjectFile.create(tmp_path / "film.retake") as project:
        for _ in range(2):
            path = await fetch_source(source, project, 0.01)
    assert path.name == kept
    assert path.read_bytes() == b"film"
    assert address_of(path) == source.text
    assert host.counts["media"] == 1


async def test_an_address_of_half_letters_and_a_folder_that_cannot_be_made_are_said(tmp_path: Path) -> None:
    with ProjectFile.create(tmp_path / "film.retake") as project:
        with pytest.raises(UnreadableMedia, match="characters that are none"):
            await fetch_source(Source(SourceKind.ADDRESS, "https://h/\udce9.mp4"), project, 0.01)
        project.takes_folder.write_bytes(b"a file")
        with pytest.raises(StorageError, match="cannot be made"):
            await fetch_source(Source(SourceKind.ADDRESS, "https://h/a.mp4"), project, 0.01)


async def test_a_clip_whose_name_is_not_in_the_systems_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"shot\xe9.mp4")
    try:
        path.write_bytes(b"film")
    except OSError:
        pytest.skip("this file system takes no such name")
    with ProjectFile.create(tmp_path / "film.retake") as project, pytest.raises(UnreadableMedia) as refused:
        await ClipOpener(project).open(path)
    assert "not in the encoding" in refused.value.sentence.encode().decode()
