import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retake_gui.engine.faults import TaskRefused
from retake_gui.engine.request_body import LONG, MOST_PLAIN, LongText, LongTextSpool, read_json

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.builds(
    lambda piece, times: piece * times, st.sampled_from(["A", "é", '"', "\\", "\n", "😀"]), st.just(LONG + 7)
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def spooled(content: bytes, cuts: list[int], folder: Path) -> object:
    """What the spool makes of a document that arrives in pieces."""
    spool = LongTextSpool(folder)
    try:
        places = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
        for start, end in pairwise(places):
            spool.feed(content[start:end])
        return _plain(spool.finish())
    finally:
        spool.close()


def _plain(value: object) -> object:
    if isinstance(value, LongText):
        return value.path.read_bytes().decode()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # long texts are what it is about
@given(values, st.lists(st.integers(0, 1 << 20), max_size=8), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_is_the_same_however_it_arrives(
    tmp_path: Path, value: Any, cuts: list[int], as_ascii: bool
) -> None:
    content = json.dumps(value, ensure_ascii=as_ascii).encode()
    assert spooled(content, cuts, tmp_path) == value
    assert list(tmp_path.iterdir()) == []


def test_a_long_text_lies_in_a_file_and_not_in_memory(tmp_path: Path) -> None:
    spool = LongTextSpool(tmp_path)
    spool.feed(b'[{"media":"')
    for _ in range(200):
        spool.feed(b"A" * LONG)
        assert len(spool._plain) + len(spool._text) <= 2 * LONG
    spool.feed(b'"}]')
    tasks = spool.finish()
    assert isinstance(tasks, list)
    assert tasks[0]["media"].path.stat().st_size == 200 * LONG
    spool.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"NaN", b'["\\x"]', b"[Infinity]", b'{"a":1', b"[" * 100_000])
def test_what_is_not_json_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TaskRefused, match="not valid JSON"):
        spooled(content, [], tmp_path)


async def test_a_body_has_limits(tmp_path: Path) -> None:
    async def pieces(count: int, piece: bytes) -> Any:
        for _ in range(count):
            yield piece

    spool = LongTextSpool(tmp_path)
    with pytest.raises(TaskRefused, match="larger than 1000 bytes"):
        await read_json(pieces(11, b"1" * 100), spool, 1000)
    with pytest.raises(TaskRefused, match="larger than"):
        await read_json(pieces(6, b"1" * 1_000_000), LongTextSpool(tmp_path), 10 * MOST_PLAIN)
    spool.close()


@pytest.mark.parametrize(
    "tail", ["\\ud83d", "\\ud83d\\n", "\\ud83d\\ud83d\\ude00", "\\ud83d\\u0041", "\\ude00", "\\uD83D\\uDE00"]
)
def test_halves_of_a_character_belong_together_wherever_a_piece_ends(tail: str, tmp_path: Path) -> None:
    content = ('["' + "A" * (LONG + 1) + tail + '"]').encode()
    meant = json.loads(content)[0].encode("utf-8", "surrogatepass")
    for end in range(len(content) - len(tail) - 3, len(content)):
        spool = LongTextSpool(tmp_path)
        spool.feed(content[:end])
        for byte in content[end:]:
            spool.feed(bytes([byte]))
        found = spool.finish()
        assert isinstance(found, list)
        assert found[0].path.read_bytes() == meant
        spool.close()
