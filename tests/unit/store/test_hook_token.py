import stat
from pathlib import Path

from retake_gui.store.hook_token import hook_token


def test_the_token_stays_and_is_nobody_elses(tmp_path: Path) -> None:
    token = hook_token(tmp_path)
    assert len(token) > 20
    assert hook_token(tmp_path) == token
    assert stat.S_IMODE((tmp_path / "webhook.token").stat().st_mode) == 0o600


def test_a_damaged_token_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "webhook.token").write_bytes(b"\xff\xfe")
    assert len(hook_token(tmp_path)) > 20
