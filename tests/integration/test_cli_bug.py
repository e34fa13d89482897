import os
from pathlib import Path

import pytest

from retake_gui.cli import terminal
from tests.integration.terminal import ROOT, Ran, retake, retake_here


def test_a_bug_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("a fault that nobody thought of")

    monkeypatch.setattr(type(terminal.app), "__call__", fail)

    ran = retake_here("doctor", cwd=tmp_path)

    assert ran.status == 1
    assert "Something unexpected went wrong (ZeroDivisionError)" in ran.err
    assert "Traceback" not in ran.err


def test_interrupted_while_it_loads_it_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")  # as if that came while this was imported
    ran = retake("--version", cwd=tmp_path, PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert ran == Ran(130, "", "")
