"""The demo city's year: the same each time, whoever makes it and however often it is stopped."""

import pytest

from tongban.base.accounts.queries import account_named, actor_for
from tongban.demo import year as years
from tongban.demo.items import all_items
from tongban.demo.year import Year, shares
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.sharing.licenses.models import License

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CASES = 24
SOME = 8
"""Enough where it is a stop or a visitor that is looked at; the newest of the same year."""


@pytest.fixture(scope="module")
def city(city_of_the_file):
    """One for all tests here."""
    return city_of_the_file


def told():
    """What anybody sees of the cases: numbers, whose, when, how they ended, their licences."""
    licenses = {row.id: row.number for row in License.objects.all()}
    return sorted(
        (c.number, c.title, c.applicant_name, c.filed_at, c.closed_at, c.state, c.decision,
         licenses.get(c.license_id))
        for c in Case.objects.select_related("license")
    )  # fmt: skip


def made(city, *, parts=1):
    """What is told after the year was made by so many processes, one after the other."""
    from django.db import transaction

    with transaction.atomic():
        for part in range(parts):
            list(Year(city, CASES).make(CASES, share=(part, parts)))
        found = told()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def alone(city):
    """What is told when one process makes it, without a stop."""
    return made(city)


def test_the_year_is_the_same_each_time_and_however_many_make_it(city, alone):
    assert len(alone) == CASES
    assert made(city, parts=2) == alone


def test_numbers_rise_with_the_days_of_filing(alone):
    assert [row[3] for row in sorted(alone, key=lambda row: row[0][-6:])] == sorted(
        row[3] for row in alone
    )


def test_a_year_that_was_stopped_goes_on_where_it_stopped(city, alone):
    from django.db import transaction

    with transaction.atomic():
        for done, _number in enumerate(Year(city, CASES).make(SOME), start=1):
            if done == 3:
                break
        assert Case.objects.count() == 3
        assert Year(city, CASES).left(SOME) == SOME - 3
        list(Year(city, CASES).make(SOME))
        newest = sorted(alone, key=lambda row: row[0][-6:])[-SOME:]
        assert told() == sorted(newest)
        assert any(row[-1] for row in newest)
        assert Year(city, CASES).left(SOME) == 0
        transaction.set_rollback(True)


def test_a_case_that_is_stopped_half_way_leaves_nothing(city, monkeypatch):
    from django.db import transaction

    def killed(**_arguments):
        raise KeyboardInterrupt

    with transaction.atomic():
        monkeypatch.setattr(years.acts, "file_case", killed)
        with pytest.raises(KeyboardInterrupt):
            list(Year(city, CASES).make(SOME))
        assert Case.objects.count() == 0
        monkeypatch.undo()
        list(Year(city, CASES).make(SOME))
        assert Case.objects.count() == SOME
        transaction.set_rollback(True)


def test_what_a_visitor_has_begun_meanwhile_is_left_alone(city):
    from django.db import transaction

    year = Year(city, CASES)
    plan = next(plan for plan in year.plans if plan.item.guide.for_people)
    upto = max(SOME, year.plans.index(plan) + 1)
    name = f"p{plan.applicant + 1:03d}"
    visitor = actor_for(account_named(name), "self")
    with transaction.atomic():
        draft = acts.start_draft(actor=visitor, item_code=city.codes[plan.item.key])
        acts.save_answers(actor=visitor, case_id=draft.id, answers={})
        before = Case.objects.filter(id=draft.id).values().get()

        list(year.make(upto))

        assert Case.objects.filter(id=draft.id).values().get() == before
        assert year.left(upto) >= 1
        transaction.set_rollback(True)


def test_shares_divide_the_items_without_rest():
    halves = shares(2)

    assert frozenset.union(*halves) == {item.key for item in all_items()}
    assert not halves[0] & halves[1]
    weights = [sum(i.weight for i in all_items() if i.key in half) for half in halves]
    assert abs(weights[0] - weights[1]) <= max(item.weight for item in all_items())
