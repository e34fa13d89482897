from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.store.fingerprint import fingerprint


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    content = bytes(range(256)) * 20_000
    first.write_bytes(content)
    second.write_bytes(content)
    assert fingerprint(first) == fingerprint(second)
    second.write_bytes(content[:-1] + b"!")
    assert fingerprint(first) != fingerprint(second)
    second.write_bytes(b"")
    fingerprint(second)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        fingerprint(tmp_path / "none")
