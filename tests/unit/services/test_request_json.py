import json
import shlex

import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, Request, Safety
from retake_gui.services.request_json import as_curl, as_json, parse, shortened

EXAMPLE = {
    "taskType": "videoInference",
    "taskUUID": "2eb310fd-c023-46a5-a0fa-5e977ff54bce",
    "model": "lightricks:3@1",
    "positivePrompt": "Replace the rider's helmet",
    "providerSettings": {"lightricks": {"startTime": 2, "duration": 3, "mode": "replace_audio_and_video"}},
    "inputs": {"video": "https://assets.example/in.mp4"},
}


def test_a_worked_example_is_read() -> None:
    pasted = parse(json.dumps(EXAMPLE))
    assert pasted.request == Request(2, 3)
    assert pasted.video == "https://assets.example/in.mp4"
    assert pasted.task_uuid == EXAMPLE["taskUUID"]
    assert pasted.settings.prompt == "Replace the rider's helmet"
    assert pasted.settings.mode is Mode.BOTH
    assert pasted.unknown == ()


def test_every_parameter_is_read_and_unknown_ones_are_named() -> None:
    full = EXAMPLE | {
        "outputFormat": "MOV",
        "outputQuality": 50,
        "safety": {"checkContent": True},
        "ttl": 60,
        "numberResults": 3,
        "includeCost": True,
        "webhookURL": "https://h/w",
        "uploadEndpoint": "https://h/u",
        "inputs": {"video": "v", "frameImages": [{"image": "i", "frame": "first"}]},
        "novelty": 1,
    }
    settings = parse(as_json(full)).settings
    assert settings.output_format is OutputFormat.MOV
    assert settings.safety is Safety.FAST
    assert (settings.quality, settings.ttl, settings.results, settings.include_cost) == (50, 60, 3, True)
    assert settings.frame_images == (FrameImage("i", as_object=True),)
    assert parse(as_json(full)).unknown == ("novelty",)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"taskType": "imageInference"}', '{"inputs": 3}', '{"numberResults": "x"}']
)
def test_what_is_no_request_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingRefused):
        parse(text)


def test_curl_keeps_the_key_a_variable_and_survives_the_shell() -> None:
    words = shlex.split(as_curl(EXAMPLE, "https://api.example/v1").replace("\\\n", " "))
    assert words[:4] == ["curl", "-X", "POST", "https://api.example/v1"]
    assert "Authorization: Bearer $RUNWARE_API_KEY" in words
    assert json.loads(words[-1]) == [EXAMPLE]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outputQuality", 100),
        ("outputQuality", "95"),
        ("numberResults", 5),
        ("numberResults", True),
        ("ttl", 59),
        ("ttl", 60.5),
        ("includeCost", "yes"),
        ("outputFormat", "AVI"),
        ("outputType", "base64Data"),
        ("deliveryMethod", "sync"),
        ("webhookURL", "nowhere"),
        ("uploadEndpoint", "ftp://x"),
        ("positivePrompt", "x" * 5001),
        ("positivePrompt", 3),
        ("model", ""),
        ("safety", []),
        ("inputs", {"frameImages": ["a", "b"]}),
        ("inputs", {"frameImages": [{"image": "a", "frame": "last"}]}),
        ("inputs", {"frameImages": "a"}),
        ("providerSettings", {"lightricks": {"startTime": -1, "duration": 2}}),
        ("providerSettings", {"lightricks": {"startTime": 1.5, "duration": 2}}),
        ("providerSettings", {"lightricks": {"startTime": 1, "duration": 0}}),
        ("providerSettings", {"lightricks": {"mode": "replace_all"}}),
    ],
)
def test_a_value_that_cannot_be_names_its_field(field: str, value: object) -> None:
    with pytest.raises(SettingRefused) as refused:
        parse(json.dumps(EXAMPLE | {field: value}))
    inner = {"inputs": {"frameImages"}, "providerSettings": {"startTime", "duration", "mode"}, "safety": {"safety"}}
    assert refused.value.parameter in inner.get(field, {field})
    assert refused.value.do


def test_a_whole_number_may_be_written_as_a_decimal() -> None:
    assert parse(json.dumps(EXAMPLE | {"numberResults": 2.0})).settings.results == 2


def test_unknown_names_are_told_with_their_place() -> None:
    odd = EXAMPLE | {
        "inputs": {"video": "v", "audio": "a"},
        "safety": {"strength": 1},
        "providerSettings": {"lightricks": {"startTime": 1, "duration": 2, "fps": 24}, "other": {}},
    }
    assert parse(json.dumps(odd)).unknown == (
        "safety.strength",
        "inputs.audio",
        "providerSettings.other",
        "providerSettings.lightricks.fps",
    )


def test_a_long_image_is_cut_short_to_be_looked_at() -> None:
    image = "data:image/png;base64," + "A" * 5000
    for item in (image, {"image": image, "frame": "first"}):
        body = EXAMPLE | {"inputs": {"video": "v", "frameImages": [item]}}
        assert len(as_json(shortened(body))) < 1200
        assert body["inputs"] == {"video": "v", "frameImages": [item]}
    assert shortened(EXAMPLE) == EXAMPLE
