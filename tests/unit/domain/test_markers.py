from retake_gui.domain.markers import Marker, neighbour, renamed, toggled


def test_a_marker_is_set_numbered_and_removed_by_the_same() -> None:
    markers = toggled((), 48)
    markers = toggled(markers, 12)
    assert markers == (Marker(12, "Marker 2"), Marker(48, "Marker 1"))
    markers = toggled(markers, 48)
    assert markers == (Marker(12, "Marker 2"),)
    assert toggled(markers, 99)[-1] == Marker(99, "Marker 1")


def test_markers_are_renamed_but_never_to_nothing() -> None:
    markers = toggled((), 48)
    assert renamed(markers, 48, "  the  bell ") == (Marker(48, "the bell"),)
    assert renamed(markers, 48, "   ") == markers
    assert renamed(markers, 7, "other") == markers


def test_the_next_and_the_one_before_are_found() -> None:
    markers = (Marker(10, "a"), Marker(20, "b"))
    assert neighbour(markers, 10, 1) == 20
    assert neighbour(markers, 15, -1) == 10
    assert neighbour(markers, 20, 1) is None
    assert neighbour(markers, 10, -1) is None
