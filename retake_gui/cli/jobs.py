"""``retake jobs`` and ``retake resume``: what became of jobs, and what is to become of them."""

from enum import StrEnum
from typing import Annotated

import typer

from retake_gui.cli.terminal import AsJson, OnlyProject, app, endpoints, go

jobs_app = typer.Typer(
    help="List jobs with state, cost and age; or cancel, retry, hold, release and order them.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(jobs_app, name="jobs")

_Jobs = Annotated[list[str], typer.Argument(help="UUIDs of jobs.", metavar="JOB...")]


class Place(StrEnum):
    """Where a job of the queue is put."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


@jobs_app.callback()
def jobs(context: typer.Context, project: OnlyProject = None, as_json: AsJson = False) -> int:
    """List jobs with state, cost and age; or cancel, retry, hold, release and order them."""
    from retake_gui.services.batch import Batch
    from retake_gui.services.job_commands import list_jobs

    if context.invoked_subcommand is not None:
        return 0
    return go(list_jobs(Batch(endpoints(), project, as_json=as_json)))


@jobs_app.command()
def cancel(job: _Jobs, project: OnlyProject = None, as_json: AsJson = False) -> int:
    """Stop working on jobs. What a service has already goes on there and is billed; retry fetches it."""
    from retake_gui.services.batch import Batch
    from retake_gui.services.job_commands import cancel_jobs

    return go(cancel_jobs(Batch(endpoints(), project, as_json=as_json), job))


@jobs_app.command()
def retry(job: _Jobs, project: OnlyProject = None, as_json: AsJson = False) -> int:
    """Fetch what a service has of jobs that ended early; else ask once more, and pay, for what did not come."""
    from retake_gui.services.batch import Batch, retry_jobs

    return go(retry_jobs(Batch(endpoints(), project, as_json=as_json), job))


@jobs_app.command()
def hold(job: _Jobs, project: OnlyProject = None, as_json: AsJson = False) -> int:
    """Hold jobs back that no service has yet: they keep their places until they are released."""
    from retake_gui.services.batch import Batch
    from retake_gui.services.job_commands import hold_jobs

    return go(hold_jobs(Batch(endpoints(), project, as_json=as_json), job))


@jobs_app.command()
def release(job: _Jobs, project: OnlyProject = None, as_json: AsJson = False) -> int:
    """Let jobs have their turn again, with the next resume or the next start of the window."""
    from retake_gui.services.batch import Batch
    from retake_gui.services.job_commands import release_jobs

    return go(release_jobs(Batch(endpoints(), project, as_json=as_json), job))


@jobs_app.command()
def move(
    job: Annotated[str, typer.Argument(help="UUID of a job that waits for its turn.", metavar="JOB")],
    place: Annotated[Place, typer.Argument(help="Where to.")],
    project: OnlyProject = None,
    as_json: AsJson = False,
) -> int:
    """Put a job elsewhere in the queue; prints the queue in its new order."""
    from retake_gui.services.batch import Batch
    from retake_gui.services.job_commands import move_job

    return go(move_job(Batch(endpoints(), project, as_json=as_json), job, place.value))


@app.command()
def resume(
    job: Annotated[list[str] | None, typer.Argument(help="UUIDs of jobs; all without any.", metavar="[JOB]...")] = None,
    project: OnlyProject = None,
    as_json: AsJson = False,
) -> int:
    """Go on with unfinished jobs; no job is ever submitted twice."""
    from retake_gui.services.batch import Batch, resume_jobs

    return go(resume_jobs(Batch(endpoints(), project, as_json=as_json), job or None))
