import pytest

from retake_gui.services.endpoint import Endpoints
from retake_gui.services.health import look_at_service
from retake_gui.store.secrets import KeyStore
from retake_gui.store.settings_file import AppSettings


@pytest.mark.parametrize(
    ("environment", "good"),
    [
        ({}, True),
        ({"RUNWARE_API_KEY": "k-1"}, True),
        ({"RUNWARE_API_KEY": "ké-1"}, False),
        ({"RUNWARE_API_KEY": "k-1", "RETAKE_BASE_URL": "http://service.example/v1"}, False),
    ],
)
async def test_what_keeps_the_service_from_being_asked_is_said(environment: dict[str, str], good: bool) -> None:
    endpoints = Endpoints(KeyStore(environment), AppSettings(), environment)
    found = await look_at_service(endpoints)
    await endpoints.aclose()
    assert found.good is good
    assert "-1" not in found.words
