from dataclasses import replace
from pathlib import Path

import pytest

from retake_gui.domain.errors import UnreadableMedia
from retake_gui.media.probe import probe
from retake_gui.services.exporting import Exporter
from retake_gui.store.fingerprint import fingerprint
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.facts import a_take


async def test_a_source_that_became_another_of_the_same_size_is_refused(tmp_path: Path) -> None:
    source = numbered_clip(tmp_path / "shot.mp4", frames=48, rate=24)
    clip = probe(source)
    project = ProjectFile.create(tmp_path / "film.retake")
    row = project.add_clip(str(source), fingerprint(source), clip.frames)
    data = bytearray(source.read_bytes())
    data[len(data) // 2] ^= 255
    source.write_bytes(data)
    take = replace(a_take(1), clip_id=row.id)

    with pytest.raises(UnreadableMedia, match="was changed since it was opened"):
        await Exporter(project).export(take, tmp_path / "take.mp4", clip=clip, kind="smart")

    project.close()
    assert not (tmp_path / "take.mp4").exists()
    assert not list(tmp_path.glob(".*part*"))
