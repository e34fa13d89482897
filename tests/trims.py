"""Clips that were trimmed without encoding: an edit list hides what is before the first and behind the last frame."""

import struct
import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg


def trimmed(source: Path, target: Path, start: Fraction = Fraction(0), seconds: Fraction | None = None) -> Path:
    """Show a part of a clip; its packets stay, from the key frame before the start on."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-nostdin", "-ss", f"{float(start)}"]
    subprocess.run([*command, "-i", str(source), "-map", "0", "-c", "copy", str(target)], check=True)
    if seconds is not None:
        data = bytearray(target.read_bytes())
        (scale,) = struct.unpack_from(">I", data, data.index(b"mvhd") + 16)
        struct.pack_into(">I", data, data.index(b"elst") + 12, int(seconds * scale))
        target.write_bytes(data)
    return target
