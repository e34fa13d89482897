"""Who works on a job: a process, told apart from a later one that got the same number."""

import os
import sys
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> str:
    """Identity of this process: boot, number, and start time where the system tells them."""
    return _identity(os.getpid())


def is_alive(owner: str) -> bool:
    """Whether the process that wrote its identity still runs on this machine."""
    boot, number, _ = owner.split(":", 2)
    if boot != _boot() or not number.isdigit():
        return False
    pid = int(number)
    return _runs(pid) and _identity(pid) == owner


def _identity(pid: int) -> str:
    return f"{_boot()}:{pid}:{_started(pid)}"


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _started(pid: int) -> str:
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "dead" if fields[0] in "ZX" else fields[19]


def _runs(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, 0, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
