"""``retake jobs`` and ``retake batch``: what becomes of jobs, ordered from the terminal as from the window."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retake_gui.domain.job import Job, JobState
from retake_gui.domain.settings import PROMPT_LIMIT
from retake_gui.store.library import Library
from retake_gui.store.owner import this_process
from retake_gui.store.project_file import ProjectFile
from tests.clips import numbered_clip
from tests.integration.mishaps import error
from tests.integration.service import Service, serving_by_the_page
from tests.integration.terminal import Ran, assert_plain, retake_here
from tests.jobs import a_job


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return numbered_clip(tmp_path / "shot.mp4", frames=144, rate=24)


@pytest.fixture
def service(clip: Path) -> Iterator[Service]:
    with serving_by_the_page(clip.read_bytes()) as served:
        yield served


def asked(service: Service) -> dict[str, str]:
    return {"RETAKE_BASE_URL": service.base_url, "RUNWARE_API_KEY": "key-of-the-terminal"}


@pytest.fixture
def queue(own_state: Path, clip: Path) -> list[str]:
    """Three jobs that wait for their turn, in a project that the machine knows."""
    path = own_state / "projects" / "Terminal.retake"
    with ProjectFile.create(path) as project:
        row = project.add_clip(str(clip), "print", 144)
        jobs = [a_job(clip_id=row.id) for _ in range(3)]
        for job in jobs:
            project.insert_job(job)
    Library().add(path)
    return [job.task_uuid for job in jobs]


def kept(own_state: Path, task_uuid: str) -> Job:
    with ProjectFile.open(own_state / "projects" / "Terminal.retake") as project:
        job = project.job(task_uuid)
    assert job is not None
    return job


def change(own_state: Path, task_uuid: str, **changes: Any) -> None:
    with ProjectFile.open(own_state / "projects" / "Terminal.retake") as project:
        job = project.job(task_uuid)
        assert job is not None
        project.save_job(replace(job, **changes))


def listed(ran: Ran) -> list[str]:
    assert ran.status == 0, ran.err
    return [job["job"] for job in ran.last["jobs"]]


def test_jobs_are_put_elsewhere_in_the_queue(queue: list[str], tmp_path: Path) -> None:
    one, two, three = queue
    for words, order in (
        ((three, "first"), [three, one, two]),
        ((three, "down"), [one, three, two]),
        ((two, "up"), [one, two, three]),
        ((one, "last"), [two, three, one]),
    ):
        assert listed(retake_here("jobs", "move", *words, "--json", cwd=tmp_path)) == order
    assert listed(retake_here("jobs", "move", two, "first", "--json", cwd=tmp_path)) == [two, three, one], "it is kept"


def test_what_does_not_wait_cannot_be_moved(queue: list[str], tmp_path: Path, own_state: Path) -> None:
    change(own_state, queue[0], state=JobState.SUCCEEDED)
    ran = retake_here("jobs", "move", queue[0], "first", cwd=tmp_path)
    assert ran.status == 2
    assert_plain(ran)


def test_jobs_are_held_back_and_released(queue: list[str], tmp_path: Path, own_state: Path, service: Service) -> None:
    one, two, three = queue
    held = retake_here("jobs", "hold", one, three, "--json", cwd=tmp_path)
    assert listed(held) == [one, three]
    assert [job["held"] for job in held.last["jobs"]] == [True, True]
    assert "held back" in retake_here("jobs", cwd=tmp_path).out
    released = retake_here("jobs", "release", three, "--json", cwd=tmp_path)
    assert [job["held"] for job in released.last["jobs"]] == [False]
    assert kept(own_state, three).state is JobState.QUEUED, "it is only let go, not begun"
    everything = retake_here("jobs", "--json", cwd=tmp_path).last["jobs"]
    assert {job["job"]: job["held"] for job in everything} == {one: True, two: False, three: False}
    assert service.accepted == {}


def test_what_a_service_has_cannot_be_held_back(queue: list[str], tmp_path: Path, own_state: Path) -> None:
    change(own_state, queue[0], state=JobState.RUNNING, accepted=True)
    ran = retake_here("jobs", "hold", queue[0], cwd=tmp_path)
    assert ran.status == 2
    assert "has this job already" in ran.err
    change(own_state, queue[0], state=JobState.SUCCEEDED)
    assert "has ended" in retake_here("jobs", "hold", queue[0], cwd=tmp_path).err


def test_a_cancelled_job_is_not_resumed_and_says_what_it_costs(
    queue: list[str], tmp_path: Path, own_state: Path
) -> None:
    unsent, sent, _ = queue
    change(own_state, sent, state=JobState.RUNNING, accepted=True)
    ran = retake_here("jobs", "cancel", unsent, sent, "--json", cwd=tmp_path)
    assert listed(ran) == [unsent, sent]
    assert [line for line in ran.err.splitlines() if "may still run it and bill it" in line and sent in line]
    assert unsent not in ran.err
    assert {kept(own_state, each).state for each in (unsent, sent)} == {JobState.CANCELLED}


def test_a_job_that_is_not_there_is_said_and_the_others_are_changed(
    queue: list[str], tmp_path: Path, own_state: Path
) -> None:
    ran = retake_here("jobs", "cancel", "nobody", queue[0], "--json", cwd=tmp_path)
    assert ran.status == 2
    assert "There is no job nobody." in ran.err
    assert [job["job"] for job in ran.last["jobs"]] == [queue[0]]
    assert kept(own_state, queue[0]).state is JobState.CANCELLED


@pytest.mark.parametrize("words", [("cancel",), ("hold",), ("release",), ("move", "first")])
def test_jobs_of_another_program_are_left_to_it(
    queue: list[str], tmp_path: Path, own_state: Path, words: tuple[str, ...]
) -> None:
    say_who = "from retake_gui.store.owner import this_process; print(this_process(), flush=True); input()"
    line = [sys.executable, "-c", say_who]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ) as other:
        assert other.stdout is not None
        with ProjectFile.open(own_state / "projects" / "Terminal.retake") as project:
            owner = other.stdout.readline().strip()
            assert owner != this_process()
            assert project.claim_job(queue[0], owner)
        ran = retake_here("jobs", words[0], queue[0], *words[1:], cwd=tmp_path)
        other.communicate("\n")
    assert ran.status == 2
    assert "Another program works on job" in ran.err
    assert kept(own_state, queue[0]).state is JobState.QUEUED


def test_a_batch_makes_every_segment_with_every_prompt(clip: Path, tmp_path: Path, service: Service) -> None:
    order = tmp_path / "order.json"
    order.write_text(json.dumps({"segments": [{"start": "3", "duration": "2"}], "prompts": ["snow"]}))
    words = ("batch", clip, "--segment", "1 + 2", "--prompt", "rain", "--file", order, "--json")
    ran = retake_here(*words, cwd=tmp_path, **asked(service))
    assert ran.status == 0, ran.err
    made = ran.last["jobs"]
    assert [job["state"] for job in made] == ["succeeded"] * 4
    spans = {(take["start_frame"], take["end_frame"]) for job in made for take in job["takes"]}
    assert spans == {(24, 72), (72, 120)}
    sent = [(each.body["positivePrompt"], each.body["taskUUID"]) for each in service.accepted.values()]
    assert sorted(prompt for prompt, _ in sent) == ["rain", "rain", "snow", "snow"]
    assert {task_uuid for _, task_uuid in sent} == {job["job"] for job in made}
    assert len(list(tmp_path.glob("shot_take_*.mp4"))) == 4
    assert all(Path(take["path"]).is_file() for job in made for take in job["takes"])


def test_a_batch_of_which_one_is_refused_sends_nothing(
    clip: Path, tmp_path: Path, service: Service, own_state: Path
) -> None:
    words = ("batch", clip, "--segment", "1 + 2", "--prompt", "rain", "--prompt", "x" * (PROMPT_LIMIT + 1))
    ran = retake_here(*words, cwd=tmp_path, **asked(service))
    assert ran.status == 2
    assert_plain(ran)
    assert f"“{'x' * 60}”" in ran.err
    assert service.log == []
    with ProjectFile.open(own_state / "projects" / "Terminal.retake") as project:
        assert project.jobs() == []


def test_a_batch_that_is_too_dear_sends_nothing(clip: Path, tmp_path: Path, service: Service) -> None:
    words = ("batch", clip, "--segment", "1 + 2", "--prompt", "rain", "--prompt", "snow", "--most", "0.7")
    ran = retake_here(*words, cwd=tmp_path, **asked(service))
    assert ran.status == 2
    assert "more than $0.70" in ran.err
    assert service.log == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("no json", "is no JSON"),
        ("[]", "no object"),
        ('{"prompt": "rain"}', "no object"),
        ('{"segments": "2 + 3"}', "are lists"),
        ('{"segments": [7]}', "is no segment"),
        ('{"segments": ["7"]}', "is no segment"),
        ('{"prompts": [7]}', "is a text"),
        ('{"segments": ["1 + 2"]}', "No prompt"),
        ('{"prompts": ["rain"]}', "No segment"),
    ],
)
def test_a_file_that_is_no_order_is_refused_in_words(clip: Path, tmp_path: Path, content: str, says: str) -> None:
    order = tmp_path / "order.json"
    order.write_text(content)
    ran = retake_here("batch", clip, "--file", order, cwd=tmp_path)
    assert ran.status == 2
    assert_plain(ran)
    assert says in ran.err


def test_one_failed_job_of_a_batch_is_exit_one_and_is_asked_for_again(
    clip: Path, tmp_path: Path, service: Service
) -> None:
    service.faults["submit"] = [error("contentPolicyViolation")]
    words = ("batch", clip, "--segment", "1 + 2", "--prompt", "rain", "--prompt", "snow", "--in-flight", "1", "--json")
    ran = retake_here(*words, cwd=tmp_path, **asked(service))
    assert ran.status == 1, ran.err
    failed, done = ran.last["jobs"]
    assert (failed["state"], done["state"]) == ("failed", "succeeded")
    assert failed["errors"][0]["category"] == "safety"
    again = retake_here("jobs", "retry", failed["job"], "--json", cwd=tmp_path, **asked(service))
    assert again.status == 0, again.err
    (job,) = again.last["jobs"]
    assert job["state"] == "succeeded"
    assert job["job"] != failed["job"]
    assert Path(job["takes"][0]["path"]).is_file(), "what was promised for the first one is kept for this one"


def test_a_damaged_record_is_said_and_the_others_are_listed(queue: list[str], own_state: Path, tmp_path: Path) -> None:
    with ProjectFile.open(own_state / "projects" / "Terminal.retake") as project, project.writing() as link:
        link.execute("UPDATE job SET facts = '{half' WHERE task_uuid = ?", (queue[1],))
    ran = retake_here("jobs", "--json", cwd=tmp_path)
    assert [job["job"] for job in ran.last["jobs"]] == [queue[0], queue[2]]
    assert f"What Terminal.retake has about job {queue[1]} is damaged." in ran.err
