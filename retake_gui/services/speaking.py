"""How commands speak: results on standard output, everything else on standard error, each line at once."""

import sys


def say(text: str) -> None:
    """A result."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """What a script does not read: on one line."""
    sys.stderr.write(f"{' '.join(text.split())}\n")
    sys.stderr.flush()
