"""Where a job was sent, so that it is never given to another service or account as well."""

import hashlib
import json
from pathlib import Path
from typing import Any

from retake_gui.domain.errors import Category, ServiceError, ServiceUnreachable
from retake_gui.domain.job import Job
from retake_gui.services.walk import JobWalk
from retake_gui.store.fingerprint import fingerprint

_CUTTER = 1
"""Raised when the same plan is cut into another file."""
_NOTHING_SENT: dict[str, Any] = {
    "body": {},
    "endpoint": "",
    "account": "",
    "media_uuid": "",
    "sent": False,
}


def nothing_sent(job: Job) -> dict[str, Any]:
    """The changes with which a job begins anew under its own UUID; only for one that no service has."""
    del job
    return dict(_NOTHING_SENT)


def place_of(walk: JobWalk) -> dict[str, str]:
    """Service and account as they are set now, as a job keeps them."""
    endpoints, engine = walk.around.endpoints, walk.job.engine
    return {"endpoint": endpoints.base_url(engine), "account": endpoints.account(engine)}


def is_elsewhere(walk: JobWalk) -> bool:
    """Whether what a job has at a service is not at the one, or not in the account, that is set now."""
    job, here = walk.job, place_of(walk)
    if not job.endpoint:
        return False
    return job.endpoint != here["endpoint"] or bool(job.account and job.account != here["account"])


def sent_elsewhere(job: Job, here: str) -> ServiceUnreachable | ServiceError:
    """What is to be said when the job cannot be followed from here."""
    kept = "The job is kept, and was not sent again."
    if job.endpoint != here:
        return ServiceUnreachable(
            f"The job was sent to {job.endpoint}, and {here} does not know it.",
            kept=kept,
            do="Set the former address again, then resume.",
        )
    return ServiceError(
        "The job was sent with another key, and this one's account does not know it.",
        category=Category.AUTHENTICATION,
        code="otherAccount",
        kept=kept,
        do="Use the former key again, then resume.",
    )


def content_of(job: Job, source: Path) -> str:
    """Tells a window from every other one: the clip's content, and how it is cut.

    Raises:
        StorageError: The clip cannot be read.
    """
    facts = json.dumps([_CUTTER, job.engine, fingerprint(source), job.window], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()
