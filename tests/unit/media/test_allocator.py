"""Threads share what the C library keeps for them."""

import platform
import subprocess
import sys

import pytest

_PROGRAM = """
import ctypes, sys, threading

from retake_gui.media.allocator import share_arenas

if sys.argv[1] == "shared":
    share_arenas()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together, held = threading.Barrier(8), []

def ask():
    together.wait()
    for _ in range(200):
        held.append(library.malloc(ctypes.c_size_t(50_000)))
    together.wait()

threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
library.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_take_memory_from_the_same_places() -> None:
    def arenas(how: str) -> int:
        command = [sys.executable, "-c", _PROGRAM, how]
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        return told.stderr.count("Arena ")

    assert arenas("plain") > 2
    assert arenas("shared") <= 2


_FREED = """
import ctypes, sys

from retake_gui.media.allocator import give_back, share_arenas

share_arenas()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
library.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]

def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))

taken, kept = [], []
for _ in range(800):
    taken.append(library.malloc(100_000))
    kept.append(library.malloc(5_000))
for place in taken:
    library.memset(place, 1, 100_000)
for place in taken:
    library.free(place)
before = resident()
if sys.argv[1] == "back":
    give_back()
print(before - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps it")
def test_what_is_freed_below_what_is_used_goes_back_to_the_system() -> None:
    def returned(how: str) -> int:
        command = [sys.executable, "-c", _FREED, how]
        return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)

    assert returned("kept") < 10_000
    assert returned("back") > 60_000
