"""Where panes lie in the viewer: pure rules for every way to compare."""

from PySide6.QtCore import QRect

from retake_gui.domain.compare import CompareMode, CompareState, Side

GAP = 4


def side_by_side(whole: QRect) -> tuple[QRect, QRect]:
    """Two halves of exactly the same width, so that both pictures have the same scale."""
    half = (whole.width() - GAP) // 2
    return (
        QRect(whole.left(), whole.top(), half, whole.height()),
        QRect(whole.left() + whole.width() - half, whole.top(), half, whole.height()),
    )


def cells(whole: QRect, count: int) -> list[QRect]:
    """Cells of one size: up to two beside each other, up to four in two rows."""
    columns = 1 if count <= 1 else 2
    rows = max(1, -(-count // columns))
    width = (whole.width() - GAP * (columns - 1)) // columns
    height = (whole.height() - GAP * (rows - 1)) // rows
    return [
        QRect(
            whole.left() + (index % columns) * (width + GAP),
            whole.top() + (index // columns) * (height + GAP),
            width,
            height,
        )
        for index in range(count)
    ]


def shows_source(state: CompareState, results: int, most: int) -> bool:
    """Whether the source has a pane: in the grid only while fewer results than cells leave it room."""
    if state.mode is CompareMode.GRID:
        return results < most
    if state.mode is CompareMode.FLIP:
        return state.shown is Side.SOURCE
    return state.mode is not CompareMode.DIFFERENCE


def shows_take(state: CompareState) -> bool:
    """Whether the compared take has a pane."""
    if state.mode is CompareMode.FLIP:
        return state.shown is Side.TAKE
    return state.mode is not CompareMode.SOURCE
