"""What an engine is told when it starts, and the limits that it keeps."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from retake_gui.domain.service import DEFAULT_MODEL, DRAFT, RUNWARE, Service

RENDERER = "retake_gui.engine.renderers.pipeline:render"
_WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything an engine needs to know.

    Attributes:
        folder: Its own folder, for uploads and results; exists, and is emptied when the engine ends.
        strict: Whether the limits of the real service are kept.
        models: Values of ``model`` that are served.
        renderer: ``module:function`` that renders, imported in the worker processes.
        workers: How many results are rendered at once.
        most_body: Bytes of one request.
        most_fetched: Bytes of an input that is fetched from an address.
        fetch_seconds: How long fetching one may take altogether.
        stall_seconds: A render that says nothing for so long has failed.
        idle_seconds: How long a worker process without work is kept.
        ttl_seconds: How long a result lives when the request does not say.
        retry_seconds: First pause before a webhook or an upload is tried again; doubles.
        balance: What ``getDetails`` answers, dollars; drafts do not use it up.
        clock: Seconds for the life of results.
    """

    api_key: str = field(repr=False)
    folder: Path
    strict: bool = False
    quirks: frozenset[str] = frozenset()
    models: tuple[str, ...] = (DEFAULT_MODEL,)
    renderer: str = RENDERER
    workers: int = 2
    most_body: int = 256 * 1024 * 1024
    most_fetched: int = 512 * 1024 * 1024
    fetch_seconds: float = 600
    stall_seconds: float = 300
    idle_seconds: float = 60
    ttl_seconds: int = _WEEK
    retry_seconds: float = 0.25
    balance: float = 1000.0
    clock: Callable[[], float] = time.monotonic

    @property
    def service(self) -> Service:
        """The limits that apply to what is sent."""
        return RUNWARE if self.strict else DRAFT
