"""The identifiers of the protocol: UUIDs in their usual writing."""

import uuid


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as the service writes them."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def is_task_uuid(text: str) -> bool:
    """Whether a text can name a task: a version 4 UUID."""
    return is_uuid(text) and uuid.UUID(text).version == 4
