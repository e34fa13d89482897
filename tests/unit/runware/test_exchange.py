import base64
import json

from retake_gui.runware.exchange import Exchange
from retake_gui.runware.secret import Secret

_KEY = Secret("rw-SECRET-1")
_URL = "https://api.runware.ai/v1"


def test_both_sides_are_shown_without_what_is_secret() -> None:
    media = base64.b64encode(b"film" * 500).decode()
    sent = [
        {"taskType": "authentication", "apiKey": "rw-SECRET-1"},
        {
            "taskType": "videoInference",
            "uploadEndpoint": "https://bucket.example/x.mp4?X-Amz-Signature=abc",
            "webhookURL": "https://studio.example/hook/s3cr3t-t0ken",
            "inputs": {"frameImages": [f"data:image/png;base64,{media}", media]},
        },
    ]
    answer = {"errors": [{"code": "invalidApiKey", "message": "rw-SECRET-1 is wrong"}]}
    shown = Exchange(_URL, _KEY, json.dumps(sent).encode(), 401, json.dumps(answer).encode()).text
    assert shown.startswith(f"POST {_URL}\n")
    assert "HTTP 401" in shown
    assert "invalidApiKey" in shown
    for secret in ("rw-SECRET-1", "abc", "s3cr3t-t0ken", media[:100]):
        assert secret not in shown


def test_what_is_no_json_is_shown_as_it_came_but_printable() -> None:
    shown = Exchange(_URL, _KEY, b"[]", 502, b"<html>\x1b[31mBad\xff</html>").text
    assert "<html>" in shown
    assert "\x1b" not in shown


def test_a_file_and_silence_have_words() -> None:
    assert "(a file)" in Exchange(_URL, _KEY, note="ReadTimeout").text
    assert Exchange(_URL, _KEY, note="ReadTimeout").text.endswith("ReadTimeout")


def test_long_texts_are_cut() -> None:
    body = json.dumps([{"positivePrompt": "rain " * 5000, "n": list(range(5000))}]).encode()
    assert len(Exchange(_URL, _KEY, body, 200, body).text) < 10_000
