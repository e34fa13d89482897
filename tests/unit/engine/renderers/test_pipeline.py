"""Whole jobs, from file to file, on a small clip."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.domain.settings import Mode, OutputFormat
from retake_gui.engine.renderers.job import RenderJob
from retake_gui.engine.renderers.pipeline import render

from .conftest import FRAMES, RATE, SIZE, MakeJob

FIRST, PAST = 24, 48


def luma(path: Path) -> npt.NDArray[np.float32]:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="gray")[: SIZE[1]] for frame in container.decode(video=0)]).astype(
            "f4"
        )


def sound(path: Path) -> npt.NDArray[np.float32]:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [bytes(packet) for packet in container.demux(stream) if packet.size]


def distance(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(np.abs(one - other).mean(axis=(1, 2)))


@pytest.mark.parametrize("target", list(OutputFormat))
def test_what_comes_back_has_the_clips_count_rate_size_and_tags(rendered: MakeJob, target: OutputFormat) -> None:
    job, outcome = rendered(mode=Mode.BOTH, output_format=target)
    with av.open(str(job.target)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == SIZE
        assert video.average_rate == RATE
        assert (video.codec_context.colorspace, video.codec_context.color_range) == (1, 1)
        assert audio.codec_context.name == ("opus" if target is OutputFormat.WEBM else "aac")
        marks = {key.lower(): value for key, value in container.metadata.items()}
        assert "DRAFT" in marks["title"]
        assert "DRAFT" in marks["comment"]
        assert sum(1 for _ in container.decode(video=0)) == FRAMES == outcome.frames


def test_only_the_segment_changes_and_it_changes_visibly(clip: Path, rendered: MakeJob) -> None:
    job, _ = rendered()
    change = distance(luma(clip), luma(job.target))
    assert change[:FIRST].max() < 1.2
    assert change[PAST:].max() < 1.2
    assert change[FIRST + 6 : PAST - 6].min() > 2


def test_the_segment_moves_and_joins_its_surroundings(rendered: MakeJob) -> None:
    job, _ = rendered()
    made = luma(job.target)
    steps = [float(np.abs(one - other).mean()) for one, other in pairwise(made)]
    usual = float(np.median(steps[:FIRST]))
    assert min(steps[FIRST:PAST]) > 0.2 * usual
    assert max(steps[FIRST - 1], steps[PAST - 1]) < 3 * usual


def test_untouched_streams_are_taken_over_bit_by_bit(clip: Path, rendered: MakeJob) -> None:
    pictures, _ = rendered(mode=Mode.VIDEO)
    assert packets(pictures.target, "audio") == packets(clip, "audio")
    heard, _ = rendered(mode=Mode.AUDIO)
    assert packets(heard.target, "video") == packets(clip, "video")


def test_new_sound_fills_the_segment_only(clip: Path, rendered: MakeJob) -> None:
    job, _ = rendered(mode=Mode.AUDIO)
    was, made = sound(clip)[0], sound(job.target)[0]
    assert np.abs(was[:47000] - made[:47000]).mean() < 0.01
    assert np.abs(was[97000:150000] - made[97000:150000]).mean() < 0.01
    assert np.abs(was[50000:94000] - made[50000:94000]).mean() > 0.05
    assert made[50000:94000].std() > 0.01


def test_a_silent_clip_gets_sound_where_sound_is_asked_for(silent_clip: Path, rendered: MakeJob) -> None:
    job, outcome = rendered(source=silent_clip, mode=Mode.BOTH, prompt="a strong wind")
    made = sound(job.target)[0]
    assert outcome.effective_words == ("wind",)
    assert np.abs(made[:46000]).max() < 1e-3 < 0.02 < made[50000:94000].std()
    quiet, _ = rendered(source=silent_clip, mode=Mode.VIDEO)
    with av.open(str(quiet.target)) as container:
        assert not container.streams.audio


def test_words_are_named_as_written_and_in_their_order(rendered: MakeJob) -> None:
    _, outcome = rendered(prompt="Rainy midnight, a knight on a train, no fog", mode=Mode.BOTH)
    assert outcome.effective_words == ("Rainy", "midnight")
    _, heard = rendered(prompt="Rainy midnight", mode=Mode.AUDIO)
    assert heard.effective_words == ("Rainy",)


@pytest.mark.parametrize(
    ("prompt", "brighter"), [("night", -40), ("fog", 8), ("snow", 8), ("rain", -3), ("golden hour", 3)]
)
def test_looks_change_the_light_of_the_segment(rendered: MakeJob, prompt: str, brighter: int) -> None:
    plain, painted = luma(rendered()[0].target), luma(rendered(prompt=prompt)[0].target)
    change = float((painted - plain)[32:40].mean())
    assert change * np.sign(brighter) > abs(brighter)
    assert distance(plain, painted)[:FIRST].max() < 1


def test_another_seed_is_another_picture_and_the_same_job_the_same_file(rendered: MakeJob) -> None:
    first, again, other = (rendered(seed=seed)[0].target for seed in (1, 1, 2))
    assert first.read_bytes() == again.read_bytes()
    assert distance(luma(first), luma(other))[30:42].min() > 0.3


def test_the_segment_starts_from_a_frame_image(rendered: MakeJob, tmp_path: Path) -> None:
    image = tmp_path / "image.png"
    frame = av.VideoFrame.from_ndarray(np.full((60, 60, 3), 230, np.uint8), format="rgb24")
    with av.open(str(image), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 60, 60, "rgb24"
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    job, _ = rendered(frame_image=image)
    made = luma(job.target)
    assert made[FIRST].mean() > made[FIRST - 1].mean() + 50
    assert made[PAST - 1].mean() == pytest.approx(made[PAST].mean(), abs=6)


@pytest.mark.parametrize(("start", "duration"), [(0, 1), (3, 2), (0, 5)])
def test_a_segment_at_an_end_of_the_clip_keeps_moving(rendered: MakeJob, start: int, duration: int) -> None:
    job, outcome = rendered(start=start, duration=duration)
    made = luma(job.target)
    assert outcome.frames == FRAMES
    first = min(FRAMES - 2, start * 24)
    steps = [float(np.abs(one - other).mean()) for one, other in pairwise(made[first : (start + duration) * 24])]
    assert float(np.median(steps)) > 0.1


def test_what_is_no_clip_is_refused_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film" * 100)
    with pytest.raises(UnreadableMedia, match="cannot be read"):
        render(RenderJob(broken, tmp_path / "out.mp4", 0, 1, Mode.BOTH, "", 1), lambda _done: None)
