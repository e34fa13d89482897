from dataclasses import replace
from pathlib import Path

from retake_gui.domain.errors import ServiceError, ServiceUnreachable
from retake_gui.services.sending import content_of, sent_elsewhere
from tests.jobs import a_job


def test_a_window_is_known_by_the_clip_and_the_cut(tmp_path: Path) -> None:
    clip, other = tmp_path / "a.mp4", tmp_path / "b.mp4"
    clip.write_bytes(b"film")
    other.write_bytes(b"film")
    job = a_job(window={"sent": [1, 2, 3]})
    known = content_of(job, clip)
    assert content_of(job, other) == known
    assert content_of(replace(job, settings=job.settings.changed(prompt="snow")), clip) == known
    assert content_of(replace(job, window={"sent": [1, 2, 4]}), clip) != known
    assert content_of(replace(job, engine="draft"), clip) != known
    other.write_bytes(b"another")
    assert content_of(job, other) != known


def test_where_a_job_went_is_said() -> None:
    job = a_job(endpoint="https://one.example/v1")
    address = sent_elsewhere(job, "https://two.example/v1")
    assert isinstance(address, ServiceUnreachable)
    assert "one.example" in address.sentence
    assert isinstance(sent_elsewhere(job, job.endpoint), ServiceError)
