"""The window: layout, painting, forwarding events."""

import builtins

import PySide6.QtCore  # noqa: F401 - brings the hook that is taken out below

# PySide has every later import run through code of its own, which reads the module's source in case it switches on
# another spelling of Qt's names. Nothing here does.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
