import json
import shlex

import pytest

from retake_gui.domain.errors import SettingRefused
from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, Request, Safety
from retake_gui.services.request_json import as_curl, as_json, parse

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
