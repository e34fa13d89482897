import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from retake_gui import assets

_CHECKOUT = Path(__file__).parents[2]


def test_a_checkout_has_its_resources_beside_the_package() -> None:
    assert assets.folder() == _CHECKOUT / "resources"


def test_an_icon_is_found_by_its_name() -> None:
    assert "play" in assets.icon_names()
    assert assets.resource("icons", "play.svg").read_text(encoding="utf-8").lstrip().startswith("<svg")


def test_every_drawing_takes_its_colour_from_the_theme() -> None:
    plain = [
        path.name
        for path in assets.resource("icons").glob("*.svg")
        if "currentColor" not in path.read_text(encoding="utf-8")
        and path.stem not in {"retake-app", "arrow-up", "arrow-down"}
    ]
    assert plain == []


def test_the_sample_is_there() -> None:
    assert assets.sample_clip().is_file()
    assert assets.sample_clip().stat().st_size < 2_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=_CHECKOUT, check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_carries_the_resources_but_not_the_scripts_that_made_them(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "retake_gui/_resources/icons/play.svg" in names
    assert "retake_gui/_resources/sample.mp4" in names
    assert [name for name in names if name.startswith("retake_gui/_resources") and name.endswith(".py")] == []


def test_an_installed_program_finds_them_inside_the_package(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    found = subprocess.run(
        [sys.executable, "-P", "-c", "from retake_gui import assets; print(assets.sample_clip())"],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(found.stdout.strip()) == tmp_path / "retake_gui" / "_resources" / "sample.mp4"
