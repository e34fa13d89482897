"""A draft engine in a process of its own, as ``retake engine`` serves it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.terminal import command, environment


@dataclass(frozen=True)
class Served:
    """Where it is."""

    base_url: str
    api_key: str

    @property
    def variables(self) -> dict[str, str]:
        """What a program's environment says to use it."""
        return {"RETAKE_BASE_URL": self.base_url, "RUNWARE_API_KEY": self.api_key}


@contextmanager
def serving(folder: Path, quirks: str = "", *, strict: bool = False) -> Iterator[Served]:
    """Serve while the block lasts."""
    words = ["engine", "--quirks", quirks, *(["--strict"] if strict else [])]
    env = environment(RETAKE_DATA_DIR=str(folder / "engine data"))
    with subprocess.Popen(command(*words), cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = json.loads(process.stdout.readline())
            yield Served(said["base_url"], said["api_key"])
        finally:
            process.terminate()
            process.wait(10)
