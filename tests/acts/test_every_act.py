"""Every act × every situation of a case × everybody: allowed exactly where the tables say so, and
where it is refused, nothing of the whole database changes.
"""

from contextlib import suppress

import pytest
from django.db import transaction

from tests.acts.calls import call, has_its_thing
from tests.acts.expected import (
    APPS,
    NOT_ON_A_CASE,
    TABLE,
    is_idle,
    is_named,
    is_time,
    lines_of,
    may,
)
from tests.acts.people import everybody
from tests.acts.situations import STEP_STATES, walk
from tests.acts.whole_database import changed, snapshot
from tests.house.rights import ROWS
from tests.house.test_acts import ACTS
from tongban.base.audit.models import Entry
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing, TongbanError
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases.states import ACTS as DESK
from tongban.handling.cases.tests import city
from tongban.handling.cases.tests.template import Template
from tongban.handling.cases.types import CaseState

TRIED = sorted(name for name in ACTS if name.split(".")[0] in APPS and name not in NOT_ON_A_CASE)

WITHOUT_A_TRACE = {"cases.save_answers", "cases.upload_material"}
"""Acts that an applicant does at the own draft, of which nobody need be told."""


def build():
    town = city.build()
    return town, walk(town)


TEMPLATE = Template(build)


@pytest.fixture
def laid(db, folders, settings):
    settings.CREDIT_SOURCE = "demo"
    settings.COURIER = "demo"
    return TEMPLATE.lay_down()


def has_written(name, before, entries):
    """Whether an act that was done left its trace; drafts are written without one."""
    return Entry.objects.count() > entries or (name in WITHOUT_A_TRACE and bool(changed(before)))


def outcome(do, actor):
    """What became of it: ``done``, or the refusal."""
    try:
        do(actor)
    except TongbanError as error:
        return error
    return "done"


def is_right_refusal(error, *, allowed, in_time):
    """Who may not hears that, and who is only too early or too late hears how the case stands."""
    if not isinstance(error, TongbanError):
        return False
    if allowed:
        return isinstance(error, (Conflict, Missing, Invalid))
    return isinstance(error, Forbidden) or (not in_time and isinstance(error, (Conflict, Missing)))


def bases_of(situations):
    """Name of a situation → the first of the same state, steps and outcome, where it is another."""
    first, bases = {}, {}
    for one in situations:
        alike = (one.state, one.steps, one.facts & {"granted", "refused", "inspects"})
        base = first.setdefault(alike, one)
        bases[one.name] = None if base is one else base
    return bases


def who_try(name, situation, base, people, turn):
    """Who tries an act in a situation, whether they may and whether it is the time for it.

    ``base``: where everybody has tried everything already in the same state. Where what stands
    beside the case makes no difference, one tries again, and not even that for an act on a thing
    that is not there, and was not there either. Of those whom no line names, who are refused before
    anything is read (test_rights.py), one tries, and one of those who may not where it is not the
    time as well: each reason is tried by itself. In every situation these are others.
    """
    is_there = has_its_thing(name, situation)
    unnamed, twice, is_tried = [], [], False
    for who in people:
        allowed, in_time = may(name, who, situation), is_time(name, who, situation)
        if base is not None and (allowed, in_time) == (
            may(name, who, base),
            is_time(name, who, base),
        ):
            if is_tried or not allowed or not (in_time or is_there):
                continue
            is_tried = True
        if allowed or (in_time and is_named(name, who)):
            yield who, allowed, in_time
        else:
            (unnamed if in_time else twice).append((who, False, in_time))
    for several in (unnamed, twice):
        if several:
            yield several[turn % len(several)]


def tried(situation, base, town, people, before, turn):
    """Wherever what happens is not what was expected: the act, who, and what became of it; how
    much was done and how much refused. ``before``: how the whole database stands, as it must
    afterwards.
    """
    told, done = [], 0
    refusing = []
    entries = Entry.objects.count()
    for name in TRIED:
        do = call(name, town, situation)
        for who, allowed, in_time in who_try(name, situation, base, people, turn):
            if allowed and in_time:
                with suppress(_Back), transaction.atomic():
                    found = outcome(do, who.actor)
                    if found != "done":
                        told.append(f"{name} by {who.name} must be done: {found!r}")
                    elif is_idle(name, who, situation):
                        pass
                    elif not has_written(name, before, entries):
                        told.append(f"{name} by {who.name} was answered, and changed nothing")
                    done += 1
                    raise _Back
                continue
            found = outcome(do, who.actor)
            refusing.append((name, who, do))
            if allowed and is_idle(name, who, situation):
                if found != "done":
                    told.append(f"{name} by {who.name} must do nothing: {found!r}")
            elif not is_right_refusal(found, allowed=allowed, in_time=in_time):
                why = "it is not the time" if allowed else "who may not"
                told.append(f"{name} by {who.name} must be refused ({why}): {found!r}")
    if tables_changed := changed(before):
        told.append(f"what was refused changed {tables_changed}: {culprits(refusing)}")
        # Told once: the situations that follow begin from here.
        before.update(snapshot())
    return told, done, len(refusing)


def culprits(refusing):
    """Which acts left something, each tried again by itself."""
    found = []
    for name in dict.fromkeys(name for name, _who, _do in refusing):
        before = snapshot()
        for other, who, do in refusing:
            if other == name:
                outcome(do, who.actor)
        if tables_changed := changed(before):
            found.append(f"{name}: {tables_changed}")
    return found


class _Back(Exception):
    """Take back what was done."""


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_allowed_exactly_where_the_tables_say_so_and_refused_without_a_trace(laid):
    town, situations = laid
    people = everybody(town)
    told, done, refused = [], 0, 0
    before, bases = snapshot(), bases_of(situations)
    for turn, situation in enumerate(situations):
        with moved_to(situation.at):
            base = bases[situation.name]
            found, did, kept = tried(situation, base, town, people, before, turn)
        told += [f"[{situation.name}] {line}" for line in found]
        done, refused = done + did, refused + kept
    assert told == [], "\n".join(told)
    assert done > 2000
    assert refused > 10_000


def test_every_act_has_its_line():
    """A new act of these apps comes with a line that says when it is allowed, or why it has none."""
    without = [name for name in TRIED if not lines_of(name)]
    assert without == []
    assert {name for name in TRIED if name not in ROWS} == set()
    known = {name.split(".")[1] for name in ACTS}
    assert set(TABLE) - known == set()
    assert set(NOT_ON_A_CASE) - set(ACTS) == set()
    assert {name.removesuffix("_at_prereview") for name in DESK} - known == set()


def test_there_is_a_situation_for_every_state(laid):
    _town, situations = laid
    assert {s.state for s in situations} == set(CaseState.values)
    assert {step for s in situations for step in s.steps} >= set(STEP_STATES)
    for s in situations:
        assert s.state == city.Case.objects.get(id=s.case_id).state, s.name


def test_every_act_is_done_somewhere(laid):
    """A line whose words no situation has would only ever be refused."""
    town, situations = laid
    people = everybody(town)
    never = [
        name
        for name in TRIED
        if not any(
            is_named(name, who) and may(name, who, s) and is_time(name, who, s)
            for s in situations
            for who in people
        )
    ]
    assert never == []
