"""The contract's table, each limit from both sides, and any value of any type in any field."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retake_gui.engine.contract import video_inference
from retake_gui.engine.faults import Fault
from retake_gui.engine.validation import check_fields, is_uuid, is_uuid4

FORM = video_inference()
EXAMPLES = json.loads(
    (Path(__file__).parents[2] / "integration" / "contract_examples.json").read_text(encoding="utf-8")
)
UUID = "aac49721-1964-481a-ae78-8a4e29b91402"
REMOVED = object()


def changed(path: str, value: object) -> dict[str, Any]:
    task: dict[str, Any] = deepcopy(EXAMPLES[0])
    *holders, name = path.split("/")
    place = task
    for holder in holders:
        place = place.setdefault(holder, {})
    if value is REMOVED:
        del place[name]
    else:
        place[name] = value
    return task


def faults(task: dict[str, Any]) -> list[Fault]:
    return list(check_fields(task, FORM))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["taskUUID"])[:8])
def test_the_contracts_examples_pass(example: dict[str, Any]) -> None:
    assert faults(example) == []


LIGHTRICKS = "providerSettings/lightricks"


@pytest.mark.parametrize(
    ("path", "value", "code", "parameter"),
    [
        ("taskUUID", REMOVED, "missingTaskUUID", "taskUUID"),
        ("taskUUID", "aac49721-1964-181a-ae78-8a4e29b91402", "invalidTaskUUID", "taskUUID"),
        ("outputType", "base64Data", "invalidOutputType", "outputType"),
        ("outputFormat", "AVI", "invalidOutputFormat", "outputFormat"),
        ("outputFormat", "MOV", "", ""),
        ("outputQuality", 19, "invalidOutputQuality", "outputQuality"),
        ("outputQuality", 20, "", ""),
        ("outputQuality", 99, "", ""),
        ("outputQuality", 100, "invalidOutputQuality", "outputQuality"),
        ("outputQuality", 95.0, "invalidOutputQuality", "outputQuality"),
        ("outputQuality", True, "invalidOutputQuality", "outputQuality"),
        ("outputQuality", "95", "invalidOutputQuality", "outputQuality"),
        ("webhookURL", "nowhere", "invalidWebhookURL", "webhookURL"),
        ("deliveryMethod", "sync", "invalidDeliveryMethod", "deliveryMethod"),
        ("uploadEndpoint", "file:///etc", "invalidUploadEndpoint", "uploadEndpoint"),
        ("safety/checkContent", "yes", "invalidCheckContent", "safety.checkContent"),
        ("safety/mode", "some", "invalidMode", "safety.mode"),
        ("safety/mode", "full", "", ""),
        ("safety/level", 3, "unknownParameter", "safety.level"),
        ("ttl", 59, "invalidTtl", "ttl"),
        ("ttl", 60, "", ""),
        ("includeCost", 1, "invalidIncludeCost", "includeCost"),
        ("numberResults", 0, "invalidNumberResults", "numberResults"),
        ("numberResults", 4, "", ""),
        ("numberResults", 5, "invalidNumberResults", "numberResults"),
        ("inputs", REMOVED, "missingVideo", "video"),
        ("inputs/video", REMOVED, "missingVideo", "video"),
        ("inputs/video", "clip.mp4", "invalidVideo", "video"),
        ("inputs/video", UUID, "", ""),
        ("inputs/frameImages", [UUID], "", ""),
        ("inputs/frameImages", [{"image": UUID, "frame": "first"}], "", ""),
        ("inputs/frameImages", [{"image": UUID, "frame": "last"}], "invalidFrameImages", "frameImages"),
        ("inputs/frameImages", [], "invalidFrameImages", "frameImages"),
        ("inputs/frameImages", [UUID, UUID], "invalidFrameImages", "frameImages"),
        ("inputs/frameImages", UUID, "invalidFrameImages", "frameImages"),
        ("inputs/frameImages", [7], "invalidFrameImages", "frameImages"),
        ("model", "other:1@1", "invalidModel", "model"),
        ("positivePrompt", "", "invalidPositivePrompt", "positivePrompt"),
        ("positivePrompt", "x" * 5000, "", ""),
        ("positivePrompt", "x" * 5001, "invalidPositivePrompt", "positivePrompt"),
        (f"{LIGHTRICKS}/startTime", REMOVED, "missingStartTime", "startTime"),
        (f"{LIGHTRICKS}/startTime", -1, "invalidStartTime", "startTime"),
        (f"{LIGHTRICKS}/startTime", 2.5, "invalidStartTime", "startTime"),
        (f"{LIGHTRICKS}/startTime", 0, "", ""),
        (f"{LIGHTRICKS}/duration", REMOVED, "missingDuration", "duration"),
        (f"{LIGHTRICKS}/duration", 0, "invalidDuration", "duration"),
        (f"{LIGHTRICKS}/duration", 1, "", ""),
        (f"{LIGHTRICKS}/mode", "replace_all", "invalidMode", "mode"),
        (f"{LIGHTRICKS}/mode", "replace_audio", "", ""),
        (f"{LIGHTRICKS}/strength", 1, "unknownParameter", "providerSettings.lightricks.strength"),
        ("seed", 3, "unknownParameter", "seed"),
    ],
)
def test_each_limit_from_both_sides(path: str, value: object, code: str, parameter: str) -> None:
    found = [(fault.code, fault.parameter) for fault in faults(changed(path, value))]
    assert found == ([(code, parameter)] if code else [])


def test_strict_asks_for_two_seconds() -> None:
    strict = video_inference(least_duration=2)
    (fault,) = check_fields(changed(f"{LIGHTRICKS}/duration", 1), strict)
    assert fault.as_json()["min"] == 2


def test_every_fault_of_a_task_is_told_at_once() -> None:
    task = changed("outputQuality", 1) | {"ttl": 1, "seed": 1}
    assert {fault.parameter for fault in faults(task)} == {"outputQuality", "ttl", "seed"}


PATHS = [
    "taskType",
    "taskUUID",
    "outputType",
    "outputFormat",
    "outputQuality",
    "webhookURL",
    "deliveryMethod",
    "uploadEndpoint",
    "safety",
    "safety/mode",
    "ttl",
    "includeCost",
    "numberResults",
    "inputs",
    "inputs/video",
    "inputs/frameImages",
    "model",
    "positivePrompt",
    "providerSettings",
    LIGHTRICKS,
    f"{LIGHTRICKS}/startTime",
    f"{LIGHTRICKS}/duration",
    f"{LIGHTRICKS}/mode",
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(PATHS), anything)
def test_any_value_anywhere_passes_or_is_a_fault_that_names_it(path: str, value: object) -> None:
    for fault in faults(changed(path, value)):
        assert fault.parameter
        assert json.dumps(fault.as_json())


def test_uuids_are_told_by_their_canonical_form() -> None:
    assert is_uuid(UUID)
    assert is_uuid4(UUID)
    assert is_uuid4(UUID.upper())
    assert not is_uuid4("aac49721-1964-181a-ae78-8a4e29b91402")
    assert not is_uuid(UUID.replace("-", ""))
    assert not is_uuid(f"{UUID}\n")
