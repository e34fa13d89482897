from fractions import Fraction

from retake_gui.domain.seams import MOST_MIXED, Edge, Seams
from retake_gui.domain.settings import Seam


def test_seams_survive_json() -> None:
    seams = Seams(Edge(Seam.DISSOLVE, 9), Edge(Seam.SERVICE), Fraction(1, 50), match_level=False)

    assert Seams.from_dict(seams.as_dict()) == seams
    assert Seams.from_dict({}) == Seams()


def test_a_mix_has_at_least_one_frame_and_no_more_than_two_seconds() -> None:
    assert Edge(Seam.MORPH).with_frames(0).frames == 1
    assert Edge(Seam.MORPH).with_frames(1000).frames == MOST_MIXED
