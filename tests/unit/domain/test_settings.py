import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import (
    FrameImage,
    Mode,
    OutputFormat,
    Request,
    RetakeSettings,
    Safety,
    check,
    check_request,
    is_web_address,
    violations,
)

GOOD = RetakeSettings(prompt="Heavy rain")
IMAGE = FrameImage("first.png")


def broken(settings: RetakeSettings) -> list[str]:
    return [violation.parameter for violation in violations(settings)]


@pytest.mark.parametrize(
    ("changes", "parameters"),
    [
        ({"prompt": ""}, ["positivePrompt"]),
        ({"prompt": "   \n"}, ["positivePrompt"]),
        ({"prompt": "x"}, []),
        ({"prompt": "x" * 5000}, []),
        ({"prompt": "x" * 5001}, ["positivePrompt"]),
        ({"results": 0}, ["numberResults"]),
        ({"results": 1}, []),
        ({"results": 4}, []),
        ({"results": 5}, ["numberResults"]),
        ({"quality": 19}, ["outputQuality"]),
        ({"quality": 20}, []),
        ({"quality": 99}, []),
        ({"quality": 100}, ["outputQuality"]),
        ({"ttl": 59}, ["ttl"]),
        ({"ttl": 60}, []),
        ({"ttl": None}, []),
        ({"frame_images": (IMAGE,)}, []),
        ({"frame_images": (IMAGE, IMAGE)}, ["frameImages"]),
        ({"webhook_url": "https://example.org/hook"}, []),
        ({"webhook_url": "ftp://example.org"}, ["webhookURL"]),
        ({"upload_endpoint": "https://"}, ["uploadEndpoint"]),
        ({"model": " "}, ["model"]),
        ({"prompt": "", "quality": 1, "ttl": 1}, ["positivePrompt", "outputQuality", "ttl"]),
    ],
)
def test_each_limit_of_the_contract_is_held_and_named(changes: dict[str, object], parameters: list[str]) -> None:
    assert broken(GOOD.changed(**changes)) == parameters


def test_a_violation_says_what_happened_and_what_to_do() -> None:
    for violation in violations(RetakeSettings(results=9, quality=1, ttl=1, webhook_url="x", model="")):
        assert violation.what.endswith(".")
        assert violation.do.endswith(".")
    with pytest.raises(SettingRefused, match="Remove 3"):
        check(GOOD.changed(prompt="x" * 5003))


@pytest.mark.parametrize(
    ("start", "duration", "seconds", "least", "parameter"),
    [
        (0, 1, 10, 1, None),
        (7, 3, 10, 1, None),
        (-1, 3, 10, 1, "startTime"),
        (10, 1, 10, 1, "startTime"),
        (2, 0, 10, 1, "duration"),
        (2, 1, 10, 2, "duration"),
        (8, 3, 10, 1, "duration"),
        (8, 2, 9.99, 1, "duration"),
    ],
)
def test_start_and_duration_stay_inside_what_is_sent(
    start: int, duration: int, seconds: float, least: int, parameter: str | None
) -> None:
    if parameter is None:
        check_request(Request(start, duration), seconds, least)
        return
    with pytest.raises(SettingRefused) as refusal:
        check_request(Request(start, duration), seconds, least)
    assert refusal.value.parameter == parameter


def test_the_values_are_the_contracts() -> None:
    assert [mode.value for mode in Mode] == ["replace_audio", "replace_video", "replace_audio_and_video"]
    assert [form.value for form in OutputFormat] == ["MP4", "WEBM", "MOV"]
    assert [safety.value for safety in Safety] == ["none", "fast", "full"]
    defaults = RetakeSettings()
    assert (defaults.mode, defaults.output_format, defaults.quality, defaults.results) == (
        Mode.BOTH,
        OutputFormat.MP4,
        95,
        1,
    )
    assert defaults.model == "lightricks:3@1"


def test_which_streams_a_mode_replaces() -> None:
    assert [(mode.replaces_picture, mode.replaces_sound) for mode in Mode] == [
        (False, True),
        (True, False),
        (True, True),
    ]


@given(st.text())
def test_any_text_is_an_address_or_not(text: str) -> None:
    if is_web_address(text):
        assert text.lower().lstrip().startswith("http")


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"prompt": "rain \ud83d"}, "positivePrompt"),
        ({"model": "m\udce9"}, "model"),
        ({"webhook_url": "https://example.org/\udce9"}, "webhookURL"),
        ({"upload_endpoint": "https://example.org/\udce9"}, "uploadEndpoint"),
    ],
)
def test_half_a_letter_can_not_be_sent(changes: dict[str, str], parameter: str) -> None:
    found = list(violations(GOOD.changed(**changes)))
    assert [violation.parameter for violation in found] == [parameter]
    found[0].sentence.encode()
    assert not broken(GOOD.changed(prompt="rain \N{UMBRELLA} \N{GRINNING FACE}"))
