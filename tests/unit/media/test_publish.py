import errno
import os
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.media.publish import new_file, new_folder


def write_while_the_name_is_taken(target: Path) -> None:
    with new_file(target) as part:
        part.write_bytes(b"new")
        target.write_bytes(b"old")


def break_off(target: Path, error: BaseException) -> None:
    with new_file(target) as part:
        part.write_bytes(b"half")
        raise error


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "take.mp4"

    with new_file(target) as part:
        part.write_bytes(b"whole")
        assert not target.exists()

    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_overwritten_even_when_the_name_is_taken_meanwhile(tmp_path: Path) -> None:
    target = tmp_path / "take.mp4"

    with pytest.raises(StorageError, match="exists already"):
        write_while_the_name_is_taken(target)

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_taken_name_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    target = tmp_path / "take.mp4"
    target.symlink_to("nowhere")

    with pytest.raises(StorageError, match="exists already"), new_file(target):
        pytest.fail("it should not have begun")


@pytest.mark.parametrize("error", [CancelledError(), ValueError("x")])
def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        break_off(tmp_path / "take.mp4", error)

    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="the disk is full") as caught, new_file(tmp_path / "take.mp4"):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert "Nothing half-written" in caught.value.sentence
    assert not list(tmp_path.iterdir())


def test_space_is_looked_at_first(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="are needed"), new_file(tmp_path / "take.mp4", 1 << 60):
        pytest.fail("it should not have begun")


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="not there"), new_file(tmp_path / "gone" / "take.mp4"):
        pytest.fail("it should not have begun")


def test_disks_without_hard_links_do_not_overwrite_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(_source: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "take.mp4"

    with new_file(target) as part:
        part.write_bytes(b"whole")
    with pytest.raises(StorageError, match="exists already"):
        write_while_the_name_is_taken(tmp_path / "other.mp4")

    assert target.read_bytes() == b"whole"
    assert (tmp_path / "other.mp4").read_bytes() == b"old"


def test_a_name_that_could_not_be_reserved_for_good_is_free_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_source: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", refused)
    monkeypatch.setattr(Path, "replace", refused)

    with pytest.raises(StorageError, match="the disk refused"), new_file(tmp_path / "take.mp4") as part:
        part.write_bytes(b"whole")

    assert not list(tmp_path.iterdir())


def test_what_is_flushed_is_open_for_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = []

    def flush(descriptor: int) -> None:
        flushed.append(os.write(descriptor, b""))

    monkeypatch.setattr(os, "fsync", flush)

    with new_file(tmp_path / "take.mp4") as part:
        part.write_bytes(b"whole")

    assert flushed == [0]


def test_what_may_not_be_written_to_any_more_is_flushed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, flush, flushed = os.open, os.fsync, []

    def opened(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return given(path, flags, mode)

    def noted(descriptor: int) -> None:
        flush(descriptor)
        flushed.append(descriptor)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "fsync", noted)

    with new_file(tmp_path / "take.mp4") as part:
        part.write_bytes(b"whole")

    assert len(flushed) == 1
    assert (tmp_path / "take.mp4").read_bytes() == b"whole"


@pytest.mark.parametrize("letter", ["漢", "🎬", "é", "a"])
def test_the_longest_names_are_written(tmp_path: Path, letter: str) -> None:
    stem = letter * (250 // len(os.fsencode(letter)))

    with new_file(tmp_path / f"{stem}.mp4") as part:
        part.write_bytes(b"whole")
    with new_folder(tmp_path / stem) as part:
        (part / "1.png").write_bytes(b"whole")

    assert (tmp_path / f"{stem}.mp4").read_bytes() == b"whole"
    assert sorted(path.name for path in tmp_path.iterdir()) == [stem, f"{stem}.mp4"]


@pytest.mark.parametrize("appearing", [new_file, new_folder])
def test_a_name_that_is_too_long_is_a_sentence(
    tmp_path: Path, appearing: Callable[[Path], AbstractContextManager[Path]]
) -> None:
    target = tmp_path / f"{'a' * 300}.mp4"

    with pytest.raises(StorageError, match="the name is too long"), appearing(target):
        pytest.fail("it should not have begun")


def test_a_folder_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "take"

    with new_folder(target) as part:
        (part / "1.png").write_bytes(b"whole")
        assert not target.exists()

    assert [path.name for path in tmp_path.iterdir()] == ["take"]
    assert (target / "1.png").read_bytes() == b"whole"


def test_a_folder_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def write() -> None:
        with new_folder(tmp_path / "take") as part:
            (part / "1.png").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(StorageError, match="disk is full"):
        write()

    assert not list(tmp_path.iterdir())


def test_a_folder_does_not_take_a_name_that_was_taken_meanwhile(tmp_path: Path) -> None:
    target = tmp_path / "take"

    def write() -> None:
        with new_folder(target) as part:
            (part / "1.png").write_bytes(b"new")
            target.mkdir()

    with pytest.raises(StorageError, match="exists already"):
        write()

    assert [path.name for path in tmp_path.iterdir()] == ["take"]
    assert not list(target.iterdir())
