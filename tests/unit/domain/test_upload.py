from dataclasses import replace

from retake_gui.domain.service import RUNWARE
from retake_gui.domain.span import Span
from retake_gui.domain.upload import upload_bytes
from retake_gui.domain.window import Context
from retake_gui.domain.window_plan import plan_window
from tests.facts import a_clip


def test_more_context_is_a_larger_upload() -> None:
    clip = a_clip()
    sizes = [upload_bytes(clip, plan_window(clip, Span(72, 144), RUNWARE, context), RUNWARE) for context in Context]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_a_larger_picture_counts_as_it_is_sent() -> None:
    clip = a_clip()
    wide = replace(clip, width=3840, height=2160)
    hd = replace(clip, width=1920, height=1080)
    window = plan_window(clip, Span(72, 144), RUNWARE)
    assert upload_bytes(wide, window, RUNWARE) == upload_bytes(hd, window, RUNWARE)


def test_no_estimate_passes_the_services_limit() -> None:
    clip = a_clip()
    window = plan_window(clip, Span(72, 144), RUNWARE)
    tight = replace(RUNWARE, most_bytes=1_000_000)
    assert upload_bytes(clip, window, tight) == 900_000
