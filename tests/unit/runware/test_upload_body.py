import base64
import errno
import io
import json
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.runware.upload_body import UploadBody


@pytest.mark.parametrize("size", [0, 1, 2, 3, 3 * 64 * 1024 - 1, 3 * 64 * 1024, 3 * 64 * 1024 + 1, 500_000])
async def test_the_body_is_one_task_with_the_whole_file_and_its_length_is_known(tmp_path: Path, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    file = tmp_path / "window.mp4"
    file.write_bytes(content)
    told: list[tuple[int, int]] = []
    body = UploadBody(file, "video/mp4", "the-uuid", lambda done, total: told.append((done, total)))
    for _ in range(2):  # a second try begins at the start
        sent = b"".join([piece async for piece in body.chunks()])
        assert len(sent) == body.length
        (task,) = json.loads(sent)
        head, _, data = task.pop("media").partition(",")
        assert task == {"taskType": "mediaStorage", "taskUUID": "the-uuid", "operation": "upload"}
        assert head == "data:video/mp4;base64"
        assert base64.b64decode(data, validate=True) == content
    if size:
        assert told[-1] == (size, size)


async def test_a_file_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        UploadBody(tmp_path / "gone.mp4", "video/mp4", "u")
    file = tmp_path / "window.mp4"
    file.write_bytes(b"x")
    body = UploadBody(file, "video/mp4", "u")
    file.unlink()
    with pytest.raises(StorageError, match="The job is kept"):
        [piece async for piece in body.chunks()]


async def test_a_file_that_cannot_be_read_to_its_end_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    file = tmp_path / "window.mp4"
    file.write_bytes(b"x")
    body = UploadBody(file, "video/mp4", "u")
    monkeypatch.setattr(Path, "open", lambda _path, _mode: Failing())
    with pytest.raises(StorageError, match=r"cannot be read: Input/output error\. The job is kept"):
        [piece async for piece in body.chunks()]
