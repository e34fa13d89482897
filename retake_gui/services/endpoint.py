"""Which service is asked, and the way to it: the user's key and address, or a draft engine that we start."""

import asyncio
import hashlib
import ipaddress
import os
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from retake_gui.domain.errors import Category, ServiceError, SettingRefused
from retake_gui.domain.service import DRAFT, RUNWARE, SERVICES, Service
from retake_gui.domain.settings import is_web_address
from retake_gui.runware.client import Limits, RunwareClient
from retake_gui.runware.connection import load_transport
from retake_gui.runware.secret import Secret
from retake_gui.store.secrets import KeyPlace, KeyStore
from retake_gui.store.settings_file import AppSettings

if TYPE_CHECKING:
    from retake_gui.engine.process import EngineProcess

OFFICIAL_URL = "https://api.runware.ai/v1"
URL_VARIABLE = "RETAKE_BASE_URL"
SCALE_VARIABLE = "RETAKE_POLL_SCALE"
MODEL_VARIABLE = "RETAKE_MODEL"


class Endpoints:
    """The services that can be asked. One client each, made when it is first wanted and kept.

    ``settings`` is shared with whoever changes it: what it says is read each time.

    Attributes:
        limits: Of time and size, for every request and download.
    """

    def __init__(
        self,
        keys: KeyStore,
        settings: AppSettings,
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._keys, self._settings = keys, settings
        self._environment = os.environ if environment is None else environment
        self._lock = asyncio.Lock()
        self._clients: dict[str, tuple[str, RunwareClient]] = {}
        self._replaced: list[RunwareClient] = []
        self._marks: dict[str, str] = {}
        self._process: EngineProcess | None = None
        self._draft: tuple[str, Secret] | None = None
        self._models: set[str] = {self.model}

    @property
    def default_engine(self) -> str:
        """The engine for a job that names none: drafts, unless a key or an address says otherwise."""
        if self._environment.get(URL_VARIABLE, "").strip():
            return RUNWARE.key
        if self._settings.engine in SERVICES:
            return self._settings.engine
        return RUNWARE.key if self._settings.base_url or self._key() else DRAFT.key

    @property
    def model(self) -> str:
        """The identifier that is sent unless a retake names another."""
        return self._environment.get(MODEL_VARIABLE, "").strip() or self._settings.model

    @property
    def key_place(self) -> KeyPlace:
        """Where the key would come from."""
        return self._keys.place(self._settings.key_name)

    @property
    def poll_scale(self) -> float:
        """By how much waiting between requests is multiplied."""
        try:
            return max(0.0, float(self._environment.get(SCALE_VARIABLE, "") or 1.0))
        except ValueError:
            return 1.0

    def service(self, engine: str) -> Service:
        """Limits and price of an engine.

        Raises:
            SettingRefused: There is none of that name.
        """
        if engine not in SERVICES:
            raise SettingRefused("engine", f"There is no engine “{engine}”.", do=f"Choose {' or '.join(SERVICES)}.")
        return SERVICES[engine]

    def base_url(self, engine: str) -> str:
        """Where an engine is reached; empty for a draft engine that does not run."""
        if self.service(engine).is_draft:
            alive = self._process is not None and self._process.alive
            return self._draft[0] if alive and self._draft is not None else ""
        chosen = self._environment.get(URL_VARIABLE, "").strip() or self._settings.base_url.strip()
        return (chosen or OFFICIAL_URL).rstrip("/")

    def account(self, engine: str) -> str:
        """A mark by which one account is told from another; empty without a key, and says nothing about it."""
        if self.service(engine).is_draft:
            key = self._draft[1].reveal() if self.base_url(engine) and self._draft is not None else ""
        else:
            key = self._key() or ""
        mark = hashlib.sha256(f"retake account {key}".encode(errors="backslashreplace"))
        return mark.hexdigest()[:12] if key else ""

    async def check_key(self, key: str) -> Decimal:
        """Dollars on the account of a key that is not used yet.

        Raises:
            ServiceError: The key is not accepted.
            ServiceUnreachable: The service does not answer.
            SettingRefused: The address is none, or would send the key in the clear.
        """
        url = self._checked_url(RUNWARE.key)
        async with await self._made(url, Secret(key)) as client:
            return await client.balance()

    def expect_model(self, model: str) -> None:
        """A model will be asked for; a draft engine that starts later serves it too."""
        self._models.add(model)

    async def client(self, engine: str) -> RunwareClient:
        """A client that is ready to be used; not to be closed by the caller.

        Raises:
            ServiceError: There is no key, or it cannot be one.
            ServiceUnreachable: The draft engine does not start.
            SettingRefused: The address is none, or would send the key in the clear.
        """
        async with self._lock:
            url, key = await self._draft_engine() if self.service(engine).is_draft else self._remote(engine)
            known = self._clients.get(engine)
            if known is not None and known[0] == url and self._marks[engine] == key.reveal():
                return known[1]
            if known is not None:  # others may be in the middle of a request with it
                self._replaced.append(known[1])
            client = await (await self._made(url, key)).__aenter__()
            self._clients[engine], self._marks[engine] = (url, client), key.reveal()
            return client

    async def _made(self, url: str, key: Secret) -> RunwareClient:
        """A client, with what its first request loads: that takes tens of milliseconds, so no loop waits for it."""

        def made() -> RunwareClient:
            load_transport()
            return RunwareClient(url, key, poll_scale=self.poll_scale, limits=self.limits, allow_insecure=True)

        return await asyncio.to_thread(made)

    async def balance(self, engine: str) -> Decimal:
        """Dollars on the account."""
        return await (await self.client(engine)).balance()

    async def aclose(self) -> None:
        """End connections, and the draft engine if we started it."""
        async with self._lock:
            clients = [*self._replaced, *(client for _, client in self._clients.values())]
            self._replaced, self._clients = [], {}
            for client in clients:
                await client.__aexit__(None, None, None)
            process, self._process = self._process, None
            if process is not None:
                await process.stop()

    async def _draft_engine(self) -> tuple[str, Secret]:
        if self._process is not None and self._process.alive and self._draft is not None:
            return self._draft
        if self._process is not None:
            await self._process.stop()
        from retake_gui.engine.process import EngineProcess  # the engine's room is heavy and often not needed

        self._process = EngineProcess(models=sorted(self._models))
        endpoint = await self._process.start()
        self._draft = (endpoint.base_url, endpoint.api_key)
        return self._draft

    def _remote(self, engine: str) -> tuple[str, Secret]:
        url, key = self._checked_url(engine), self._key()
        if not key:
            raise ServiceError(
                "There is no API key.",
                category=Category.AUTHENTICATION,
                code="missingApiKey",
                kept="The job is kept.",
                do="Set RUNWARE_API_KEY or enter the key in the preferences, then resume.",
            )
        if not Secret(key).can_be_sent:
            raise ServiceError(
                "The API key has characters that no key has.",
                category=Category.AUTHENTICATION,
                code="unusableApiKey",
                kept="The job is kept.",
                do="Correct RUNWARE_API_KEY or enter the key in the preferences, then resume.",
            )
        return url, Secret(key)

    def _checked_url(self, engine: str) -> str:
        url = self.base_url(engine)
        if not is_web_address(url):
            raise SettingRefused("baseURL", f"“{url}” is not an http or https address.", do="Correct the address.")
        if not is_private(url) and url != self._settings.trusted_url:
            raise SettingRefused(
                "baseURL",
                f"“{url}” is not encrypted: the key and the clip could be read on the way.",
                do="Use an https address.",
            )
        return url

    def _key(self) -> str | None:
        return self._keys.get(self._settings.key_name)


def is_private(url: str) -> bool:
    """Whether nobody on the way can read what is sent: https, or this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
