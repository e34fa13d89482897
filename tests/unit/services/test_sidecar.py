import hashlib
import json
from pathlib import Path

import pytest

from retake_gui.domain.project import ProjectClip
from retake_gui.domain.seams import Seams
from retake_gui.domain.settings import RetakeSettings, Seam
from retake_gui.domain.span import Span
from retake_gui.media.export_plan import ExportKind, ExportReport
from retake_gui.services.reporting import take_object
from retake_gui.services.sidecar import write_sidecar
from tests.facts import a_take


@pytest.fixture
def written(tmp_path: Path) -> ExportReport:
    path = tmp_path / "shot_take_001.mp4"
    path.touch()
    return ExportReport(path, ExportKind.SMART, 240, (Span(24, 144),), copied_pictures=True, notes=("A word.",))


def test_it_says_how_the_file_was_made(tmp_path: Path, written: ExportReport) -> None:
    source = tmp_path / "shot.mp4"
    source.write_bytes(b"pictures")
    take = a_take(1, seams=Seams.both(Seam.MORPH), report={"notes": ["Late."], "delivered": "/elsewhere"})

    path = write_sidecar(take, written, ProjectClip(1, str(source), "f", 240), None)

    said = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "shot_take_001.mp4.json"
    assert said["source"]["sha256"] == hashlib.sha256(b"pictures").hexdigest()
    assert said["segment"] == {"start_frame": 48, "end_frame": 120}
    assert (said["prompt"], said["mode"], said["model"]) == ("Prompt 1", "replace_audio_and_video", "lightricks:3@1")
    assert (said["job"], said["video_uuid"], said["cost"]) == ("task-1", "video-1", "0.605")
    assert said["encoded_frames"] == [[24, 144]]
    assert said["seams"]["head"] == ["morph", 6]
    assert said["report"] == {"notes": ["Late."]}


def test_another_file_is_never_overwritten(written: ExportReport) -> None:
    taken = written.path.with_name("shot_take_001.mp4.json")
    taken.write_text("mine", encoding="utf-8")

    path = write_sidecar(a_take(1), written, None, None)

    assert path.name == "shot_take_001.mp4_2.json"
    assert taken.read_text(encoding="utf-8") == "mine"


def test_it_goes_to_others_without_what_opens_doors(written: ExportReport) -> None:
    settings = RetakeSettings(
        prompt="rain",
        webhook_url="https://me.example/hook/SECRET-token",
        upload_endpoint="https://b.example/x.mp4?X-Amz-Signature=SECRET",
    )
    service = {"thumbnailURL": "https://h.example/x.jpg?X-Goog-Signature=SECRET", "more": ["https://h/y?sig=SECRET"]}
    take = a_take(1, settings=settings, report={"service": service})
    clip = ProjectClip(1, "https://h.example/clip.mp4?token=SECRET", "f", 240)

    text = write_sidecar(take, written, clip, None).read_text(encoding="utf-8")

    assert "SECRET" not in text
    said = json.loads(text)
    assert said["report"]["service"]["thumbnailURL"].startswith("https://h.example/x.jpg?")
    assert said["source"]["path"].startswith("https://h.example/clip.mp4?")
    assert "SECRET" not in json.dumps(take_object(take, "shot"))
