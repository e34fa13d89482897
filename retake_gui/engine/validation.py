"""Raw JSON held against the contract's table, strictly: no number in quotes, no 2.0 for 2, no ``true`` for 1."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from retake_gui.domain.settings import is_web_address
from retake_gui.engine.contract import Form, Kind, Parameter
from retake_gui.engine.faults import Fault, spell
from retake_gui.engine.request_body import LongText

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_INLINE = re.compile(r"data:[^,]*,|[A-Za-z0-9+/=\s]+\Z", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_NAME = 100


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID of any version, in its canonical form."""
    return bool(_UUID.fullmatch(text))


def is_uuid4(text: str) -> bool:
    """Whether a text is a version 4 UUID in its canonical form."""
    return bool(_UUID4.fullmatch(text))


_FORMS: dict[Form, Callable[[str], bool]] = {
    Form.ANY: lambda _: True,
    Form.UUID4: is_uuid4,
    Form.WEB: is_web_address,
    Form.VIDEO: lambda text: is_uuid(text) or is_web_address(text),
    Form.IMAGE: lambda text: is_uuid(text) or is_web_address(text) or bool(_INLINE.match(text)),
}


def check_fields(value: dict[str, Any], fields: Sequence[Parameter], path: str = "") -> Iterator[Fault]:
    """Hold an object against the parameters that it may have.

    Args:
        value: The object as it was parsed.
        fields: What it may hold.
        path: Where it lies in the task, ending in a dot, or empty for the task itself.
    """
    names = {field.name for field in fields}
    for key in value:
        if key not in names:
            where = f"{path}{key}"[:_MOST_NAME]
            yield Fault("unknownParameter", f"Unknown parameter '{where}'. Remove it.", parameter=where)
    for field in fields:
        if field.name in value:
            yield from check(value[field.name], field, f"{path}{field.name}")
        elif field.required:
            yield from _missing(field)


def _missing(field: Parameter) -> Iterator[Fault]:
    """Of an absent object, what is required in it is named: that is what a person has to fill in."""
    needed = [inner for inner in field.fields if inner.required]
    for inner in needed:
        yield from _missing(inner)
    if not needed:
        message = f"Missing required parameter '{field.shown}'."
        yield _fault(field, spell("missing", field.shown), message)


def check(value: object, field: Parameter, path: str) -> Iterator[Fault]:
    """Hold one value against its row of the table."""
    if not _is_kind(value, field.kind):
        yield _invalid(field, f"must be of type {field.kind}")
    elif isinstance(value, dict):
        yield from check_fields(value, field.fields, f"{path}.")
    elif isinstance(value, list):
        yield from _check_list(value, field, path)
    elif isinstance(value, int):
        yield from _check_size(value, field, "must be {}")
    elif isinstance(value, LongText):
        if field.form not in (Form.IMAGE, Form.MEDIA):
            yield _invalid(field, "is far too long")
    elif isinstance(value, str):
        yield from _check_text(value, field)


def _is_kind(value: object, kind: Kind) -> bool:
    match kind:
        case Kind.TEXT:
            return isinstance(value, str | LongText)
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.OBJECT:
            return isinstance(value, dict)
        case Kind.LIST:
            return isinstance(value, list)


def _check_list(value: list[Any], field: Parameter, path: str) -> Iterator[Fault]:
    wrong_length = list(_check_size(len(value), field, "must have {} items"))
    yield from wrong_length
    if wrong_length:
        return
    for number, item in enumerate(value):
        alternative = next((each for each in field.items if _is_kind(item, each.kind)), None)
        if alternative is None:
            kinds = " or ".join(each.kind for each in field.items)
            yield _invalid(field, f"must hold items of type {kinds}")
        else:
            yield from check(item, alternative, f"{path}[{number}]")


def _check_text(value: str, field: Parameter) -> Iterator[Fault]:
    if field.allowed:
        if value not in field.allowed:
            yield _invalid(field, f"must be one of: {', '.join(field.allowed)}")
        return
    if _SURROGATE.search(value):
        yield _invalid(field, "holds half of a Unicode character")
        return
    yield from _check_size(len(value), field, "must have {} characters")
    check_form = _FORMS.get(field.form)
    if check_form is not None and not check_form(value):
        yield _invalid(field, f"must be {field.form}")


def _check_size(size: int, field: Parameter, words: str) -> Iterator[Fault]:
    """Limits of a number, a text's characters or a list's items; of a boolean there are none."""
    too_small = field.least is not None and size < field.least
    too_large = field.most is not None and size > field.most
    if too_small or too_large:
        yield _invalid(field, words.format(_limits(field)))


def _limits(field: Parameter) -> str:
    if field.least == field.most:
        return f"exactly {field.least}"
    if field.least is None or field.most is None:
        return f"at least {field.least}" if field.most is None else f"at most {field.most}"
    return f"{field.least} to {field.most}"


def _invalid(field: Parameter, must: str) -> Fault:
    return _fault(field, spell("invalid", field.shown), f"Invalid value for '{field.shown}' parameter: it {must}.")


def _fault(field: Parameter, code: str, message: str) -> Fault:
    return Fault(
        code,
        message,
        parameter=field.shown,
        kind=field.kind,
        least=field.least,
        most=field.most,
        default=field.default,
        allowed=field.allowed,
    )
