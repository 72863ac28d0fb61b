"""The demo city's year: the same each time, whoever makes it and however often it is stopped."""

import pytest

from tongban.base.accounts.queries import account_named, actor_for
from tongban.demo import year as years
from tongban.demo.build import build_city
from tongban.demo.items import all_items
from tongban.demo.year import Year, shares
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.sharing.licenses.models import License

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CASES = 24


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """The city, built once for the tests of this module and taken back afterwards."""
    from django.db import transaction

    from tongban.main.first_rows import keep_first_rows

    with django_db_blocker.unblock(), transaction.atomic():
        keep_first_rows()
        yield build_city()
        transaction.set_rollback(True)


def told():
    """What anybody sees of the cases: numbers, whose, when, how they ended, their licences."""
    licenses = {row.id: row.number for row in License.objects.all()}
    return sorted(
        (c.number, c.title, c.applicant_name, c.filed_at, c.closed_at, c.state, c.decision,
         licenses.get(c.license_id))
        for c in Case.objects.select_related("license")
    )  # fmt: skip


def made(city, *, parts=1, cases=CASES):
    """What is told after the year was made by so many processes, one after the other."""
    from django.db import transaction

    with transaction.atomic():
        for part in range(parts):
            list(Year(city, cases).make(cases, share=(part, parts)))
        found = told()
        transaction.set_rollback(True)
    return found


def test_the_year_is_the_same_each_time_and_however_many_make_it(city):
    alone = made(city)

    assert len(alone) == CASES
    assert made(city) == alone
    assert made(city, parts=2) == alone


def test_numbers_rise_with_the_days_of_filing(city):
    rows = made(city)

    assert [row[3] for row in sorted(rows, key=lambda row: row[0][-6:])] == sorted(
        row[3] for row in rows
    )


def test_a_year_that_was_stopped_goes_on_where_it_stopped(city):
    from django.db import transaction

    whole = made(city)
    with transaction.atomic():
        for done, _number in enumerate(Year(city, CASES).make(CASES), start=1):
            if done == 5:
                break
        assert Case.objects.count() == 5
        assert Year(city, CASES).left(CASES) == CASES - 5
        list(Year(city, CASES).make(CASES))
        assert told() == whole
        assert Year(city, CASES).left(CASES) == 0
        transaction.set_rollback(True)


def test_a_case_that_is_stopped_half_way_leaves_nothing(city, monkeypatch):
    from django.db import transaction

    def killed(**_arguments):
        raise KeyboardInterrupt

    with transaction.atomic():
        monkeypatch.setattr(years.acts, "file_case", killed)
        with pytest.raises(KeyboardInterrupt):
            list(Year(city, CASES).make(CASES))
        assert Case.objects.count() == 0
        monkeypatch.undo()
        list(Year(city, CASES).make(CASES))
        assert Case.objects.count() == CASES
        transaction.set_rollback(True)


def test_what_a_visitor_has_begun_meanwhile_is_left_alone(city):
    from django.db import transaction

    year = Year(city, CASES)
    plan = next(plan for plan in year.plans if plan.item.guide.for_people)
    name = f"p{plan.applicant + 1:03d}"
    visitor = actor_for(account_named(name), "self")
    with transaction.atomic():
        draft = acts.start_draft(actor=visitor, item_code=city.codes[plan.item.key])
        acts.save_answers(actor=visitor, case_id=draft.id, answers={})
        before = Case.objects.filter(id=draft.id).values().get()

        list(year.make(CASES))

        assert Case.objects.filter(id=draft.id).values().get() == before
        assert year.left(CASES) >= 1
        transaction.set_rollback(True)


def test_shares_divide_the_items_without_rest():
    halves = shares(2)

    assert frozenset.union(*halves) == {item.key for item in all_items()}
    assert not halves[0] & halves[1]
    weights = [sum(i.weight for i in all_items() if i.key in half) for half in halves]
    assert abs(weights[0] - weights[1]) <= max(item.weight for item in all_items())
