"""The table of rights: how a line is read, who passes, in whose words one is refused."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tongban.base.kernel import rights as table
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator, system
from tongban.base.kernel.errors import Forbidden
from tongban.base.kernel.rights import WHO, Bound, Refusal, rights_of, tables

HERE, THERE = uuid4(), uuid4()
PERSON = Actor(Capacity.SELF, "王小满", account_id=uuid4(), person_id=uuid4(), assurance=2)
MACHINE = Actor(Capacity.MACHINE, "系统", account_id=uuid4(), scopes=frozenset({"licenses:check"}))


def post(*duties, department_id=HERE):
    return Actor(
        Capacity.POST,
        "官甲",
        account_id=uuid4(),
        person_id=uuid4(),
        department_id=department_id,
        duties=frozenset(duties),
    )


REFUSALS = {
    "mine": Refusal("只有本部门的能改。"),
    "own": Refusal("不是您的。", "not_yours"),
}
REACHES = {
    "department": Bound(lambda actor, thing: actor.department_id == thing.department_id, "本部门"),
    "level": Bound(
        lambda actor, thing: actor.assurance >= thing.level,
        "够级别",
        Refusal("要 %(wanted)s 级。", "too_low", lambda _actor, thing: {"wanted": thing.level}),
    ),
}
KEEP_OUT = {
    "asker": Bound(
        lambda actor, thing: actor.account_id == thing.asked_by, "自己", Refusal("要回避。", "own")
    )
}
LINES = """
# act    | who              | reach            | but not | refusal | does | thing
change   | manager          | department       | asker   | mine    | 改 | 东西
change   | chief platform   | city             | asker   | mine    | 改 | 东西
look     | applicant        | level            | -       | own     | 看 | 东西
peep     | officer          | department level | -       | -       | 偷看 | 东西
call     | machine:licenses:check | city       | -       | own     | 问 | 东西
begin    | anybody          | mine             | -       | -       | 开始 | 东西
note     | inner            | city             | -       | -       | 写下 | 东西
"""


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(table, "_tables", {})
    return rights_of(
        "toys",
        LINES,
        refusals=REFUSALS,
        duties=["manager", "chief"],
        reaches=REACHES,
        keep_out=KEEP_OUT,
    )


def thing(department_id=HERE, level=1, asked_by="somebody else"):
    return SimpleNamespace(department_id=department_id, level=level, asked_by=asked_by)


def refusal(made, actor, act, *given, **words):
    with pytest.raises(Forbidden) as raised:
        made.must(actor, act, *given, **words)
    return raised.value.message, raised.value.code


@pytest.mark.parametrize(
    ("act", "passing"),
    [
        ("change", {"manager", "chief", "operator", "system"}),
        ("look", {"person"}),
        ("peep", {"manager", "chief", "nothing"}),
        ("call", {"machine"}),
    ],
)
def test_who_passes_is_who_stands_in_the_line(made, act, passing):
    everybody = {
        "visitor": VISITOR,
        "person": PERSON,
        "manager": post("manager"),
        "chief": post("chief"),
        "nothing": post("archivist"),
        "machine": MACHINE,
        "operator": operator(),
        "system": system(),
    }

    assert {who for who, actor in everybody.items() if made.may(actor, act)} == passing


def test_a_machine_without_the_scope_and_a_person_with_the_word_are_refused(made):
    assert not made.may(Actor(Capacity.MACHINE, "系统", account_id=uuid4()), "call")
    assert not made.may(Actor(Capacity.SELF, "某人", scopes=frozenset({"licenses:check"})), "call")


def test_duties_count_only_from_a_post(made):
    """A person who holds the post, but acts for oneself, has none of its rights."""
    assert not made.may(Actor(Capacity.SELF, "官甲", duties=frozenset({"manager"})), "change")


def test_the_reach_is_asked_with_the_thing(made):
    made.must(post("manager"), "change", thing())
    assert refusal(made, post("manager"), "change", thing(THERE)) == (
        "只有本部门的能改。",
        "forbidden",
    )


def test_another_line_gives_another_way(made):
    made.must(post("chief"), "change", thing(THERE))
    made.must(post("manager", "chief"), "change", thing(THERE))


def test_the_platform_reaches_everywhere_where_it_is_named(made):
    made.must(operator(), "change", thing(THERE))
    assert refusal(made, operator(), "look", thing())[1] == "not_yours"


def test_who_must_keep_out_is_refused_in_its_own_words(made):
    chief = post("chief")

    made.must(chief, "change")
    assert refusal(made, chief, "change", thing(asked_by=chief.account_id)) == ("要回避。", "own")


def test_two_lines_do_not_help_around_keeping_out(made):
    both = post("manager", "chief")

    assert refusal(made, both, "change", thing(asked_by=both.account_id)) == ("要回避。", "own")


def test_values_are_put_into_the_sentence(made):
    assert refusal(made, PERSON, "look", thing(level=3)) == ("要 3 级。", "too_low")


def test_one_bound_can_be_asked_alone(made):
    officer = post("archivist")

    assert made.may(officer, "peep", thing(level=3), only="department")
    assert not made.may(officer, "peep", thing(level=3), only="level")
    assert not made.may(officer, "peep", thing(THERE), only="department")


def test_a_silent_line_is_asked_by_may_and_never_raises_a_sentence(made):
    assert not made.may(PERSON, "peep")
    with pytest.raises(LookupError):
        made.must(PERSON, "peep")


def test_an_act_without_a_line_is_a_mistake_and_not_a_right(made):
    with pytest.raises(KeyError):
        made.must(operator(), "burn")


def test_a_part_of_other_acts_says_so(made):
    assert [row.is_inner for row in (*made.rows["note"], *made.rows["change"])] == [
        True,
        False,
        False,
    ]


def test_a_table_is_found_by_its_app(made):
    assert tables() == {"toys": made}


LINE = "change | manager | city | - | mine | 改 | 东西"


@pytest.mark.parametrize(
    "line",
    [
        "change | manager | city | - | mine | 改",
        "change | emperor | city | - | mine | 改 | 东西",
        "change | manager | moon | - | mine | 改 | 东西",
        "change | manager | city | nobody | mine | 改 | 东西",
        "change | manager | city | - | rude | 改 | 东西",
        "change |  | city | - | mine | 改 | 东西",
        "change | manager |  | - | mine | 改 | 东西",
        "change | manager | city | - | mine |  | 东西",
        f"{LINE}\nchange | chief | city | - | mine | 换 | 东西",
        f"{LINE}\nchange | chief | city | asker | mine | 改 | 东西",
    ],
)
def test_a_line_that_does_not_hold_is_told_when_it_is_read(monkeypatch, line):
    monkeypatch.setattr(table, "_tables", {})
    with pytest.raises(ValueError, match="change"):
        rights_of("toys", line, refusals={"mine": REFUSALS["mine"]}, duties=["manager", "chief"])
    assert tables() == {}


def test_what_no_line_names_is_told(monkeypatch):
    monkeypatch.setattr(table, "_tables", {})
    with pytest.raises(ValueError, match="department"):
        rights_of(
            "toys",
            LINE,
            refusals={"mine": REFUSALS["mine"]},
            duties=["manager"],
            reaches={"department": REACHES["department"]},
        )


def test_nobody_is_a_duty_by_accident():
    """The words for who are not duties of posts: a post could take them over otherwise."""
    from tongban.base.orgs.types import Duty

    assert set(WHO) & set(Duty.values) == set()
