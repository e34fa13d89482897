"""The command line as a whole: what it says of itself, and how errors become sentences and exit statuses."""

import logging
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from retake_gui import __version__
from retake_gui.cli import accounts, files, jobs, keys, retakes, serving  # noqa: F401 - they add their commands
from retake_gui.cli.terminal import app
from retake_gui.domain.errors import Category, Refused, RetakeError, ServiceError, StorageError
from retake_gui.store.log import start_logging, stop_logging

log = logging.getLogger(__name__)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        status = app(args=words or ["--help"], prog_name="retake", standalone_mode=False)
    except TyperException as error:
        _complain(error.format_message())
        return 2
    except RetakeError as error:
        _complain(error.sentence)
        return _status_of(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:  # noqa: BLE001 - a bug; typer sets a hook of its own for what leaves a command
        _last_words(error)
        return 1
    return status if isinstance(status, int) else 0


def _last_words(error: Exception) -> None:
    """The log gets the story, the terminal a sentence."""
    handler = None if logging.getLogger("retake_gui").handlers else start_logging()
    log.error("Unexpected: %s", "".join(traceback.format_exception(error)))
    stop_logging(handler)
    _complain(
        f"Something unexpected went wrong ({type(error).__name__}). Jobs are kept; the log in the data folder has more."
    )


def _complain(text: str) -> None:
    print(" ".join(text.split()), file=sys.stderr)


def _status_of(error: RetakeError) -> int:
    if isinstance(error, ServiceError):
        return {Category.AUTHENTICATION: 3, Category.QUOTA: 4}.get(error.category, 1)
    return 2 if isinstance(error, Refused | StorageError) else 1


@app.callback(invoke_without_command=True)
def _about(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"Retake {__version__}")
        raise typer.Exit
