"""The identifiers of the protocol: UUIDs in their usual writing."""


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as the service writes them."""
    from uuid import UUID

    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def is_task_uuid(text: str) -> bool:
    """Whether a text can name a task: a version 4 UUID."""
    from uuid import UUID

    return is_uuid(text) and UUID(text).version == 4
