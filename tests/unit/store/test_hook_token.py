import stat
from pathlib import Path

import pytest

from retake_gui.domain.errors import StorageError
from retake_gui.store.hook_token import hook_token


def test_the_token_stays_and_is_nobody_elses(tmp_path: Path) -> None:
    token = hook_token(tmp_path)
    assert len(token) > 20
    assert hook_token(tmp_path) == token
    assert stat.S_IMODE((tmp_path / "webhook.token").stat().st_mode) == 0o600


def test_a_damaged_token_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "webhook.token").write_bytes(b"\xff\xfe")
    assert len(hook_token(tmp_path)) > 20


def test_a_token_that_cannot_be_read_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = hook_token(tmp_path)

    def refuse(self: Path, encoding: str) -> str:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", refuse)
        with pytest.raises(StorageError, match="cannot be read: Permission denied"):
            hook_token(tmp_path)
    assert hook_token(tmp_path) == token
