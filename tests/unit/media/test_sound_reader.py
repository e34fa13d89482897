import tracemalloc
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from retake_gui.domain.clip import SoundTrack
from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.probe import probe
from retake_gui.media.sound_outline import empty_outline, fill_outline
from retake_gui.media.sound_reader import SoundReader, as_samples
from retake_gui.media.source import ClipSound
from tests.clips import ClipOptions, burst_starts, numbered_clip

_BURSTS = tuple(Fraction(number, 2) + Fraction(1, 10) for number in range(6))
_CLIPS = {
    "cd.mp4": ClipOptions(sound=44_100, bursts=_BURSTS),
    "late.mkv": ClipOptions(sound=48_000, bursts=_BURSTS, start=Fraction(1)),
    "opus.mp4": ClipOptions(sound=48_000, bursts=_BURSTS, sound_codec="libopus"),
    "transport.ts": ClipOptions(sound=48_000, bursts=_BURSTS),
    "mono.mov": ClipOptions(sound=22_050, bursts=_BURSTS, channels=1),
    "mp3.mkv": ClipOptions(sound=44_100, bursts=_BURSTS, sound_codec="libmp3lame"),
}


@pytest.mark.parametrize("name", _CLIPS)
def test_sound_lies_where_the_picture_says(name: str, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / name, frames=90, rate=30, options=_CLIPS[name])
    sound = ClipSound(path, probe(path))
    starts = burst_starts(sound.read(0, 3 * 48_000))
    sound.close()
    assert starts == pytest.approx([float(burst) for burst in _BURSTS], abs=0.001)


@pytest.mark.parametrize("name", ["cd.mp4", "late.mkv", "opus.mp4"])
def test_the_same_samples_come_whatever_was_read_before(name: str, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / name, frames=90, rate=30, options=_CLIPS[name])
    clip = probe(path)
    in_turn, jumping = ClipSound(path, clip), ClipSound(path, clip)
    whole = in_turn.read(0, 3 * 48_000)
    for start, count in ((100_000, 20_000), (5_000, 50_000), (70_123, 999)):
        assert np.abs(jumping.read(start, count) - whole[start : start + count]).max() < 0.02
    assert not jumping.read(-5_000, 5_000).any()
    in_turn.close()
    jumping.close()


@pytest.mark.parametrize("name", ["late.mkv", "transport.ts", "cd.mp4"])
def test_a_file_that_was_moved_is_an_error_until_it_is_back(name: str, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / name, frames=90, rate=30, options=_CLIPS[name])
    clip = probe(path)
    known, sound = ClipSound(path, clip), ClipSound(path, clip)
    whole = known.read(0, 3 * 48_000)
    known.close()
    sound.read(2 * 48_000, 4_800)
    path.rename(tmp_path / "elsewhere")
    refused = 0
    for _ in range(3):
        try:
            sound.read(0, 480)
        except UnreadableMedia:
            refused += 1
    assert refused in (0, 3)  # some files can be read on without their name
    (tmp_path / "elsewhere").rename(path)

    assert np.abs(sound.read(0, 3 * 48_000) - whole).max() < 0.02
    sound.close()


@pytest.mark.parametrize("streams", [1, 2])
def test_another_file_in_its_place_is_an_error(streams: int, tmp_path: Path) -> None:
    path = numbered_clip(tmp_path / "cd.mp4", frames=90, rate=30, options=_CLIPS["cd.mp4"])
    clip = probe(path)
    with av.open(str(path), "w") as container:
        pictures = [container.add_stream("libx264", rate=30) for _ in range(streams)]
        for picture in pictures:
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        container.start_encoding()
        for picture in pictures:
            container.mux([*picture.encode(av.VideoFrame(64, 64, "yuv420p")), *picture.encode(None)])
    with pytest.raises(UnreadableMedia, match="does not have the sound any more"):
        ClipSound(path, clip)
    outline = empty_outline(clip)
    with pytest.raises(UnreadableMedia, match="does not have the sound any more"):
        fill_outline(outline, path, clip.sound[0], lambda: True)


def test_a_long_gap_in_the_sound_is_silence_that_takes_no_memory(tmp_path: Path) -> None:
    path, gap = tmp_path / "gap.mkv", 1_000
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        for start, level in ((0, 8_000), (1, 12_000), (gap, 16_000)):
            frame = av.AudioFrame.from_ndarray(np.full((1, 48_000), level, np.int16), "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, start * 48_000, Fraction(1, 48_000)
            container.mux(stream.encode(frame))
    track = SoundTrack("pcm_s16le", 1, 48_000, Fraction(0), Fraction(gap + 1), "mono", 0)
    reader = SoundReader(path, track, Fraction(0))
    tracemalloc.start()
    parts = [reader.read(second * 48_000, 48_000) for second in (0, 1, 2, 3)]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [float(part.mean()) for part in parts] == pytest.approx([0.244, 0.366, 0, 0], abs=0.01)
    assert most < 8_000_000, "a few seconds, not the gap"
    assert not reader.read((gap - 1) * 48_000, 48_000 - 480).any()
    assert reader.read(gap * 48_000 + 480, 4_800).mean() == pytest.approx(0.488, abs=0.01)
    assert not reader.read(500 * 48_000, 96_000).any()
    reader.close()


@pytest.mark.parametrize("rates", [(48_000, 44_100), (32_000, 48_000)])
def test_sound_that_goes_on_at_another_rate_keeps_its_pitch(rates: tuple[int, int], tmp_path: Path) -> None:
    parts = []
    for start, rate in zip((1, 3), rates, strict=True):
        options = ClipOptions(sound=rate, sound_codec="mp2", bursts=_BURSTS[:4], start=Fraction(start))
        parts.append(numbered_clip(tmp_path / f"{rate}.ts", frames=60, rate=30, options=options))
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    sound = ClipSound(path, probe(path))
    whole = sound.read(0, 4 * 48_000)
    jumped = sound.read(3 * 48_000, 4_800 * 2)
    sound.close()
    starts = burst_starts(whole)
    assert starts == pytest.approx([part + float(burst) for part in (0, 2) for burst in _BURSTS[:4]], abs=0.001)
    for begin in starts:
        tone = whole[round(begin * 48_000) :, 0][:2_400]
        assert np.abs(np.fft.rfft(tone)).argmax() * 20 == 1_000
    assert np.abs(jumped - whole[3 * 48_000 :][: len(jumped)]).max() < 0.02


@pytest.mark.parametrize(
    ("layout", "channels", "heard"),
    [("mono", 2, [1, 1]), ("mono", 6, [1, 1, 0, 0, 0, 0]), ("stereo", 6, [1, 2, 0, 0, 0, 0]), ("5.1", 2, [1, 2])],
)
def test_channels_that_a_piece_lacks_are_silent(layout: str, channels: int, heard: list[int]) -> None:
    count = av.AudioLayout(layout).nb_channels
    levels = np.arange(1, count + 1, dtype=np.float32)[:, None].repeat(3, axis=1)
    made = as_samples(av.AudioFrame.from_ndarray(levels, "fltp", layout), channels)
    assert made.tolist() == [heard] * 3
