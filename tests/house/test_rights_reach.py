"""How far a right reaches: acts on the objects of a city, by those whose duty is right and whose
division, department, company or person is another; and by those who must keep out.

The table says which acts have a bound; one that has none of the trials below fails here.
"""

import inspect
import io
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.city import City
from tests.house.rights import ROWS, anything_for, function_of
from tests.house.test_acts import ACTS
from tongban.base.accounts.models import Account, DataRequest, FactorReset, LegalPerson, Tenure
from tongban.base.accounts.services import (
    admit_client,
    apply_for_client,
    keep_code,
    keep_tokens,
    open_grant,
    register_legal_person,
    start_phone_change,
)
from tongban.base.accounts.services.windows import set_phone
from tongban.base.kernel.actors import Actor, Capacity, operator
from tongban.base.kernel.codes import make_credit_code
from tongban.base.kernel.errors import Forbidden, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.rights import UNBOUND, Row, tables
from tongban.base.orgs.types import Duty
from tongban.handling.archives.models import DestructionList
from tongban.handling.cases.queries import Inbox, Workload
from tongban.handling.cases.states import HALL_DUTIES
from tongban.management.catalog.models import Item, ItemDraft, StandingChange
from tongban.management.payments.models import Exemption, Refund
from tongban.management.rules.models import RuleDraft

NOTHING = (
    None,
    False,
    [],
    ([], 0),
    ("invalid_grant", None),
    Inbox(),
    Workload(),
    {"refunds": [], "exemptions": []},
    {"open": [], "explained": [], "statements": []},
)


def row_app(row: Row) -> str:
    return next(name.split(".", maxsplit=1)[0] for name, rows in ROWS.items() if row in rows)


def is_bound(row: Row) -> bool:
    return bool(set(row.reach) - UNBOUND)


def has_no_bound(row: Row) -> bool:
    return row.reach in {("city",), ("above",)}


def points_at_something(name: str) -> bool:
    """Whether an act on one's own things is given an identifier at all."""
    parameters = inspect.signature(inspect.unwrap(function_of(name))).parameters
    return any(word.endswith("_id") or word == "token" for word in parameters)


BOUND = {
    name
    for name, rows in ROWS.items()
    for row in rows
    if is_bound(row)
    or (row.reach == ("mine",) and row.who != ("anybody",) and points_at_something(name))
}
KEEPING_OUT = {name for name, rows in ROWS.items() if rows[0].but_not}


@pytest.fixture
def whole(city: City) -> SimpleNamespace:
    """The city with a company, an admitted system, a grant and its codes beside it."""
    applicant = city.actor("applicant")
    company = register_legal_person(
        actor=operator(),
        name="小满鸽舍",
        credit_code=make_credit_code("9", "1", "341602", "MA000001"),
        representative_id=applicant.person_id,
    )
    asked = apply_for_client(
        actor=city.actor("data"),
        name="鸽子查询系统",
        kind="web",
        purpose="养鸽子的人登录",
        contact_name="王小满",
        contact_phone="0558-0001001",
        scopes=["openid"],
        redirect_addresses=["https://doves.example/back"],
    )
    client = admit_client(
        actor=city.actor("security"),
        client_id=asked.id,
        scopes=["openid"],
        daily_quota=10,
    )
    grant = open_grant(
        actor=applicant,
        client_id=client.id,
        scopes=["openid"],
        capacity="self",
        session_key=city.client("applicant").session.session_key,
    )
    keep_code(actor=applicant, grant_id=grant.id, code="the-code", content={}, life=600)
    keep_tokens(
        actor=applicant,
        grant_id=grant.id,
        scopes=["openid"],
        audience=[],
        access="the-access",
        access_life=600,
        refresh="the-refresh",
        refresh_life=6000,
    )
    set_phone(Account.objects.get(id=applicant.account_id).person, "10080000009")
    change = start_phone_change(actor=applicant, phone="10080000008")
    return SimpleNamespace(city=city, company=company, client=client, grant=grant, change=change)


