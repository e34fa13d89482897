import logging
from pathlib import Path

import pytest

from retake_gui.store.log import redacted, start_logging, stop_logging


def test_keys_signatures_and_media_are_masked() -> None:
    text = redacted(
        'Authorization: Bearer abc.def {"apiKey": "k1"} https://h/x?X-Amz-Signature=zz&a=1 topsecret', ("topsecret",)
    )
    assert not any(word in text for word in ("abc.def", "k1", "zz", "topsecret"))
    assert "a=1" in text
    assert redacted("data:video/mp4;base64,AAAA").endswith(",•••")


def test_the_log_is_written_masked(tmp_path: Path) -> None:
    handler = start_logging(tmp_path)
    assert handler is not None
    try:
        logging.getLogger("retake_gui.test").info("sent %s", "Bearer abcdef")
    finally:
        stop_logging(handler)
    assert "Bearer •••" in (tmp_path / "retake.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "https://storage.googleapis.com/x?X-Goog-Signature=SECRET&a=1",
        "https://a.blob.core.windows.net/x?sv=1&sig=SECRET",
        "https://cdn.example/x?Policy=SECRET&Key-Pair-Id=SECRET",
        "https://me.example/hook/SECRET-token",
    ],
)
def test_what_opens_an_address_is_masked(address: str) -> None:
    assert "SECRET" not in redacted(f"asked {address}.")
