"""What import contracts cannot say: rules about parts of an outside library, sizes, and the contracts' completeness."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).parents[2]
_PACKAGE = _CHECKOUT / "retake_gui"
_MODULES = sorted(_PACKAGE.rglob("*.py"))
_VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}


def _name(path: Path) -> str:
    return path.relative_to(_PACKAGE).as_posix()


def _imports(path: Path) -> Iterator[str]:
    """Every module or name that a file imports, dotted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _importers(library: str) -> list[str]:
    return [
        _name(path)
        for path in _MODULES
        if any(name == library or name.startswith(f"{library}.") for name in _imports(path))
    ]


def test_widgets_are_used_in_ui_and_at_the_root_of_the_window_only() -> None:
    allowed = {"app.py"}
    assert [
        name for name in _importers("PySide6.QtWidgets") if not name.startswith("ui/") and name not in allowed
    ] == []


@pytest.mark.parametrize(
    ("library", "owner"),
    [
        ("PySide6.QtMultimedia", "viewmodels/sound_out.py"),
        ("cv2", "media/opencv.py"),
        ("qasync", "viewmodels/event_loop.py"),
        ("keyring", "store/secrets.py"),
        ("platformdirs", "store/folders.py"),
    ],
)
def test_a_library_with_traps_has_one_door(library: str, owner: str) -> None:
    assert _importers(library) == [owner]


def test_every_room_stands_in_the_contract_of_the_rooms() -> None:
    contracts = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (rooms,) = [contract for contract in contracts if contract["id"] == "rooms"]
    named = {room.strip(" ()") for layer in rooms["layers"] for room in layer.split("|")}
    here = {path.stem for path in _PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms["exhaustive"] is True
    assert here - {"__init__"} <= named


def test_modules_have_names_that_say_something() -> None:
    assert [_name(path) for path in _MODULES if path.stem in _VAGUE] == []


def test_modules_stay_short() -> None:
    assert [_name(path) for path in _MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_unit_tests_mirror_the_package() -> None:
    """A test file names a module or a package of the room whose folder it lies in."""
    unit = _CHECKOUT / "tests" / "unit"
    homeless = [
        path.relative_to(unit).as_posix()
        for path in unit.rglob("test_*.py")
        if path.parent != unit and not (_PACKAGE / path.parent.relative_to(unit)).is_dir()
    ]
    assert homeless == []
