"""文号: by body, kind and year, without holes and without doubles, whoever fails or races."""

import threading

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as _TestCase  # noqa: F401 - registers the plug-in

from tongban.base.kernel.actors import system
from tongban.base.kernel.ids import new_id
from tongban.handling.cases.tests.city import DISTRICT, moved_to, stand
from tongban.handling.cases.tests.looking import moment
from tongban.management.documents import numbers
from tongban.management.documents.models import Paper
from tongban.management.documents.services import make_paper, set_numbering
from tongban.management.documents.types import PaperOf, in_chinese, register_paper_subject


class Nobody:
    """A subject of papers that only these tests know."""

    def is_handled_by(self, actor, subject_id):
        return False

    is_of = keeps_out = is_handled_by

    def desk_address(self, subject_id):
        return "/"

    own_address = desk_address

    def is_of_a_person(self, subject_id):
        return True


register_paper_subject("test", Nobody())


def made(department, kind="withdrawal", series="许"):
    return make_paper(
        actor=system(),
        kind=kind,
        of=PaperOf("test", new_id(), department, DISTRICT, "谷雨", series),
        values={"item": "某事", "filed_on": "今天"} | ({"due": "明天"} if kind == "lapse" else {}),
    )


def test_a_number_is_word_series_mark_year_and_serial(town):
    market, health = town.departments["market"], town.departments["health"]
    set_numbering(actor=system(), department_id=market, word="谯市监")
    set_numbering(
        actor=system(),
        department_id=health,
        word="谯卫",
        pattern="{word}字{mark}〔{year}〕第{serial:4}号",
    )
    with moved_to(moment(2026, 3, 2, 9, 0)):
        said = [made(market).number, made(market).number, made(market, "lapse").number]
        said += [made(market, series="服").number, made(health).number]
    with moved_to(moment(2027, 1, 1, 0, 0)):
        said.append(made(market).number)
    assert said == [
        "谯市监许撤〔2026〕1号",
        "谯市监许撤〔2026〕2号",
        "谯市监许结〔2026〕1号",
        "谯市监服撤〔2026〕1号",
        "谯卫字撤〔2026〕第0001号",
        "谯市监许撤〔2027〕1号",
    ]


def tried(department, kind, *, holds):
    """Make one in an act that fails unless it ``holds``; whether it did."""
    with transaction.atomic():
        made(department, kind)
        transaction.set_rollback(not holds)
    return holds


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["market", "health"]),
        st.sampled_from(["withdrawal", "lapse"]),
        st.sampled_from([2026, 2027]),
        st.booleans(),
    ),
    max_size=14,
)


@pytest.mark.django_db
@settings(max_examples=15)
@given(steps=STEPS)
def test_whatever_is_taken_back_leaves_no_hole(folders_of_the_run, steps):
    with transaction.atomic():
        town = stand()
        kept: dict[tuple, int] = {}
        for body, kind, year, holds in steps:
            with moved_to(moment(year, 5, 6, 9, 0)):
                if not tried(town.departments[body], kind, holds=holds):
                    continue
            kept[body, kind, year] = kept.get((body, kind, year), 0) + 1
        for (body, kind, year), count in kept.items():
            rows = Paper.objects.filter(
                department_id=town.departments[body], kind=kind, dated_on__year=year
            )
            serials = sorted(
                int(n.split("〕")[1].removesuffix("号"))
                for n in rows.values_list("number", flat=True)
            )
            assert serials == list(range(1, count + 1))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def folders_of_the_run():
    """hypothesis wants no fixture that is made anew for each example."""


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_numbers_without_a_hole(open_town):
    market, errors = open_town.departments["market"], []

    def work(number):
        try:
            for turn in range(4):
                tried(market, "withdrawal", holds=(number + turn) % 3 != 0)
        except Exception as error:  # noqa: BLE001 - shown below, in the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    given_out = [
        int(n.split("〕")[1].removesuffix("号"))
        for n in Paper.objects.filter(kind="withdrawal").values_list("number", flat=True)
    ]
    assert sorted(given_out) == list(range(1, len(given_out) + 1))
    assert len(given_out) == sum((n + t) % 3 != 0 for n in range(5) for t in range(4))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((2026, 11, 27), "二〇二六年十一月二十七日"),
        ((2030, 1, 1), "二〇三〇年一月一日"),
        ((2026, 10, 10), "二〇二六年十月十日"),
        ((2026, 12, 31), "二〇二六年十二月三十一日"),
        ((2026, 2, 20), "二〇二六年二月二十日"),
    ],
)
def test_a_day_in_chinese_numerals(parts, words):
    assert in_chinese(moment(*parts).date()) == words


def test_a_pattern_needs_what_tells_numbers_apart():
    assert numbers.pattern_error("{word}{mark}〔{year}〕{serial}号") == ""
    assert numbers.pattern_error("{mark}{year}")
    assert numbers.pattern_error("{mark}{year}{serial:0}")
