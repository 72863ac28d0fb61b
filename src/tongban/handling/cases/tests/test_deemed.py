"""What silence accepted is work on the department's desk, and supervision hears of it."""

import pytest

from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Irregularity
from tongban.handling.cases.queries.deemed import deemed_cases
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_limits_over import LAST_MOMENT, MONDAY, OVER, run


@pytest.fixture
def silent(town):
    with moved_to(MONDAY):
        case = town.filed()
    run(OVER)
    return case


def test_supervision_gets_it_once(town, silent):
    run(OVER)
    (alarm,) = Irregularity.objects.all()
    assert (alarm.case_id, alarm.kind, alarm.detail) == (
        silent.id,
        "deemed_acceptance",
        {"since": "2026-03-02"},
    )


def test_nothing_is_alarmed_before_the_days_are_over(town):
    with moved_to(MONDAY):
        case = town.filed()
    run(LAST_MOMENT)
    assert not Irregularity.objects.exists()
    assert not deemed_cases(town.officer("handler")).exists()
    assert case.accepted_at is None


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("handler", True),
        ("signer", True),
        ("window", True),
        ("health_handler", False),
        ("far_window", False),
        ("admin", False),
    ],
)
def test_the_desks_of_its_department_and_hall_show_it_and_no_others(town, silent, who, sees):
    with moved_to(OVER):
        shown = read(at_desk(town, who).get("/desk/"))
    assert ("视为受理的，请尽快办" in shown) is sees


def test_it_stands_there_until_it_is_decided(town, silent):
    with moved_to(OVER):
        assert queries.workload(town.officer("signer")).deemed == 1
        services.pass_review(actor=town.officer("handler"), case_id=silent.id)
        assert list(deemed_cases(town.officer("signer"))) == [silent]
        assert "依法视为受理，还没有决定" in read(at_desk(town, "signer").get("/desk/workload/"))
        services.grant(actor=town.officer("signer"), case_id=silent.id)
        assert not deemed_cases(town.officer("signer")).exists()
        assert queries.workload(town.officer("signer")).deemed == 0
