"""Figures whose goal is not a ratio: so much above the peer at most, or a plain bound."""

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Margin:
    """One measurement that may lie above its peer by a margin.

    Attributes:
        margin: In the unit of the values; with a peer of 0 a plain bound.
    """

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    margin: float

    def report(self, clip: Path) -> None:
        """Print it."""
        line = {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": round(self.peer_value, 4),
            "ratio": round(self.value / self.peer_value, 3) if self.peer_value else None,
            "goal": f"<= {self.peer} + {self.margin:g} {self.unit}" if self.peer_value else f"<= {self.margin:g}",
            "holds": math.isfinite(self.value) and self.value <= self.peer_value + self.margin,
            "clip": clip.name,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
