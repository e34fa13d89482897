import uuid

import pytest

from retake_gui.domain.identity import is_task_uuid, is_uuid


def test_a_new_uuid_names_a_task() -> None:
    made = str(uuid.uuid4())
    assert is_uuid(made)
    assert is_task_uuid(made)
    assert is_uuid(made.upper())


def test_other_versions_name_media_only() -> None:
    made = str(uuid.uuid1())
    assert is_uuid(made)
    assert not is_task_uuid(made)


@pytest.mark.parametrize(
    "text", ["", "x", "{2eb310fd-c023-46a5-a0fa-5e977ff54bce}", "2eb310fdc02346a5a0fa5e977ff54bce"]
)
def test_other_writings_are_none(text: str) -> None:
    assert not is_uuid(text)
    assert not is_task_uuid(text)
