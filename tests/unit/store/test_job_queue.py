import uuid
from dataclasses import replace

from retake_gui.domain.job import Job
from retake_gui.store.project_file import ProjectFile


def three(project: ProjectFile, job: Job) -> list[str]:
    jobs = [replace(job, task_uuid=str(uuid.uuid4())) for _ in range(3)]
    for each in jobs:
        project.insert_job(each)
    return [each.task_uuid for each in jobs]


def order(project: ProjectFile) -> list[str]:
    positions = project.positions()
    return sorted(positions, key=lambda name: positions[name])


def test_jobs_stand_in_the_order_they_came_until_another_is_given(project: ProjectFile, job: Job) -> None:
    first, second, third = three(project, job)
    assert order(project) == [first, second, third]
    project.set_order([third, first])
    assert order(project) == [third, second, first]
    with ProjectFile.open(project.path) as again:
        assert order(again) == [third, second, first]


def test_what_is_held_back_stays_so(project: ProjectFile, job: Job) -> None:
    first, second, _ = three(project, job)
    project.set_held(first, held=True)
    project.set_held(second, held=True)
    project.set_held(second, held=False)
    project.set_queue_paused(paused=True)
    with ProjectFile.open(project.path) as again:
        assert again.held_jobs() == {first}
        assert again.queue_paused
        again.set_queue_paused(paused=False)
    assert not project.queue_paused


def test_news_wait_until_they_are_taken_in(project: ProjectFile, job: Job) -> None:
    first, second, _ = three(project, job)
    assert project.add_news(first, {"data": [1]})
    assert project.add_news(second, {"data": [2]})
    assert not project.add_news("nobody", {})
    project.forget_news(next(number for number, task, _ in project.news() if task == first))
    assert [(task, body) for _, task, body in project.news()] == [(second, b'{"data": [2]}')]


def test_another_connection_is_noticed(project: ProjectFile, job: Job) -> None:
    before = project.data_version
    three(project, job)
    assert project.data_version == before
    with ProjectFile.open(project.path) as other:
        other.set_queue_paused(paused=True)
    assert project.data_version != before
