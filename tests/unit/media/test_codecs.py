"""What the tables say that a container takes, FFmpeg must really write."""

from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from retake_gui.media.codecs import MUXERS, layout_for, picture_codec, sound_codec, sound_rate, takes_sound
from retake_gui.media.encode import MediaWriter, PictureFormat, SoundFormat

RATE = 48_000
SIZE = (128, 96)
KEPT = {"mp3float": "libmp3lame", "opus": "libopus"}
SOUNDS = (
    *("aac", "ac3", "alac", "eac3", "flac", "mp2", "mp3float", "opus", "wavpack"),
    *("pcm_alaw", "pcm_mulaw", "pcm_s8", "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s16be", "pcm_f32be", "pcm_f64le"),
)


def sound_file(folder: Path, codec: str) -> Path:
    path = folder / f"sound{'.mkv' if codec in ('flac', 'opus', 'wavpack') else '.mov'}"
    with av.open(str(path), "w") as container:
        stream = cast("AudioStream", container.add_stream(KEPT.get(codec, codec), rate=RATE))
        stream.layout = "stereo"
        block = av.AudioFrame.from_ndarray(np.zeros((2, RATE // 10), np.float32), "fltp", "stereo")
        block.sample_rate, block.time_base, block.pts = RATE, Fraction(1, RATE), 0
        container.mux([*stream.encode(block), *stream.encode(None)])
    return path


def begun(path: Path, muxer: str) -> MediaWriter:
    writer = MediaWriter(path, muxer)
    codec = picture_codec("h264", muxer, "yuv420p", SIZE)
    writer.add_pictures(PictureFormat(codec, *SIZE, Fraction(25), Fraction(1, 25)))
    return writer


@pytest.mark.parametrize("codec", SOUNDS)
@pytest.mark.parametrize("muxer", sorted(set(MUXERS.values())))
def test_a_container_takes_the_sound_that_the_tables_say(tmp_path: Path, muxer: str, codec: str) -> None:
    encoder = sound_codec(codec, muxer)
    with begun(tmp_path / "encoded", muxer) as writer:
        writer.add_sound(SoundFormat(encoder, sound_rate(encoder, RATE), "stereo"))
        writer.begin()
    if not takes_sound(muxer, codec):
        return
    with av.open(str(sound_file(tmp_path, codec))) as source, begun(tmp_path / "copied", muxer) as writer:
        template = source.streams.audio[0]
        assert template.codec_context.name == codec
        copy = writer.add_copy(template)
        for packet in list(source.demux(template)):
            if packet.size:
                writer.write_packet(packet, copy)


@pytest.mark.parametrize(("muxer", "codec"), [("mov", "flac"), ("mov", "opus"), ("matroska", "pcm_mulaw")])
def test_sound_that_a_container_refuses_is_encoded_in_its_usual_codec(muxer: str, codec: str) -> None:
    assert not takes_sound(muxer, codec)
    assert sound_codec(codec, muxer) == "aac"


def test_channels_whose_places_are_not_told_lie_as_usual() -> None:
    assert layout_for(2, "2 channels") == layout_for(2, "unknown") == layout_for(2) == "stereo"
    assert layout_for(6, "5.1(side)") == "5.1(side)"
    assert layout_for(9, "9 channels") == "9 channels"
