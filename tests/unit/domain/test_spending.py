from dataclasses import replace
from decimal import Decimal

from retake_gui.domain.errors import BrokenResult
from retake_gui.domain.job import JobFailure, JobResult
from retake_gui.domain.settings import RetakeSettings
from retake_gui.domain.spending import Spent, spent_on
from tests.jobs import a_job

_THREE = RetakeSettings(prompt="rain", results=3)


def test_only_what_a_real_service_accepted_is_spent() -> None:
    assert spent_on([a_job(), a_job(accepted=True, engine="draft")]) == Spent()


def test_named_costs_are_known_and_the_rest_is_estimated() -> None:
    job = a_job(
        settings=_THREE,
        estimate=Decimal("1.2"),
        accepted=True,
        results=(JobResult("a", "u", Decimal("0.41")), JobResult("b", "u")),
        failures=(JobFailure("provider", "taskFailed", "no"),),
    )
    spent = spent_on([job, a_job(accepted=True)])
    assert spent == Spent(Decimal("0.41"), Decimal("0.8"))
    assert spent.total == Decimal("1.21")


def test_what_came_broken_is_billed_all_the_same() -> None:
    broken = JobFailure("server", BrokenResult.__name__, "It cannot be read.")
    job = a_job(
        settings=replace(_THREE, results=2),
        estimate=Decimal("0.8"),
        accepted=True,
        results=(JobResult("a", "u", Decimal("0.4")), JobResult("b", "u")),
        failures=(broken,),
    )
    assert spent_on([job]) == Spent(Decimal("0.4"), Decimal("0.4"))
