import json
from fractions import Fraction

from retake_gui.domain.clip import Clip
from retake_gui.domain.service import DRAFT
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, RetakeSettings, Safety
from retake_gui.domain.span import Span
from retake_gui.domain.window_plan import plan_window
from retake_gui.store import plain


def test_a_window_survives_json_exactly() -> None:
    rate = Fraction(24000, 1001)
    clip = Clip(
        "a", "mp4", 320, 180, 0, rate, 200, 200 / rate, variable=False, video_codec="h264", pixel_format="yuv420p"
    )
    window = plan_window(clip, Span(7, 31), DRAFT)
    assert plain.window_from_plain(json.loads(json.dumps(plain.window_as_plain(window)))) == window
    assert plain.window_from_plain({"start_seconds": 2}) is None


def test_settings_survive_and_older_ones_get_defaults() -> None:
    settings = RetakeSettings(
        prompt="p",
        mode=Mode.VIDEO,
        results=3,
        output_format=OutputFormat.MOV,
        quality=70,
        safety=Safety.FULL,
        ttl=90,
        frame_images=(FrameImage("u", as_object=True),),
        webhook_url="http://h/",
        include_cost=False,
        model="m",
        keep_all=True,
    )
    assert plain.settings_from_plain(json.loads(json.dumps(plain.settings_as_plain(settings)))) == settings
    assert plain.settings_from_plain({"prompt": "x"}) == RetakeSettings("x")
