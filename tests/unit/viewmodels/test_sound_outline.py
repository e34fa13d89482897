from retake_gui.viewmodels.sound_outline import PER_SECOND, SoundOutline


def test_columns_hold_least_and_most_of_their_part() -> None:
    outline = SoundOutline()
    outline.add([-0.1] * PER_SECOND, [0.1] * PER_SECOND)
    outline.add([-0.9] * PER_SECOND, [0.2] * PER_SECOND)
    assert outline.seconds == 2
    found = outline.columns(0.0, 2.0, 4)
    assert [round(low, 3) for low, _ in found] == [-0.1, -0.1, -0.9, -0.9]
    assert [round(high, 3) for _, high in found] == [0.1, 0.1, 0.2, 0.2]


def test_a_peak_is_seen_at_every_zoom() -> None:
    outline = SoundOutline()
    high = [0.0] * (60 * PER_SECOND)
    high[7777] = 1.0
    outline.add([0.0] * len(high), high)
    for count in (10, 100, 1000, 5000):
        assert max(most for _, most in outline.columns(0.0, 60.0, count)) == 1.0


def test_what_is_not_known_is_flat() -> None:
    outline = SoundOutline()
    outline.add([-1.0] * PER_SECOND, [1.0] * PER_SECOND)
    assert outline.columns(2.0, 3.0, 3) == [(0.0, 0.0)] * 3
    assert outline.columns(-1.0, -0.5, 2) == [(0.0, 0.0)] * 2
