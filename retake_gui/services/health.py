"""What this machine has and lacks, for those who look for the reason of something."""

import asyncio
import json
import os
import platform
import shutil
import sys
from dataclasses import dataclass

from retake_gui import __version__
from retake_gui.domain.errors import RetakeError, StorageError
from retake_gui.domain.service import DRAFT, RUNWARE
from retake_gui.services.endpoint import Endpoints
from retake_gui.store.folders import data_folder
from retake_gui.store.secrets import KeyPlace

_LEAST_FREE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    words: str


async def examine(endpoints: Endpoints, *, as_json: bool) -> int:
    """Look at everything and print it; the exit status is 1 when retakes cannot work here."""
    try:
        findings = [
            Finding("retake", good=True, words=f"{__version__}, Python {platform.python_version()}"),
            await asyncio.to_thread(_folder),
            await look_at_service(endpoints),
            _display(),
            await _draft(endpoints),
        ]
    finally:
        await endpoints.aclose()
    if as_json:
        facts = {finding.name: {"good": finding.good, "words": finding.words} for finding in findings}
        sys.stdout.write(json.dumps(facts) + "\n")
    else:
        for finding in findings:
            sys.stdout.write(f"{'ok  ' if finding.good else 'LACK'}  {finding.name}: {finding.words}\n")
    needed = {"data folder", "draft engine"}
    return 0 if all(finding.good for finding in findings if finding.name in needed) else 1


def _folder() -> Finding:
    try:
        folder = data_folder()
    except StorageError as error:
        return Finding("data folder", good=False, words=error.sentence)
    free = shutil.disk_usage(folder).free
    writable = os.access(folder, os.W_OK)
    words = f"{folder}, {free / 1e9:.1f} GB free{'' if writable else ', may not be written'}"
    return Finding("data folder", good=writable and free > _LEAST_FREE, words=words)


async def look_at_service(endpoints: Endpoints) -> Finding:
    """Whether key, address and proxy are such that the service can be asked; nothing is sent to it."""
    try:
        await endpoints.client(RUNWARE.key)
    except RetakeError as error:
        if endpoints.key_place is not KeyPlace.NOWHERE:  # drafts need none
            return Finding("service", good=False, words=error.sentence)
    words = f"key from {endpoints.key_place}, engine {endpoints.default_engine}, {endpoints.base_url('runware')}"
    return Finding("service", good=True, words=words)


def _display() -> Finding:
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    needed = sys.platform.startswith("linux")
    return Finding("display", good=bool(shown) or not needed, words=shown or ("none" if needed else "the system's"))


async def _draft(endpoints: Endpoints) -> Finding:
    try:
        await endpoints.balance(DRAFT.key)
    except RetakeError as error:
        return Finding("draft engine", good=False, words=error.sentence)
    return Finding("draft engine", good=True, words="starts and answers")
