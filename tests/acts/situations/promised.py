"""Promises: materials that come later, promises instead of them, and what is checked afterwards."""

from datetime import timedelta
from typing import Any

from tests.acts.situations.builder import MONDAY, STEP_STATES, TUESDAY, Builder
from tongban.base.kernel.actors import system
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import AfterCheck, Case, CreditReport
from tongban.handling.cases.tests import city
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.test_promise import LATE
from tongban.handling.cases.tests.test_replacement import LEASE
from tongban.sharing.materials.queries import handed_in


def _draft_without_lease(b: Builder) -> Case:
    case = b.town.draft()
    lease = dict(handed_in("case", case.id)).get("lease")
    if lease:
        acts.drop_material(actor=b.town.person(), case_id=case.id, material_id=lease)
    return case


def _sign(b: Builder, case: Case, drawn: Any) -> None:
    promise, code = drawn
    given = {"actor": b.town.person(), "case_id": case.id, "promise_id": promise.id}
    assert acts.sign_promise(**given, code=code)


def _file(b: Builder, case: Case, until: str) -> Case:
    acts.file_case(actor=b.town.person(), case_id=case.id)
    for step, who, act, more in city.WAY:
        if step == until:
            break
        getattr(acts, act)(**b.officer(who, case), **more)
    return Case.objects.get(id=case.id)


def promised_for_later(b: Builder, until: str) -> Case:
    """A case at that step whose lease was promised for later (容缺) and is still missing."""
    case = _draft_without_lease(b)
    _sign(b, case, acts.draw_promise(actor=b.town.person(), case_id=case.id, keys=["lease"]))
    return _file(b, case, until)


def late(b: Builder) -> None:
    b.publish(materials=LATE)
    for step in ("review", "decide", "over"):
        case = promised_for_later(b, "review" if step == "over" else step)
        at = moment(2026, 3, 10, 9, 0) if step == "over" else TUESDAY
        state = STEP_STATES["review" if step == "over" else step]
        facts = "late.missing" + (" late.over late.near" if step == "over" else "")
        b.keep(f"late {step}", case, state, "review" if step == "over" else step, facts, at=at)


def granted_on_a_promise(b: Builder) -> Case:
    """Granted and closed on a promise instead of the lease, which is still to be checked."""
    case = _draft_without_lease(b)
    _sign(b, case, acts.draw_replacement(actor=b.town.person(), case_id=case.id, keys=["p0"]))
    case = _file(b, case, "issue")
    acts.issue_result(actor=system(), case_id=case.id)
    acts.close_case(actor=system(), case_id=case.id)
    return case


def checks(b: Builder) -> None:
    town = b.town
    b.publish(promises=(LEASE,))
    for how in ("open", "hearing", "defended", "upheld", "true", "revoked"):
        case = granted_on_a_promise(b)
        check = AfterCheck.objects.get(case=case)
        ids = {"check_id": check.id}
        record = {**b.officer("handler", case), **ids, "way": "on_site", "words": "房东说没有租"}
        if how == "true":
            acts.record_after_check(**record, result="true")
        elif how != "open":
            acts.record_after_check(**record, result="false")
        if how in {"defended", "upheld", "revoked"}:
            acts.state_defence(actor=town.person(), case_id=case.id, **ids, words="有合同")
        if how in {"upheld", "revoked"}:
            act = acts.uphold_after_check if how == "upheld" else acts.revoke_after_check
            act(**b.officer("signer", case), **ids, words="看过了")
        told = {
            "open": "check.open",
            "hearing": "check.hearing",
            "defended": "check.hearing defended",
        }
        b.keep(f"check {how}", case, "closed", "", f"granted {told.get(how, '')}", **ids)
    # The false promise would keep the same person from the promises of the situations below.
    CreditReport.objects.all().delete()


def drafts(b: Builder) -> None:
    """At the end: a person has one draft of an item, so each is put away for the next one."""
    town = b.town
    b.publish(materials=LATE, promises=(LEASE,))
    made = []
    for how in ("whole", "without", "late drawn", "late signed", "instead drawn", "instead signed"):
        case = town.draft() if how == "whole" else _draft_without_lease(b)
        plan = dict(handed_in("case", case.id))["plan"]
        ids: dict[str, Any] = {"material_id": plan}
        kind, _, step = how.partition(" ")
        facts = "complete" if how == "whole" else "lacks_lease"
        if step:
            draw = acts.draw_promise if kind == "late" else acts.draw_replacement
            key = "lease" if kind == "late" else "p0"
            promise, code = draw(actor=town.person(), case_id=case.id, keys=[key])
            ids |= {"promise_id": promise.id, "code": code}
            facts += " promise.drawn" if step == "drawn" else f" {kind}.signed complete"
            facts += " instead.open" if kind == "instead" else ""
            if step == "signed":
                _sign(b, case, (promise, code))
        b.keep(f"draft, {how}", case, "draft", "", facts, at=MONDAY + timedelta(minutes=2), **ids)
        Case.objects.filter(id=case.id).update(item_id=town.items["instant"])
        made.append(case.id)
    Case.objects.filter(id__in=made).update(item_id=town.items["food"])
