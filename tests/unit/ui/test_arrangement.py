import pytest
from PySide6.QtCore import QRect

from retake_gui.domain.compare import CompareMode, CompareState, Side
from retake_gui.ui.viewer.arrangement import cells, shows_source, shows_take, side_by_side

WHOLE = QRect(0, 0, 801, 601)


def test_two_sides_have_one_size() -> None:
    left, right = side_by_side(WHOLE)
    assert left.size() == right.size()
    assert right.right() == WHOLE.right()
    assert not left.intersects(right)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_cells_are_alike_and_lie_apart_inside(count: int) -> None:
    made = cells(WHOLE, count)
    assert len(made) == count
    assert len({(cell.width(), cell.height()) for cell in made}) == 1
    for at, cell in enumerate(made):
        assert WHOLE.contains(cell)
        assert not any(cell.intersects(other) for other in made[at + 1 :])


def test_the_source_has_a_cell_while_there_is_room() -> None:
    grid = CompareState(CompareMode.GRID)
    assert shows_source(grid, 3, 4)
    assert not shows_source(grid, 4, 4)


def test_flip_shows_one_side_and_difference_the_takes_pane() -> None:
    flipped = CompareState(CompareMode.FLIP, shown=Side.SOURCE)
    assert shows_source(flipped, 1, 4)
    assert not shows_take(flipped)
    differing = CompareState(CompareMode.DIFFERENCE)
    assert shows_take(differing)
    assert not shows_source(differing, 1, 4)
