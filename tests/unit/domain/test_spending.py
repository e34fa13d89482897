from decimal import Decimal

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
