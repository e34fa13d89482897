import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.domain.settings import FrameImage, Mode, OutputFormat, Request, RetakeSettings, Safety
from retake_gui.runware.wire import Envelope, ErrorObject, Item, build_task

EXAMPLES = json.loads(
    (Path(__file__).parents[2] / "integration" / "contract_examples.json").read_text(encoding="utf-8")
)
UUID = "2eb310fd-c023-46a5-a0fa-5e977ff54bce"
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
ITEM_FIELDS = [
    "taskType",
    "taskUUID",
    "status",
    "progress",
    "videoUUID",
    "videoURL",
    "cost",
    "seed",
    "NSFWContent",
    "error",
    "mediaUUID",
    "mediaURL",
    "balance",
    "something new",
]


def parse(body: object) -> Envelope:
    envelope = Envelope.parse(json.dumps(body).encode())
    assert envelope is not None
    return envelope


@given(st.dictionaries(st.sampled_from(ITEM_FIELDS), values))
def test_a_field_of_any_type_never_breaks_an_item(raw: dict[str, Any]) -> None:
    item = Item.read(raw)
    assert isinstance(item.task_uuid, str)
    assert isinstance(item.video_url, str)
    assert item.progress is None or item.progress >= 0
    assert item.cost is None or item.cost >= 0


@given(st.dictionaries(st.sampled_from(["code", "message", "parameter", "taskUUID", "min", "allowedValues"]), values))
def test_a_field_of_any_type_never_breaks_an_error(raw: dict[str, Any]) -> None:
    error = ErrorObject.read(raw)
    assert isinstance(error.code, str)
    assert all(isinstance(name, str) for name in error.parameters)


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_answer_or_none(content: bytes) -> None:
    envelope = Envelope.parse(content)
    assert envelope is None or isinstance(envelope.items, tuple)


@pytest.mark.parametrize("content", [b"", b"<html>502</html>", b"null", b"3", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_answer_of_the_protocol_is_told_apart(content: bytes) -> None:
    assert Envelope.parse(content) is None


@pytest.mark.parametrize(
    ("body", "items", "errors"),
    [
        ({"data": [{"taskUUID": UUID}]}, 1, 0),
        ({"data": {"taskUUID": UUID}}, 1, 0),
        ({"data": []}, 0, 0),
        ({}, 0, 0),
        ({"data": [], "errors": None}, 0, 0),
        ({"data": [], "errors": []}, 0, 0),
        ({"errors": [{"code": "x"}]}, 0, 1),
        ({"errors": {"code": "x"}}, 0, 1),
        ({"error": {"code": "x", "message": "legacy"}}, 0, 1),
        ({"error": "text"}, 0, 0),
        ({"data": [None, 3, {"taskUUID": UUID}], "errors": ["x"]}, 1, 0),
        ([{"taskUUID": UUID}], 1, 0),
    ],
)
def test_every_form_of_data_and_errors_is_read(body: object, items: int, errors: int) -> None:
    envelope = parse(body)
    assert (len(envelope.items), len(envelope.errors)) == (items, errors)


def test_unknown_fields_are_kept() -> None:
    item = Item.read({"taskUUID": UUID, "effectiveWords": ["rain"], "seed": 7})
    assert item.unknown == {"effectiveWords": ["rain"]}
    assert item.seed == 7


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["taskUUID"])[:8])
def test_the_contracts_examples_are_built_as_they_stand(example: dict[str, Any]) -> None:
    lightricks = example["providerSettings"]["lightricks"]
    built = build_task(
        RetakeSettings(prompt=example["positivePrompt"], mode=Mode(lightricks["mode"])),
        Request(lightricks["startTime"], lightricks["duration"]),
        task_uuid=example["taskUUID"],
        video=example["inputs"]["video"],
        frame_image_value=None,
    )
    assert {name: built[name] for name in example} == example


def test_every_parameter_reaches_the_task_and_defaults_are_left_out() -> None:
    settings = RetakeSettings(
        prompt="rain",
        results=4,
        output_format=OutputFormat.WEBM,
        quality=20,
        safety=Safety.FULL,
        ttl=60,
        frame_images=(FrameImage("x", as_object=True),),
        webhook_url="https://hook.example/a",
        upload_endpoint="https://put.example/b",
        include_cost=False,
        model="other:1@1",
    )
    task = build_task(settings, Request(1, 2), task_uuid=UUID, video="v", frame_image_value="image")
    assert task == {
        "taskType": "videoInference",
        "taskUUID": UUID,
        "model": "other:1@1",
        "positivePrompt": "rain",
        "outputType": "URL",
        "outputFormat": "WEBM",
        "outputQuality": 20,
        "deliveryMethod": "async",
        "includeCost": False,
        "numberResults": 4,
        "inputs": {"video": "v", "frameImages": [{"image": "image", "frame": "first"}]},
        "providerSettings": {
            "lightricks": {"startTime": 1, "duration": 2, "mode": "replace_audio_and_video"},
        },
        "safety": {"checkContent": True, "mode": "full"},
        "ttl": 60,
        "webhookURL": "https://hook.example/a",
        "uploadEndpoint": "https://put.example/b",
    }
    plain = build_task(RetakeSettings(prompt="rain"), Request(1, 2), task_uuid=UUID, video="v", frame_image_value=None)
    assert not {"safety", "ttl", "webhookURL", "uploadEndpoint"} & plain.keys()
    assert "frameImages" not in plain["inputs"]
