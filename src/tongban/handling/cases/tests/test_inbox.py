"""The inbox: sorted by due date, filtered on the server, paged by key, in a constant number of
questions.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.base.clocks.models import Clock
from tongban.base.clocks.services import publish_year
from tongban.base.clocks.tests.test_publish_year import NOTICE_2027
from tongban.base.clocks.types import SpecialDay
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Forbidden
from tongban.handling.cases import jobs, queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries import waiting as inbox_module
from tongban.handling.cases.services.due import follow_due
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.types import NO_LIMIT
from tongban.handling.cases.wanted import Wanted


def shown(actor, **filters):
    """The ids on the page, in order."""
    found = queries.inbox(actor, Wanted.read({k: str(v) for k, v in filters.items()}))
    return [row.case.id for row in found.rows]


def first_due(case):
    """When the case is due, by its clocks."""
    open_ones = Clock.objects.filter(subject_id=case.id, ended_at=None)
    return min((c.due_at for c in open_ones), default=NO_LIMIT)


@pytest.mark.parametrize("step", ["prereview", "accept", "correct", "review", "decide", "issue"])
def test_the_due_moment_that_is_kept_is_the_clocks_at_every_step(town, step):
    case = town.at(step)
    assert Case.objects.get(id=case.id).due_at == first_due(case)


def test_it_follows_a_procedure_that_stops_the_clocks_and_ends(town):
    with city.moved_to(looking.moment(2026, 3, 2, 9, 0)):
        case = town.at("review")
        measure = acts.ask_procedure(
            actor=town.officer("handler"),
            case_id=case.id,
            procedure="inspection",
            reason="要检验",
            days=5,
        )
        acts.approve_measure(actor=town.officer("signer"), measure_id=measure.id)
    before = Case.objects.get(id=case.id).due_at
    assert shown(town.officer("handler"), paused=1) == [case.id]
    with city.moved_to(looking.moment(2026, 3, 9, 9, 0)):
        acts.end_procedure(actor=town.officer("handler"), measure_id=measure.id, result="合格")
    kept = Case.objects.get(id=case.id).due_at
    assert kept == first_due(case)
    assert kept > before
    assert shown(town.officer("handler"), paused=1) == []


def test_it_follows_a_year_that_is_published(town):
    with city.moved_to(looking.moment(2026, 12, 28, 9, 0)):
        case = town.at("review")
    before = Case.objects.get(id=case.id).due_at
    with city.moved_to(looking.moment(2026, 12, 28, 10, 0)):
        # A day off more than anybody could know: the first Monday.
        extra = SpecialDay(date(2027, 1, 4), is_working=False, name="元旦")
        publish_year(actor=operator(), year=2027, days=[*NOTICE_2027, extra])
    assert first_due(case) != before
    assert Case.objects.get(id=case.id).due_at == before
    assert looking.jobs("cases.recount_due") == [{}]
    jobs.recount_due()
    assert Case.objects.get(id=case.id).due_at == first_due(case)
    with nothing_changes():
        jobs.recount_due()
        with pytest.raises(Forbidden):
            follow_due(actor=town.officer("handler"))


@pytest.fixture
def four(town):
    """Four cases at the review, a day apart, the last one for a company."""
    made = []
    for day, who in ((2, "gu"), (3, "xia"), (4, "qiu")):
        with city.moved_to(looking.moment(2026, 3, day, 9, 0)):
            made.append(town.at("review", actor=town.person(who)))
    with city.moved_to(looking.moment(2026, 3, 5, 9, 0)):
        made.append(town.at("review", "shop", actor=town.clerk()))
    return made


def test_each_filter_shows_what_it_names(town, four):
    first, second, third, shop = (case.id for case in four)
    handler = town.officer("handler")
    with city.moved_to(first_due(four[1]) - timedelta(hours=2)):
        assert shown(handler) == [first, second, third, shop]
        assert shown(handler, due="over") == [first]
        assert shown(handler, due="today") == [second]
        assert shown(handler, due="week") == [second, third]
    assert shown(handler, item="食堂") == [shop]
    assert shown(handler, state="accepted") == [first, second, third, shop]
    assert shown(handler, state="reviewed") == []
    assert shown(handler, q="夏至") == [second]
    assert shown(handler, q=four[2].number) == [third]
    assert shown(handler, division="341602000000") == [first, second, third, shop]
    assert shown(handler, division="341621000000") == []
    Case.objects.filter(id=third).update(channel="1")
    assert shown(handler, channel="1") == [third]
    acts.claim_case(actor=handler, case_id=first)
    acts.claim_case(actor=town.officer("handler2"), case_id=second)
    assert shown(handler, held="me") == [first]
    assert shown(handler, held="others") == [second]
    assert shown(handler, held="nobody") == [third, shop]
    assert shown(handler, held="nobody", q="秋分") == [third]


def test_what_is_no_choice_filters_nothing(town, four):
    handler = town.officer("handler")
    everything = shown(handler)
    for strange in (
        {"due": "yesterday"},
        {"state": "draft"},
        {"held": "x"},
        {"division": "x"},
        {"paused": "yes"},
        {"after": "1"},
        {"after": "x_y"},
        {"after": "9" * 40 + "_" + "0" * 32},
    ):
        assert shown(handler, **strange) == everything


def test_pages_follow_one_another_without_a_gap_or_a_repetition(town, four, monkeypatch):
    monkeypatch.setattr(inbox_module, "PAGE", 1)
    # Two that are due at the same moment: the id decides.
    Case.objects.filter(id__in=[four[1].id, four[2].id]).update(due_at=four[1].due_at)
    handler = town.officer("handler")
    wanted, seen = Wanted(), []
    for _page in range(9):
        found = queries.inbox(handler, wanted)
        seen += [row.case.id for row in found.rows]
        if not found.next:
            break
        wanted = Wanted.read(dict(pair.split("=") for pair in found.next.split("&")))
    assert len(seen) == 4
    assert set(seen) == {case.id for case in four}
    assert (seen[0], seen[-1]) == (four[0].id, four[3].id)


def test_a_full_count_is_never_made(town, four, monkeypatch):
    monkeypatch.setattr(inbox_module, "COUNTED", 2)
    found = queries.inbox(town.officer("handler"))
    assert (found.total, found.counted) == (3, "2+")


def test_the_number_of_questions_does_not_grow(town, four):
    handler = town.officer("handler")

    def asked(**filters):
        with CaptureQueriesContext(connection) as seen:
            shown(handler, **filters)
        return len(seen)

    every = {"q": "夏", "item": "食品", "held": "nobody", "due": "over", "paused": "1"}
    few = [asked(), asked(**every)]
    for number in range(3):
        town.at("review", actor=town.person(("gu", "xia", "qiu")[number]))
    assert [asked(), asked(**every)] == few
    assert max(few) <= 8


def test_the_page_keeps_the_filters_in_its_address(town, four):
    desk = at_desk(town, "handler")
    page = read(desk.get("/desk/?held=nobody&item=%E9%A3%9F%E5%A0%82"))
    assert queries.inbox(town.officer("handler"), Wanted(held="nobody", item="食堂")).total == 1
    assert page.count("data-inbox") == 1
    assert '<option value="nobody" selected>' in page
    assert 'value="食堂"' in page
    assert "?item=%E9%A3%9F%E5%A0%82&amp;held=nobody" in page
    assert "清除筛选" in page


def test_the_worker_is_the_only_one_to_recount(town):
    assert follow_due(actor=system()) == 0
