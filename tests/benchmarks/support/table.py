"""The lines of benchmarks as a table for people: what was measured, when, and on which machine."""

import datetime as dt
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_HEAD = "| benchmark | measured | peer | ratio | goal | holds | clip |\n|---|---|---|---|---|---|---|"


def table(lines: Sequence[dict[str, Any]]) -> str:
    """Markdown of some JSON lines."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    rows = [_row(line) for line in lines]
    return "\n".join([f"Measured on {now}, {_machine()}.", "", _HEAD, *rows, ""])


def _row(line: dict[str, Any]) -> str:
    unit = line.get("unit", "")
    cells = (
        line.get("name", ""),
        f"{_short(line.get('value'))} {unit}".strip(),
        f"{line.get('peer', '')} {_short(line.get('peer_value'))}".strip(),
        _short(line.get("ratio")),
        str(line.get("goal", "")),
        "yes" if line.get("holds") else "**no**",
        line.get("clip", ""),
    )
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _short(value: object) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:.4g}"
    return "" if value is None else str(value)


def _machine() -> str:
    """Processor, cores and load: others may have worked on it meanwhile."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        named = (line.partition(":")[2].strip() for line in facts.read_text().splitlines() if "model name" in line)
        model = next(named, model)
    words = f"{model}, {os.cpu_count()} cores, {platform.system()}"
    if hasattr(os, "getloadavg"):
        words += f", load {os.getloadavg()[2]:.1f} over a quarter of an hour"
    return words