def arguments(whole: SimpleNamespace, name: str) -> dict[str, Any]:
    """Objects of the applicant, the officer and their department, by the names acts give them."""
    city = whole.city
    officer, applicant = city.actor("officer"), city.actor("applicant")
    case = {
        "correct_case": city.correcting,
        "rate_case": city.closed,
        **dict.fromkeys(
            ("save_answers", "upload_material", "drop_material", "discard_draft", "file_case"),
            city.drafted,
        ),
    }.get(name.split(".")[1], city.filed)
    known = {
        "table_id": city.rules.id,
        "draft_id": RuleDraft.objects.filter(table=city.rules).latest("created_at").id,
        "case_id": case.id,
        "case": case,
        "number": case.number,
        "subject_kind": "case",
        "subject_id": case.id,
        "step": "prereview",
        "outcome": "pass",
        "material_id": city.handed_in["drafted"].id,
        "subcase_id": city.subcase.id,
        "interested_id": city.interested.id,
        "hearing_id": city.hearing.id,
        "beyond_id": city.beyond.id,
        "bundle_id": city.bundle.id,
        "application_id": city.begun_bundle.id,
        "part_key": "pigeon",
        "file_id": city.handed_in["drafted"].file_id,
        "archive_id": city.archive.id,
        "archive_ids": [city.archive.id],
        "list_id": city.destruction.id,
        "item_id": Item.objects.get(code=city.code).id,
        "item_ids": [Item.objects.get(code=city.code).id],
        "values": {"by_post": True},
        "department_id": city.departments["here"].id,
        "document_id": city.document_id,
        "paper_id": city.paper_id,
        "type_code": city.closed.license.license_type.code,
        "license_id": city.closed.license_id,
        "status": "03",
        "reason": "核对过了",
        "legal_person_id": whole.company.id,
        "post_id": officer.post_id,
        "holder_id": officer.account_id,
        "stand_in_id": city.stand_in.id,
        "recusal_id": city.recusal.id,
        "tenure_id": Tenure.objects.get(account=city.accounts["officer"]).id,
        "client_id": whole.client.id,
        "grant_id": whole.grant.id,
        "linkage_id": city.linkage_id,
        "session_id": city.sign_in.id,
        "change_id": whole.change.id,
        "request_id": city.request_id,
        "old_code": "000000",
        "new_code": "000000",
        "code": "the-code",
        "token": "the-refresh",
        "wanted": "post:somebody-else",
        "allowed": frozenset({"self"}),
        "notice_id": city.notice_id,
        "exemption_id": city.exemption_id,
        "refund_id": city.refund_id,
        "difference_id": city.difference_id,
        "part": "identity",
        "stream": io.BytesIO(b"x"),
    }
    if name == "accounts.declare_recusal":
        known["person_id"] = officer.person_id
    else:
        known["person_id"] = applicant.person_id
    if name == "halls.give_one_notice":
        known["item_code"] = city.code
    if name == "workflow.deliver_message":
        known["subject_id"] = city.closed.id
    given = anything_for(function_of(name))
    parameters = inspect.signature(inspect.unwrap(function_of(name))).parameters
    given.update({word: value for word, value in known.items() if word in parameters})
    return given


WITHOUT_A_STEP = {
    "cases.pass_inspection": "the city's process has no inspection; take_step asks the same of all",
    "cases.fail_inspection": "as pass_inspection",
    "workflow.deliver_message": "the city's process waits for no message; see test_fire_timers.py",
}


def strangers(city: City, row: Row) -> dict[str, Actor]:
    """Everybody whom the line names, with everything else another's."""
    person = city.actor("stranger")
    company = replace(person, capacity=Capacity.CLERK, legal_person_id=new_id())
    guardian = replace(person, capacity=Capacity.GUARDIAN, ward_id=new_id())
    named = [word for word in row.who if word in Duty.values]
    others = {word for line in ROWS[f"{row_app(row)}.{row.act}"] for word in line.who}
    duties = frozenset(named or set(Duty.values) - others)
    other = replace(city.actor("other"), duties=duties)
    # A hall's posts serve every department of their division: that is their right.
    next_door = replace(city.actor("neighbour"), duties=(duties - HALL_DUTIES) or duties)
    machine = replace(person, capacity=Capacity.MACHINE, person_id=None)
    for_one_item = replace(city.actor("officer"), duties=duties, items=frozenset({"another item"}))
    all_of_them = {
        "person": person,
        "company": company,
        "guardian": guardian,
        "helper": replace(person, capacity=Capacity.HELPER, ward_id=new_id()),
        "window": replace(
            city.actor("other"),
            capacity=Capacity.WINDOW,
            ward_id=new_id(),
            division_code="350100000000",
            duties=frozenset(),
        ),
        "other county": other,
        "next door": next_door,
        "machine": machine,
    }
    if "community" in row.reach:
        # Whoever is agent of the same place serves its people: that is its right.
        del all_of_them["next door"]
    if "post" in row.reach:
        all_of_them["another item"] = for_one_item
    return {who: actor for who, actor in all_of_them.items() if row.fits(actor)}


