"""Queries that found nothing are work: dealt with, and back when it did not help."""

from datetime import timedelta

import pytest

from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Forbidden, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import MissAnswer, SearchMiss
from tongban.management.catalog.search.answering import (
    DAYS,
    answered_misses,
    open_miss_count,
    open_misses,
)
from tongban.management.catalog.search.misses import count_miss


@pytest.fixture
def manager(town):
    return town.officer("manager")


def missed(text, days_ago=0, count=1):
    SearchMiss.objects.create(text=text, on=today() - timedelta(days=days_ago), count=count)


def test_misses_are_told_by_day_most_often_first(town):
    missed("飞毯", 0, 2)
    missed("飞毯", 3, 4)
    missed("鬼屋", 1, 5)
    missed("很久以前", DAYS, 99)
    found = [(m.text, m.times, m.days) for m in open_misses()]
    assert open_miss_count() == 2
    assert [m.text for m in open_misses(1)] == ["飞毯"]
    assert found == [
        ("飞毯", 6, [(today(), 2), (today() - timedelta(days=3), 4)]),
        ("鬼屋", 5, [(today() - timedelta(days=1), 5)]),
    ]


def test_what_was_dealt_with_is_gone_until_somebody_looks_in_vain_again(town, manager):
    missed("飞毯", 1, 2)
    made = services.answer_miss(actor=manager, text="飞毯", answer="synonym", note=" 补了气球 ")
    assert (made.note, made.answered_by, made.answered_on) == ("补了气球", manager.name, today())
    assert open_misses() == []
    assert [answer.text for answer in answered_misses()] == ["飞毯"]
    MissAnswer.objects.update(answered_on=today() - timedelta(days=1))
    count_miss("飞毯")
    again = open_misses()
    assert [(m.text, m.times, m.before.answer) for m in again] == [("飞毯", 1, "synonym")]


def test_dealing_with_it_again_keeps_one_answer(town, manager):
    missed("飞毯")
    for answer in ("nothing", "item"):
        services.answer_miss(actor=manager, text="飞毯", answer=answer)
    assert list(MissAnswer.objects.values_list("text", "answer")) == [("飞毯", "item")]


def test_what_cannot_be_answered_changes_nothing(town, manager):
    missed("飞毯")
    for error, actor, text, answer in (
        (Missing, manager, "没有找过", "nothing"),
        (Invalid, manager, "飞毯", "whatever"),
        (Forbidden, town.officer("chief"), "飞毯", "nothing"),
        (Forbidden, town.person(), "飞毯", "nothing"),
        (Forbidden, VISITOR, "飞毯", "nothing"),
    ):
        with nothing_changes(), pytest.raises(error):
            services.answer_miss(actor=actor, text=text, answer=answer)
    assert [miss.text for miss in open_misses()] == ["飞毯"]
