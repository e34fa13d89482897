"""The system's proxy and certificates are honoured; this machine is reached without either."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from retake_gui.domain.errors import Refused, ServiceUnreachable
from retake_gui.engine.fetching import fetch, outgoing_client
from retake_gui.runware.client import RunwareClient
from retake_gui.runware.connection import Limits
from retake_gui.runware.transfer import download
from tests.integration.service import Gate, Handler, Service, serving_by_the_page

_LIMITS = Limits(connect=1, silence=1)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving_by_the_page(b"film") as served:
        yield served


def client(url: str) -> RunwareClient:
    return RunwareClient(url, "key", poll_scale=0, limits=_LIMITS, allow_insecure=True)


async def test_a_proxy_of_the_system_is_used_for_others(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", service.origin)
    async with client("http://service.example/v1") as away:
        assert await away.balance() == 12.5
    await download("http://media.example/v.mp4", tmp_path / "v.mp4", limits=_LIMITS)
    assert (tmp_path / "v.mp4").read_bytes() == b"film"
    assert ("media", "http://media.example/v.mp4") in service.log


async def test_this_machine_is_reached_past_a_proxy(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with client(service.base_url) as near:
        assert await near.balance() == 12.5


def certificate(folder: Path) -> Path:
    """A self-signed certificate of this machine with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "studio")])
    now = datetime.now(UTC)
    later = now + timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, later)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "studio.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


async def test_a_certificate_counts_when_the_system_is_told_to_trust_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    class EncryptedGate(Gate):
        def _serve(self, connection: socket.socket, address: object) -> None:
            try:
                encrypted = context.wrap_socket(connection, server_side=True)
            except (ssl.SSLError, OSError):
                connection.close()
                return
            super()._serve(encrypted, address)

    service = Service(b"film")
    gate = EncryptedGate(type("BoundHandler", (Handler,), {"service": service}))
    url = f"https://127.0.0.1:{gate.port}/v1"
    try:
        async with client(url) as strict:
            with pytest.raises(ServiceUnreachable):
                await strict.balance()
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        async with client(url) as trusting:
            assert await trusting.balance() == 12.5
    finally:
        service.released.set()
        gate.end()


async def test_a_proxy_that_cannot_be_used_keeps_the_engine_from_other_hosts_only(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy.example:1080")
    async with outgoing_client() as way:
        await fetch(way, f"{service.origin}/v.mp4", tmp_path / "v.mp4", most=1000, seconds=10)
        with pytest.raises(Refused, match="could not be fetched"):
            await fetch(way, "http://media.example/v.mp4", tmp_path / "w.mp4", most=1000, seconds=10)
    assert (tmp_path / "v.mp4").read_bytes() == b"film"