def tried(name: str, whole: SimpleNamespace, actor: Actor) -> Callable[[], Any]:
    given, act = arguments(whole, name), function_of(name)
    if name in ACTS:
        return lambda: act(actor=actor, **given)
    return lambda: act(actor, **given)


def changed_nothing(asked: CaptureQueriesContext) -> bool:
    """No statement of the refused act writes: it cannot have changed anything."""
    return all(
        q["sql"].strip().startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")) for q in asked
    )


def test_an_act_on_another_ones_object_is_refused_and_writes_nothing(whole):
    told, tries = [], 0
    for name in sorted(BOUND - {"workflow.deliver_message"} - OF_WHO_ASKS):
        for row in ROWS[name]:
            if has_no_bound(row):
                continue
            for who, actor in strangers(whole.city, row).items():
                if any(has_no_bound(line) and line.fits(actor) for line in ROWS[name]):
                    continue
                tries += 1
                call = tried(name, whole, actor)
                with CaptureQueriesContext(connection) as asked:
                    try:
                        found = call()
                    except (Forbidden, Missing):
                        pass
                    except Exception as error:  # noqa: BLE001 - whatever else it says is told
                        told.append(f"{name}: {who}: {error!r}")
                    else:
                        if hasattr(found, "exists"):
                            found = list(found)
                        if found not in NOTHING and found != 0:
                            told.append(f"{name}: {who} got {found!r}")
                if not changed_nothing(asked):
                    told.append(f"{name}: {who} wrote {[q['sql'][:80] for q in asked]}")

    assert told == [], "\n".join(told)
    assert tries > 100


OF_WHO_ASKS = {
    "accounts.bind_company",
    "accounts.enter_by_licence",
    "accounts.make_delegation",
    "accounts.take_delegation",
}
"""Acts whose bound is about who asks, and about no object."""

TRIED_ELSEWHERE = {
    "accounts.enter_by_licence": "needs an issuer's answer; test_enter_by_licence.py",
    "accounts.change_clerk": "needs one who manages and does not represent; test_clerks.py",
    "accounts.confirm_clerk": "as change_clerk",
    "accounts.revoke_clerkship": "as change_clerk",
    **{
        name: "for a company that is no more; cases/tests/test_who_may_act.py"
        for name in KEEPING_OUT
        if ROWS[name][0].but_not == ("cancelled",)
    },
}


