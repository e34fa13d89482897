"""One request to a service's endpoint: sent with the key, limited in time and size, and told apart by how it ended."""

import asyncio
import ipaddress
import os
import ssl
from collections.abc import AsyncIterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import import_module
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import anyio.lowlevel
import certifi
import httpx

from retake_gui.domain.errors import Category, ServiceUnreachable, SettingRefused
from retake_gui.runware.backoff import TRANSIENT, Transient, from_transport, retry_after
from retake_gui.runware.categories import service_error, status_error
from retake_gui.runware.exchange import Exchange, without_secrets
from retake_gui.runware.secret import Secret
from retake_gui.runware.wire import Envelope

_MEGA = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited, and how much is taken in.

    Attributes:
        connect: Seconds until a connection stands.
        silence: Seconds without a byte.
        answer: Seconds for a request and its answer as a whole; files are not held to it.
        answer_bytes: Of an answer of the protocol.
        file_bytes: Of a result.
    """

    connect: float = 10.0
    silence: float = 30.0
    answer: float = 120.0
    answer_bytes: int = 32 * _MEGA
    file_bytes: int = 8192 * _MEGA

    @property
    def timeout(self) -> httpx.Timeout:
        """The same for the library."""
        return httpx.Timeout(connect=self.connect, read=self.silence, write=self.silence, pool=None)


class Connection:
    """The way to one endpoint.

    Args:
        url: The endpoint itself.
        key: Sent there and nowhere else.
        transport: Another way to send requests, for tests.
        limits: Of time and size.
        allow_insecure: Whether an address that is neither https nor this machine is accepted.

    Raises:
        SettingRefused: The address is none, or would send the key in the clear.
    """

    def __init__(
        self,
        url: str,
        key: Secret,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        limits: Limits | None = None,
        allow_insecure: bool = False,
    ) -> None:
        self.url, self._key, self._limits = url.rstrip("/"), key, limits or Limits()
        _check_address(self.url, allow_insecure=allow_insecure)
        self._http = outgoing(self.url, self._limits, transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def post(self, content: bytes) -> Envelope:
        """Send tasks.

        Raises:
            Transient: It failed in a way that passes.
            ServiceError: It was refused without an answer of the protocol.
            ServiceUnreachable: The address leads elsewhere.
        """
        exchange = Exchange(self.url, self._key, content)
        try:
            async with asyncio.timeout(self._limits.answer):
                return await self._post(content, {}, exchange)
        except TimeoutError:
            raise _no_answer(Transient("no end of the answer", ambiguous=True), exchange) from None

    async def post_file(self, content: AsyncIterable[bytes], length: int) -> Envelope:
        """Send one large body, streamed; it may take as long as bytes flow.

        Raises:
            Transient: It failed in a way that passes.
            ServiceError: It was refused without an answer of the protocol.
            ServiceUnreachable: The address leads elsewhere.
        """
        return await self._post(content, {"Content-Length": str(length)}, Exchange(self.url, self._key))

    async def _post(self, content: bytes | AsyncIterable[bytes], more: dict[str, str], exchange: Exchange) -> Envelope:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Authorization": f"Bearer {self._key.reveal()}",
            **more,
        }
        try:
            async with self._http.stream("POST", self.url, content=content, headers=headers) as answer:
                body = await self._read(answer)
        except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
            raise _no_answer(from_transport(error), exchange) from None
        told = replace(exchange, status=answer.status_code, received=body[: 1 << 16])
        return self._understood(answer, body, told)

    async def _read(self, answer: httpx.Response) -> bytes:
        pieces, size = [], 0
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size > self._limits.answer_bytes:
                raise Transient("an answer without end", ambiguous=True, status=answer.status_code)
            pieces.append(piece)
        return b"".join(pieces)

    def _understood(self, answer: httpx.Response, body: bytes, exchange: Exchange) -> Envelope:
        status, envelope = answer.status_code, Envelope.parse(body)
        if status in TRANSIENT:
            raise Transient(
                f"HTTP {status}",
                ambiguous=status != 429,
                retry_after=retry_after(answer.headers),
                status=status,
                body=body[:4096],
                exchange=exchange,
            )
        if answer.is_redirect:
            raise _redirected(answer, exchange)
        if status in (401, 402, 403) and not (envelope and envelope.errors):
            raise status_error(status, exchange.text)
        if envelope is not None and (answer.is_success or envelope.errors or envelope.items):
            envelope = replace(envelope, exchange=exchange)
            self._raise_refused_key(envelope, status)
            return envelope
        if answer.is_success:
            raise Transient("an answer that is not of the protocol", ambiguous=True, status=status, exchange=exchange)
        raise status_error(status, exchange.text)

    def _raise_refused_key(self, envelope: Envelope, status: int) -> None:
        if status in (401, 403) and envelope.errors:
            error = service_error(envelope.errors[0], self._key, status=status, details=envelope.story)
            raise status_error(status, envelope.story) if error.category is Category.UNKNOWN else error


def outgoing(url: str, limits: Limits, transport: httpx.AsyncBaseTransport | None, **more: object) -> httpx.AsyncClient:
    """A client for one host: through the system's proxy unless the host is this machine, trusting the system's CAs.

    Raises:
        ServiceUnreachable: The system's proxy is of a kind that is not spoken here.
        ValueError: The address is none.
    """
    direct = is_loopback(urlsplit(url).hostname or "")
    trusted = _trusted(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))
    try:
        return httpx.AsyncClient(
            timeout=limits.timeout,
            transport=transport,
            trust_env=not direct,
            verify=trusted,
            **more,  # type: ignore[arg-type]
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:  # what it says may hold the proxy's password
        raise ServiceUnreachable(
            "The system's proxy is of a kind that this program cannot use, such as SOCKS.",
            kept="Nothing was sent.",
            do="Set HTTPS_PROXY to an http proxy and clear ALL_PROXY, or name the host in NO_PROXY; then start again.",
            details=type(error).__name__,
        ) from None


@cache
def load_transport() -> None:
    """Import what httpx imports at its first client and request; call it on a thread that may wait.

    The loop is a plain one, whatever kind the program has: one that turns with the window turns on no other thread.
    """
    import_module("httpcore")
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(anyio.lowlevel.checkpoint())


@lru_cache(maxsize=4)
def _trusted(file: str, folder: str) -> ssl.SSLContext:
    """What the system trusts, or the variables name; and where neither says anything, the usual list."""
    context = ssl.create_default_context()
    if not (file or folder):
        context.load_verify_locations(certifi.where())
    return context


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_address(url: str, *, allow_insecure: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingRefused("baseURL", f"“{url}” is not an http or https address.", do="Correct the address.")
    if parts.scheme == "http" and not is_loopback(parts.hostname) and not allow_insecure:
        raise SettingRefused(
            "baseURL", f"“{url}” is not encrypted: the key would be sent in the clear.", do="Use an https address."
        )


def _no_answer(transient: Transient, exchange: Exchange) -> Transient:
    transient.exchange = replace(exchange, note=transient.reason)
    return transient


def _redirected(answer: httpx.Response, exchange: Exchange) -> ServiceUnreachable:
    """Neither the key nor a task is ever sent on to another address."""
    location = without_secrets(answer.headers.get("Location", "").partition("?")[0].partition("#")[0])
    return ServiceUnreachable(
        "The service's address leads to another one, to which the key is not sent.",
        kept="The job is kept as it is.",
        do="Set the address at which the service answers itself.",
        details=f"{exchange.text}\nLocation: {exchange.key.removed_from(location)[:200]}",
    )
