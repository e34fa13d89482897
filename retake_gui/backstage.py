"""What the first paint did not need: the heavy rooms (network, decoding, databases), and what the window wants of them.

Importing this takes a while and nobody may be kept waiting by it, so it is done on a thread once the window is painted.
"""

import asyncio
from importlib import import_module
from pathlib import Path

from retake_gui.domain.service import RUNWARE
from retake_gui.media.allocator import share_arenas
from retake_gui.runware.connection import load_transport
from retake_gui.services.endpoint import Endpoints
from retake_gui.services.exporting import Exporter
from retake_gui.services.fitting import fitted_sources
from retake_gui.services.inspecting import inspect_take
from retake_gui.services.jobs import JobRunner
from retake_gui.services.named_keys import NamedKeys
from retake_gui.services.opening import ClipOpener, measured
from retake_gui.services.stills import save_still
from retake_gui.store.folders import data_path
from retake_gui.store.library import Library
from retake_gui.store.log import start_logging
from retake_gui.store.project_file import ProjectFile
from retake_gui.store.secrets import KeyStore
from retake_gui.viewmodels.desk import Stage
from retake_gui.viewmodels.preferences import PreferencesModel
from retake_gui.viewmodels.session import Session

_FIRST_CLIP_WANTS = ("disk_cache", "scrub_set", "sound_outline")


def build_stage(preferences: PreferencesModel) -> Stage:
    """Build what lives in the rooms; before any thread decodes."""
    share_arenas()
    for name in _FIRST_CLIP_WANTS:
        import_module(f"retake_gui.media.{name}")
    start_logging()
    load_transport()
    settings = preferences.settings
    keys = KeyStore()
    endpoints = Endpoints(keys, settings)
    library = Library()

    def open_project(path: Path | None) -> ProjectFile:
        project = ProjectFile.open(path) if path else ProjectFile.open_untitled()
        library.add(project.info.path)
        return project

    async def open_session(path: Path | None) -> Session:
        project = await asyncio.to_thread(open_project, path)
        runner = JobRunner(project, endpoints, in_flight=settings.in_flight, patient=True)
        return Session(project, ClipOpener(project), runner, Exporter(project), lambda: endpoints.poll_scale)

    async def close_session(session: Session) -> None:
        await session.runner.aclose()
        session.project.close()

    return Stage(
        keys,
        NamedKeys(keys, settings, preferences.change, endpoints.check_key),
        data_path(),
        lambda: endpoints.default_engine,
        endpoints.service,
        lambda: endpoints.base_url(RUNWARE.key),
        measured,
        endpoints.balance,
        open_session,
        close_session,
        fitted_sources,
        inspect_take,
        save_still,
        endpoints.aclose,
    )