def keeping_out(whole: SimpleNamespace, name: str) -> tuple[Actor, dict[str, Any]]:
    """Somebody with every right to the act, whose own thing it is."""
    city = whole.city
    given = arguments(whole, name)
    officer = replace(city.actor("officer"), duties=frozenset(Duty.values))
    if name in {"cases.approve_measure", "cases.refuse_measure", "cases.end_procedure"}:
        given = {**given, "measure_id": city.measure.id}
    if name.startswith(("cases.", "documents.")):
        return replace(officer, person_id=city.actor("applicant").person_id), given
    if name.startswith("payments."):
        by = {"account": str(officer.account_id)}
        Refund.objects.update(asked_by=by)
        Exemption.objects.update(asked_by=by)
    if name.startswith("archives."):
        mine = {"account": str(officer.account_id)}
        DestructionList.objects.filter(id=city.destruction.id).update(drafted_by=mine)
        return officer, given
    if name == "accounts.change_representative_at_window":
        person = city.accounts["applicant"].person
        asked_of = {
            "id_number": person.id_number,
            "papers": "变更登记通知书",
            "reason": "换了代表人",
        }
        return replace(officer, person_id=person.id), {**given, **asked_of}
    if name == "accounts.ask_for_factor_reset":
        return officer, {**given, "account_id": officer.account_id}
    if name == "accounts.reset_factors_at_window":
        return officer, {**given, "person_id": officer.person_id}
    if name == "accounts.serve_company":
        company = LegalPerson.objects.exclude(representative=None).earliest("id")
        asked = {"delegation_id": city.served_id, "credit_code": company.credit_code}
        return replace(officer, person_id=company.representative_id), asked
    if name in {"accounts.serve_person", "accounts.ask_consent"}:
        # An agent's community: wherever the officer lives.
        return replace(officer, division_code=""), {**given, "person_id": officer.person_id}
    if name in {"accounts.reset_factors", "accounts.refuse_factor_reset"}:
        reset = FactorReset.objects.get(state="asked")
        officer = replace(officer, account_id=reset.asked_by_id)
        return officer, {**given, "reset_id": reset.id, "note": "没有核实"}
    if name == "accounts.answer_request":
        row = DataRequest.objects.get(id=city.request_id)
        return replace(officer, person_id=row.person_id), given
    if name == "accounts.admit_client":
        asked = city.connected
        return replace(officer, account_id=asked.asked_by_id), {**given, "client_id": asked.id}
    if name == "bundles.approve_bundle":
        city.bundle.draft_editors = [str(officer.account_id)]
        city.bundle.save()
        return officer, {"bundle_id": city.bundle.id}
    if name == "catalog.approve_draft":
        item = Item.objects.get(code=city.code)
        ItemDraft.objects.filter(item=item).delete()  # an item has one open change at most
        draft = ItemDraft.objects.create(
            item=item,
            name=item.name,
            guide={},
            state="submitted",
            editors=[officer.account_id],
            edited_at=now(),
            edited_by=officer.name,
        )
        return replace(officer, department_id=item.department_id), {"draft_id": draft.id}
    if name == "catalog.approve_standing":
        item = Item.objects.get(code=city.code)
        StandingChange.objects.filter(item=item).delete()
        change = StandingChange.objects.create(
            item=item,
            move="suspend",
            reason="升级",
            effective_on=today(),
            proposed_by=officer.account_id,
            proposed_by_name=officer.name,
        )
        return replace(officer, department_id=item.department_id), {"change_id": change.id}
    if name == "rules.approve_rules":
        draft = RuleDraft.objects.filter(table=city.rules).latest("created_at")
        RuleDraft.objects.filter(id=draft.id).update(
            state="submitted", editors=[officer.account_id]
        )
        return replace(officer, department_id=city.rules.department_id), {"draft_id": draft.id}
    if name == "accounts.change_password":
        Account.objects.filter(id=officer.account_id).update(is_active=False)
    return officer, given


def test_who_must_keep_out_is_refused_with_every_duty_there_is(whole):
    told = []
    for name in sorted((KEEPING_OUT & set(ACTS)) - set(WITHOUT_A_STEP) - set(TRIED_ELSEWHERE)):
        actor, given = keeping_out(whole, name)
        with CaptureQueriesContext(connection) as asked:
            try:
                ACTS[name](actor=actor, **given)
            except Forbidden as refused:
                wanted = {b.refusal.code for b in _keep_outs(name)}
                if refused.code not in wanted:
                    told.append(f"{name}: {refused.code} {refused.message}")
            except Exception as error:  # noqa: BLE001 - whatever else it says is told
                told.append(f"{name}: {error!r}")
            else:
                told.append(f"{name} was done")
        if not changed_nothing(asked):
            told.append(f"{name} wrote")

    assert told == []


def _keep_outs(name: str):
    table = tables()[name.split(".", maxsplit=1)[0]]
    return [table.keep_out[word] for word in ROWS[name][0].but_not]


def test_what_is_tried_is_every_bound_there_is():
    assert len(BOUND) > 50
    assert len(KEEPING_OUT) > 15
