"""Jobs that do not go the straight way: failures, parts, lost keys, kills. Nothing is lost or sent twice."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retake_gui.store.project_file import ProjectFile
from tests.integration.served import Served, serving
from tests.integration.terminal import Ran, assert_plain, command, environment, retake_here

_WORDS = ("--start", "1", "--duration", "1", "--prompt", "rain", "--json")


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("slow"), "slow:3") as served:
        yield served


def run(clip: Path, *words: str, cwd: Path, **more: str) -> Ran:
    return retake_here("run", clip, *_WORDS, *words, cwd=cwd, **more)


def begun(clip: Path, cwd: Path, stage: str, **more: str) -> "subprocess.Popen[str]":
    """A run that has told of a stage."""
    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored
    try:
        process = subprocess.Popen(
            command("run", clip, *_WORDS),
            cwd=cwd,
            env=environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, heeded)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(stage):
            return process
    raise AssertionError(f"never {stage}")


def the_job(own_state: Path) -> Any:
    with ProjectFile.open(own_state / "projects" / "Terminal.retake") as project:
        (job,) = project.jobs()
        return job


def test_a_failing_service_is_said_and_ends_with_one(clip: Path, tmp_path: Path) -> None:
    with serving(tmp_path, "fail:contentPolicyViolation") as served:
        ran = run(clip, cwd=tmp_path, **served.variables)
    assert ran.status == 1
    assert ran.last["state"] == "failed"
    assert [error["category"] for error in ran.last["errors"]] == ["safety"]
    assert ran.last["takes"] == []
    assert served.api_key not in ran.out + ran.err


def test_what_arrived_of_a_partial_result_is_kept(clip: Path, tmp_path: Path) -> None:
    with serving(tmp_path, "partial") as served:
        ran = run(clip, "--results", "3", cwd=tmp_path, **served.variables)
    assert ran.status == 1
    assert ran.last["state"] == "partial"
    assert len(ran.last["takes"]) == 2
    assert all(Path(take["path"]).is_file() for take in ran.last["takes"])
    assert len(ran.last["errors"]) == 1


@pytest.mark.parametrize("stage", ["submitting", "rendering"])
def test_a_killed_run_goes_on_without_being_sent_again(
    clip: Path, tmp_path: Path, own_state: Path, slow: Served, stage: str
) -> None:
    process = begun(clip, tmp_path, stage, **slow.variables)
    process.kill()
    process.communicate()
    job = the_job(own_state)
    assert not job.state.is_final
    ran = retake_here("resume", "--json", cwd=tmp_path, **slow.variables)
    assert ran.status == 0, ran.err
    (described,) = ran.last["jobs"]
    assert described["job"] == job.task_uuid
    (take,) = described["takes"]
    assert Path(take["path"]) == tmp_path / "shot_take_001.mp4"
    assert Path(take["path"]).is_file()
    assert the_job(own_state).body == job.body or not job.body
    assert retake_here("resume", "--json", cwd=tmp_path, **slow.variables).last == {"jobs": []}


def test_a_draft_that_died_with_its_engine_is_made_again(clip: Path, tmp_path: Path, own_state: Path) -> None:
    process = begun(clip, tmp_path, "rendering")
    process.kill()
    process.communicate()
    ran = retake_here("resume", the_job(own_state).task_uuid, "--json", cwd=tmp_path)
    assert ran.status == 0, ran.err
    assert Path(ran.last["jobs"][0]["takes"][0]["path"]).is_file()


def test_an_interrupted_run_says_that_its_job_is_kept(clip: Path, tmp_path: Path, slow: Served) -> None:
    process = begun(clip, tmp_path, "rendering", **slow.variables)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert json.loads(out.splitlines()[-1])["state"] == "waiting"
    assert "kept" in err
    assert "Traceback" not in err


def test_a_wrong_key_waits_for_the_right_one(clip: Path, tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        ran = run(clip, cwd=tmp_path, RETAKE_BASE_URL=served.base_url, RUNWARE_API_KEY="wrong-key")
        assert ran.status == 3
        assert ran.last["state"] == "waiting"
        assert ran.last["errors"][0]["category"] == "authentication"
        assert "wrong-key" not in ran.out + ran.err
        again = retake_here("resume", "--json", cwd=tmp_path, **served.variables)
        assert again.status == 0, again.err
        assert again.last["jobs"][0]["state"] == "succeeded"


def test_a_service_that_is_gone_is_exit_five(clip: Path, tmp_path: Path) -> None:
    gone = {"RETAKE_BASE_URL": "http://127.0.0.1:9/v1", "RUNWARE_API_KEY": "key", "RETAKE_POLL_SCALE": "0"}
    ran = run(clip, cwd=tmp_path, **gone)
    assert ran.status == 5
    assert ran.last["state"] == "waiting"


def test_an_address_in_the_clear_is_refused_before_anything_is_sent(clip: Path, tmp_path: Path) -> None:
    ran = run(clip, cwd=tmp_path, RETAKE_BASE_URL="http://service.example/v1", RUNWARE_API_KEY="key")
    assert ran.status == 2
    assert "not encrypted" in ran.err


def test_the_same_task_is_never_begun_twice(clip: Path, tmp_path: Path) -> None:
    uuid = "2eb310fd-c023-46a5-a0fa-5e977ff54bce"
    assert run(clip, "--task-uuid", uuid, cwd=tmp_path).status == 0
    again = run(clip, "--task-uuid", uuid, cwd=tmp_path)
    assert again.status == 2
    assert_plain(again)
