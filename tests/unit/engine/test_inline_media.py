import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retake_gui.domain.errors import Refused
from retake_gui.engine.inline_media import decode_media
from retake_gui.engine.request_body import LongText


@given(st.binary(min_size=1, max_size=400), st.booleans(), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_data_uri_and_bare_base64_hold_the_same(tmp_path: Path, content: bytes, bare: bool, padded: bool) -> None:
    target = tmp_path / "media"
    target.unlink(missing_ok=True)
    coded = base64.b64encode(content).decode()
    text = coded if padded else coded.rstrip("=")
    mime = decode_media(text if bare else f"data:video/mp4;base64,{text}", target)
    assert target.read_bytes() == content
    assert mime == ("application/octet-stream" if bare else "video/mp4")


def test_a_text_from_a_file_is_decoded_in_pieces(tmp_path: Path) -> None:
    content = bytes(number % 256 for number in range(1_000_000))
    source = tmp_path / "long"
    source.write_bytes(b"data:video/mp4;base64," + base64.encodebytes(content))
    decode_media(LongText(source), tmp_path / "media")
    assert (tmp_path / "media").read_bytes() == content


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("data:video/mp4;base64,", "empty"),
        ("data:video/mp4,plain", "not base64"),
        ("no base64 at all!", "neither"),
        ("QQ==QQ==", "neither"),
        ("QUJD=", "neither"),
    ],
)
def test_what_holds_no_media_is_refused_and_leaves_no_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        decode_media(text, tmp_path / "media")
    assert list(tmp_path.iterdir()) == []
