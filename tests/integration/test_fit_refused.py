"""Exports that cannot be: a sentence, nothing half-written, nothing lost."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from retake_gui.domain.errors import RetakeError, StorageError, UnreadableMedia
from retake_gui.domain.span import Span
from retake_gui.media.conform import measure
from retake_gui.media.export import ExportKind, ExportPlan, export
from retake_gui.media.probe import probe
from tests.clips import ClipOptions, numbered_clip
from tests.fit_cases import Planted, return_of, sent_window

KINDS = [(kind, "") for kind in ExportKind] + [(ExportKind.FULL, "png"), (ExportKind.FULL, "wav")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ExportPlan:
    folder = tmp_path_factory.mktemp("refused")
    source = numbered_clip(folder / "clip.mp4", frames=100, rate=24, options=ClipOptions(sound=48_000))
    clip, window, sent = sent_window(folder, source, Span(40, 62))
    returned = return_of(sent, folder / "returned.mp4", Planted())
    return ExportPlan(clip, window, measure(clip, window, returned), returned, folder / "none.mp4")


def aimed(plan: ExportPlan, folder: Path, kind: ExportKind, codec: str) -> ExportPlan:
    name = {"png": "take", "wav": "take.wav"}.get(codec, "take.mp4")
    return replace(plan, kind=kind, codec=codec, target=folder / name)


def _fill() -> None:
    """As on a full disk, in a process of its own: no file of it can grow beyond a kilobyte."""
    sys.dont_write_bytecode = True  # half a module's bytecode would fail whoever imports it next
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))


def _refusal(plan: ExportPlan) -> str:
    try:
        export(plan)
    except StorageError as refused:
        return refused.sentence
    return ""


@pytest.fixture(scope="module")
def full() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_fill) as process:
        process.submit(int).result()  # its threads begin here, and belong to no test
        yield process


@pytest.mark.parametrize(("kind", "codec"), KINDS)
def test_a_disk_that_fills_up_midway(
    made: ExportPlan, tmp_path: Path, full: ProcessPoolExecutor, kind: ExportKind, codec: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()

    sentence = full.submit(_refusal, aimed(made, folder, kind, codec)).result()

    assert "could not be written" in sentence
    assert "Nothing half-written" in sentence
    assert not list(folder.iterdir())
    assert probe(Path(made.clip.source)).frames == 100


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/proc/mounts").exists(), reason="needs to mount a small disk")
@pytest.mark.parametrize("kind", [ExportKind.SMART, ExportKind.FULL])
def test_a_disk_that_is_too_small(made: ExportPlan, tmp_path: Path, kind: ExportKind) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        with pytest.raises(StorageError, match="are free"):
            export(aimed(made, disk, kind, ""))
        assert not list(disk.iterdir())
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_may_only_be_read(made: ExportPlan, tmp_path: Path) -> None:
    plan = aimed(made, tmp_path / "locked", ExportKind.FULL, "")
    plan.target.parent.mkdir()
    plan.target.parent.chmod(0o500)
    if os.geteuid() == 0:
        plan = replace(plan, target=Path("/proc/take.mp4"))

    with pytest.raises(StorageError) as refused:
        export(plan)

    assert refused.value.do
    assert not plan.target.exists()


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".mp4", "nul\0.mp4"] + ([] if sys.platform == "linux" else ["a?b.mp4"]), ids=["long", "nul"]
)
def test_a_name_that_no_file_can_have(made: ExportPlan, tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="could not be written"):
        export(replace(made, target=tmp_path / name))

    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize("taken", ["file", "folder", "link"])
def test_a_name_that_is_taken(made: ExportPlan, tmp_path: Path, taken: str) -> None:
    target = tmp_path / "take.mp4"
    if taken == "file":
        target.write_text("mine", encoding="utf-8")
    elif taken == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")

    with pytest.raises(StorageError, match="exists already"):
        export(replace(made, target=target))

    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "data") == ["take.mp4"]
    assert target.is_symlink() or target.is_dir() or target.read_text(encoding="utf-8") == "mine"


def test_a_name_that_is_taken_meanwhile(made: ExportPlan, tmp_path: Path) -> None:
    target = tmp_path / "take.mp4"

    def take_it(done: int, _total: int) -> None:
        if done == 50:
            target.write_text("mine", encoding="utf-8")

    with pytest.raises(StorageError, match="exists already"):
        export(replace(made, target=target), take_it)

    assert target.read_text(encoding="utf-8") == "mine"
    assert not list(tmp_path.glob(".*"))


def test_another_file_system(made: ExportPlan) -> None:
    folder = Path("/dev/shm")  # noqa: S108 - only because it is another file system
    if not folder.is_dir() or folder.stat().st_dev == Path(made.clip.source).stat().st_dev:
        pytest.skip("there is no other file system here")
    target = folder / f"retake-{os.getpid()}.mp4"
    try:
        assert export(replace(made, target=target)).frames == 100
        assert target.is_file()
    finally:
        target.unlink(missing_ok=True)


def test_a_source_that_changed_or_went(made: ExportPlan, tmp_path: Path) -> None:
    copy = tmp_path / "clip.mp4"
    copy.write_bytes(Path(made.clip.source).read_bytes())
    plan = replace(made, clip=probe(copy), target=tmp_path / "take.mp4")
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(UnreadableMedia, match="was changed"):
        export(plan)
    copy.unlink()
    with pytest.raises(UnreadableMedia, match="not there any more"):
        export(plan)
    assert not plan.target.exists()


@pytest.mark.parametrize("kind", list(ExportKind))
def test_a_return_that_went(made: ExportPlan, tmp_path: Path, kind: ExportKind) -> None:
    plan = aimed(replace(made, returned=tmp_path / "gone.mp4"), tmp_path, kind, "")
    with pytest.raises(UnreadableMedia):
        export(plan)
    assert not plan.target.exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("kind", [ExportKind.SMART, ExportKind.FULL])
def test_a_source_that_goes_midway(made: ExportPlan, tmp_path: Path, kind: ExportKind) -> None:
    copy, folder = tmp_path / "clip.mp4", tmp_path / "out"
    copy.write_bytes(Path(made.clip.source).read_bytes())
    folder.mkdir()
    plan = aimed(replace(made, clip=probe(copy)), folder, kind, "")

    def take_away(done: int, _total: int) -> None:
        if done == 50:
            copy.unlink()

    with pytest.raises(UnreadableMedia, match="not there"):
        export(plan, take_away)

    assert not list(folder.iterdir())


def test_a_source_that_is_cut_off_midway(made: ExportPlan, tmp_path: Path) -> None:
    copy, folder = tmp_path / "clip.mp4", tmp_path / "out"
    copy.write_bytes(Path(made.clip.source).read_bytes())
    folder.mkdir()
    plan = aimed(replace(made, clip=probe(copy)), folder, ExportKind.SMART, "")

    def cut_off(done: int, _total: int) -> None:
        if done == 2:
            os.truncate(copy, 4_000)

    with pytest.raises(RetakeError) as refused:
        export(plan, cut_off)

    assert refused.value.sentence
    assert not list(folder.iterdir())
