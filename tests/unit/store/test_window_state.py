from pathlib import Path

import pytest

from retake_gui.store.window_state import WindowState, load_window_state, save_window_state


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    state = WindowState(b"\x00\xff geometry", b"panels", "clip.mp4")
    save_window_state(state, tmp_path)
    assert load_window_state(tmp_path) == state


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"geometry": 3, "panels": ""}', '{"geometry": "§", "panels": ""}']
)
def test_a_broken_file_is_no_news(tmp_path: Path, content: str) -> None:
    (tmp_path / "window.json").write_text(content, encoding="utf-8")
    assert load_window_state(tmp_path) == WindowState()


def test_a_folder_that_refuses_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    save_window_state(WindowState(), tmp_path / "file")
    assert load_window_state(tmp_path / "file") == WindowState()
