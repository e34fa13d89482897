"""``retake key``: keys by name."""

import getpass
import sys
from typing import Annotated

import typer

from retake_gui.cli.terminal import AsJson, app, go

keys_app = typer.Typer(
    help="Keys by name, kept in the system's keyring. A key is read from a prompt or the standard input.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys_app, name="key")

_KeyName = Annotated[str, typer.Argument(help="What the key is called.", metavar="NAME")]


@keys_app.command("add")
def add_key(
    name: _KeyName,
    as_json: AsJson = False,
) -> int:
    """Check a key against its account, keep it, and use it."""
    from retake_gui.services.key_commands import add_key as add
    from retake_gui.services.key_commands import key_desk

    key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline()
    return go(add(key_desk(), name, key, as_json=as_json))


@keys_app.command("list")
def list_keys(
    as_json: AsJson = False,
) -> int:
    """Say which keys there are; the one in use has a star."""
    from retake_gui.services.key_commands import key_desk
    from retake_gui.services.key_commands import list_keys as list_all

    return list_all(key_desk(), as_json=as_json)


@keys_app.command("use")
def use_key(name: _KeyName) -> int:
    """Use another key from now on."""
    from retake_gui.services.key_commands import key_desk
    from retake_gui.services.key_commands import use_key as use

    return use(key_desk(), name)


@keys_app.command("remove")
def remove_key(name: _KeyName) -> int:
    """Forget a key."""
    from retake_gui.services.key_commands import key_desk
    from retake_gui.services.key_commands import remove_key as remove

    return remove(key_desk(), name)
