"""What is refused before anything is sent: exit 2, one or two plain lines, and nothing written."""

from fractions import Fraction
from pathlib import Path

import pytest

from retake_gui import __version__
from retake_gui.assets import sample_clip
from retake_gui.media.probe import probe as measure
from retake_gui.viewmodels.project_words import cut_off
from tests.clips import numbered_clip
from tests.integration.terminal import assert_plain, retake, retake_here


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "shot.mp4", frames=96, rate=24)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--start", "1", "--duration", "1"], "prompt"),
        (["--start", "9", "--duration", "1", "--prompt", "x"], "ends at 4.00 s"),
        (["--start", "3", "--duration", "2", "--prompt", "x"], "pass the clip's end"),
        (["--start", "soon", "--duration", "2", "--prompt", "x"], "not a time"),
        (["--start", "1", "--duration", "0", "--prompt", "x"], "duration"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--quality", "10"], "Quality 10"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--results", "5"], "5 results"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--ttl", "5"], "5 s is too short"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--mode", "everything"], "mode"),
        (["--start", "1", "--duration", "1", "--prompt", "x" * 5001], "5001 characters"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--frame-image", "none.png"], "no image"),
        (["--start", "1", "--duration", "1", "--prompt-file", "~nobody-here/words"], "cannot be read"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--webhook-url", "ftp://h"], "ftp://h"),
        (["--start", "1", "--duration", "1", "--prompt", "x", "--task-uuid", "12"], "UUID"),
        (["--duration", "1", "--prompt", "x"], "--start"),
    ],
)
def test_bad_settings_are_refused_in_words(clip: Path, tmp_path: Path, words: list[str], says: str) -> None:
    ran = retake_here("run", clip, *words, "--json", cwd=tmp_path)
    assert ran.status == 2, ran.err
    assert says in ran.err
    assert_plain(ran)
    assert not list(tmp_path.glob("*.mp4"))


def test_unusable_clips_are_refused_in_words(tmp_path: Path) -> None:
    noise = tmp_path / "noise.mp4"
    noise.write_bytes(b"no video" * 999)
    for name in ("missing.mp4", "noise.mp4", ".", "~nobody-here/a.mp4"):
        for words in (["probe", name], ["run", name, "--start", "1", "--duration", "1", "--prompt", "x"]):
            ran = retake_here(*words, cwd=tmp_path)
            assert ran.status == 2, ran.err
            assert_plain(ran)


def test_what_was_cut_off_is_said_as_in_the_window(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "whole.mkv", frames=90)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size * 6 // 10])
    found = measure(clip)
    said = f"“whole.mkv” was cut off: {float(found.duration):.1f} of 3.0 seconds are there."
    assert str(cut_off(found)).startswith(said)
    ran = retake_here("probe", clip, "--json", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, f"{said}\n")
    assert ran.last["note"] == said
    words = ("--start", "0", "--duration", "1", "--prompt", "x", "--show-request")
    ran = retake_here("run", clip, *words, cwd=tmp_path)
    assert ran.status == 0
    assert said in ran.err.splitlines()


def test_probe_tells_the_facts(tmp_path: Path) -> None:
    clip = numbered_clip(tmp_path / "a.mp4", frames=48, rate=Fraction(24000, 1001))
    ran = retake_here("probe", clip, "--json", cwd=tmp_path)
    assert ran.status == 0
    facts = ran.last
    assert (facts["rate"], facts["frames"], facts["audio"], facts["rotation"]) == ("24000/1001", 48, [], 0)


def test_the_request_is_shown_and_nothing_is_sent(clip: Path, tmp_path: Path, own_state: Path) -> None:
    words = ["--start", "1", "--duration", "2", "--prompt", "rain", "--mode", "replace_audio", "--no-cost"]
    ran = retake_here("run", clip, *words, "--show-request", "--json", cwd=tmp_path)
    assert ran.status == 0, ran.err
    task = ran.last[0]
    assert task["providerSettings"]["lightricks"] == {"startTime": 1, "duration": 2, "mode": "replace_audio"}
    assert task["positivePrompt"] == "rain"
    assert task["deliveryMethod"] == "async"
    assert retake_here("jobs", "--json", cwd=tmp_path).last == {"jobs": []}
    assert own_state.is_dir()


def test_a_media_uuid_needs_whole_seconds(tmp_path: Path) -> None:
    uuid = "dfaf49f6-a1d2-4f75-b705-7f9fc11614ef"
    shown = retake_here(
        "run", uuid, "--start", "2", "--duration", "3", "--prompt", "x", "--show-request", "--json", cwd=tmp_path
    )
    assert shown.last[0]["inputs"]["video"] == uuid
    ran = retake_here("run", uuid, "--start", "2.5", "--duration", "3", "--prompt", "x", cwd=tmp_path)
    assert ran.status == 2
    assert "whole" in ran.err
    assert_plain(ran)


def test_version_help_and_unknown_commands(tmp_path: Path) -> None:
    assert __version__ in retake_here("--version", cwd=tmp_path).out
    assert "--frame-image" in retake_here("run", "--help", cwd=tmp_path).out
    ran = retake("dance", cwd=tmp_path)
    assert ran.status == 2
    assert_plain(ran)


def test_the_draft_engine_is_in_good_health(tmp_path: Path) -> None:
    ran = retake_here("doctor", "--json", cwd=tmp_path)
    assert ran.status == 0, ran.out
    assert ran.last["draft engine"]["good"]
    ran = retake_here("balance", "--engine", "draft", "--json", cwd=tmp_path)
    assert ran.status == 0
    assert ran.last["balance"] > 0


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    blocked = {"RETAKE_DATA_DIR": str(tmp_path / "file" / "data")}
    assert retake("jobs", cwd=tmp_path, **blocked).status == 0, "there are none"
    for words in (("run", str(sample_clip()), "--start", "1", "--duration", "1", "--prompt", "rain"), ("balance",)):
        ran = retake(*words, "--engine", "draft", cwd=tmp_path, **blocked)
        assert ran.status == 2
        assert_plain(ran)
        assert "cannot be made" in ran.err


def test_without_a_key_the_service_is_not_asked(tmp_path: Path) -> None:
    ran = retake_here("balance", "--engine", "runware", cwd=tmp_path)
    assert ran.status == 3
    assert_plain(ran)
