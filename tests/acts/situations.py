"""Every situation that an act may find a case in, each walked there by acts.

A situation says what it is in words of its own (``facts``), written down while it is built and not
read off the code that is tried.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tongban.base.accounts.models import NaturalPerson
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import AfterCheck, Case, CreditReport, SubCase
from tongban.handling.cases.tests import city
from tongban.handling.cases.tests.city import Town, guide, moment
from tongban.handling.cases.tests.test_fees import EXAM
from tongban.handling.cases.tests.test_joint import HEALTH_PART
from tongban.handling.cases.tests.test_measures import LONG
from tongban.handling.cases.tests.test_promise import LATE
from tongban.handling.cases.tests.test_replacement import LEASE
from tongban.handling.cases.tests.test_ruling import publish as publish_rules
from tongban.management.catalog.services import list_item, publish_item
from tongban.management.delivery.models import Parcel
from tongban.management.documents import services as papers
from tongban.management.documents.models import Paper
from tongban.management.payments import services as money
from tongban.management.payments.models import Exemption, Notice, Refund
from tongban.management.payments.tests.money import paid
from tongban.sharing.materials.queries import handed_in

MONDAY = moment(2026, 3, 2, 10, 0)
TUESDAY = moment(2026, 3, 3, 11, 0)
HOME = {"name": "谷雨", "phone": "10000000001", "address": "希夷大道 1 号"}
POSTED = {"delivery_ways": ("现场领取", "邮寄", "网上下载"), "by_post": True}


@dataclass
class Situation:
    """A case, where it stands, and what there is beside it."""

    name: str
    case_id: UUID
    state: str
    """The case's state by the README of cases."""
    steps: frozenset[str] = frozenset()
    """Steps of the process that wait."""
    facts: frozenset[str] = frozenset()
    ids: dict[str, Any] = field(default_factory=dict)
    """Arguments of acts: what stands beside the case."""
    at: datetime = TUESDAY
    """When the acts are tried."""
    is_plain: bool = False
    """One of the states with nothing beside the case."""
    by: dict[str, str] = field(default_factory=dict)
    """What somebody did who is asked for later → who of the town did it."""


STEP_STATES = {
    "prereview": "filed",
    "accept": "prereviewed",
    "correct": "correcting",
    "review": "accepted",
    "decide": "reviewed",
    "issue": "granted",
}


class Builder:
    """Lays the situations down in one town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.made: list[Situation] = []
        self.is_plain = True

    def publish(
        self, item: str = "food", process: str = "standard_license", **changes: Any
    ) -> None:
        """What cases filed from now on are filed under."""
        publish_item(
            actor=operator(),
            item_id=self.town.items[item],
            guide=guide(**{**POSTED, **LONG, **changes}),
            form_id=self.town.forms["food"],
            process_id=self.town.processes[process],
        )

    def keep(
        self,
        name: str,
        case: Case,
        state: str,
        steps: str = "",
        facts: str = "",
        *,
        at: datetime = TUESDAY,
        by: dict[str, str] | None = None,
        **ids: Any,
    ) -> Situation:
        """Write a situation down."""
        known = {"case_id": case.id, **ids}
        told = set(facts.split())
        if state not in {"draft", "discarded"}:
            told.add("filed")
            receipt = Paper.objects.filter(subject_id=case.id, kind="receipt").first()
            if receipt is not None and "paper_id" not in ids:
                told.add("paper.signed")
                known["paper_id"] = receipt.id
        made = Situation(
            name,
            case.id,
            state,
            frozenset(steps.split()),
            frozenset(told),
            known,
            at=at,
            is_plain=self.is_plain,
            by=by or {},
        )
        if paper_id := known.get("paper_id"):
            made.ids["wrong"] = json.loads(Paper.objects.get(id=paper_id).text)[0][:4]
        self.made.append(made)
        return made

    def at_step(self, name: str, step: str, facts: str = "", **more: Any) -> Situation:
        """A case at that step of the standard process."""
        case = self.town.at(step)
        if "material_id" not in more and (found := dict(handed_in("case", case.id)).get("plan")):
            more["material_id"] = found
        return self.keep(name, case, STEP_STATES[step], step, facts, **more)

    def officer(self, who: str, case: Case) -> dict[str, Any]:
        """How the acts of the office are called."""
        return {"actor": self.town.officer(who), "case_id": case.id}


def walk(town: Town) -> list[Situation]:
    """Build them all."""
    building = Builder(town)
    with moved_to(MONDAY):
        building.publish()
        for part in (_ways, _ends):
            part(building)
        building.is_plain = False
        for part in (_measures, _beyond, _inspections, _claims, _papers, _parcels):
            part(building)
        for part in (
            _late,
            _checks,
            _joint,
            _fees,
            _silence,
            _elsewhere,
            _rules,
            _received,
            _drafts,
        ):
            part(building)
    return building.made


def _ways(b: Builder) -> None:
    town = b.town
    gone = town.draft()
    acts.discard_draft(actor=town.person(), case_id=gone.id)
    b.keep("discarded", gone, "discarded")
    for step in ("prereview", "accept", "review", "decide", "issue"):
        b.at_step(step, step)
    b.at_step("correct", "correct", "listed")
    corrected = b.at_step("corrected", "correct", "listed mended")
    with moved_to(MONDAY + timedelta(hours=1)):
        town.upload(Case(id=corrected.case_id), "plan")
    case = town.at("review")
    acts.return_review(**b.officer("handler", case), reason="再看看")
    b.keep("sent back", case, "accepted", "accept", "accepted")
    case = town.at("issue")
    acts.issue_result(actor=system(), case_id=case.id)
    b.keep("issued", case, "granted", "close", "granted")


def _ends(b: Builder) -> None:
    town = b.town
    case = town.at("issue")
    acts.issue_result(actor=system(), case_id=case.id)
    acts.close_case(actor=system(), case_id=case.id)
    b.keep("closed", case, "closed", "", "granted")
    case = town.at("decide")
    acts.refuse(**b.officer("signer", case), reason="没有操作间")
    b.keep("refused", case, "closed", "", "refused")
    case = town.at("accept")
    acts.refuse_to_accept(**b.officer("window", case), reason="不需要许可")
    b.keep("not accepted", case, "not_accepted")
    case = town.at("review")
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    b.keep("withdrawn", case, "withdrawn")
    case = town.at("decide")
    acts.terminate_case(**b.officer("signer", case), cause="gone", words="店拆了")
    b.keep("terminated", case, "terminated")
    case = town.at("correct")
    with moved_to(moment(2026, 4, 3, 9, 0)):
        acts.close_uncorrected(actor=system(), case_id=case.id)
    b.keep("not corrected", case, "not_corrected", at=moment(2026, 4, 3, 11, 0))
    item = list_item(
        actor=operator(),
        code=f"{city.HEALTH}4340100020000",
        name="食品经营卫生备案",
        item_type="01",
        department_id=town.departments["health"],
        division_code=city.DISTRICT,
    )
    publish_item(
        actor=operator(),
        item_id=item.id,
        guide=guide(),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )
    case = town.at("accept")
    health = str(town.departments["health"])
    acts.refuse_to_accept(**b.officer("window", case), reason="归卫健委", right_department=health)
    b.keep("belongs elsewhere", case, "not_accepted", "", "right_body", item_code=item.code)


def _measures(b: Builder) -> None:
    for name, act, step in (
        ("extension", acts.ask_extension, "review"),
        ("procedure", acts.ask_procedure, "review"),
        ("procedure at decision", acts.ask_procedure, "decide"),
    ):
        for answer in ("asked", "refused", "approved", "ended", "withdrawn"):
            if answer == "ended" and act is acts.ask_extension:
                continue
            if step == "decide" and answer not in {"asked", "approved"}:
                continue
            case = b.town.at(step)
            more = {} if act is acts.ask_extension else {"procedure": "testing", "days": 5}
            measure = act(**b.officer("handler", case), reason="要送检", **more)
            given = {"actor": b.town.officer("signer"), "measure_id": measure.id}
            if answer == "refused":
                acts.refuse_measure(**given, answer="不用")
            elif answer in {"approved", "ended"}:
                acts.approve_measure(**given)
            elif answer == "withdrawn":
                acts.withdraw_case(actor=b.town.person(), case_id=case.id)
            if answer == "ended":
                acts.end_procedure(
                    actor=b.town.officer("handler"), measure_id=measure.id, result="合格"
                )
            kind = name.split()[0]
            facts = {
                "asked": f"measure.asked {kind}.open",
                "refused": "",
                "approved": "extended"
                if kind == "extension"
                else "procedure.running procedure.open",
                "ended": "",
                "withdrawn": "",
            }[answer]
            ended = answer == "withdrawn"
            b.keep(
                f"{name} {answer}",
                case,
                "withdrawn" if ended else STEP_STATES[step],
                "" if ended else step,
                facts,
                by={"asker": "handler"},
                measure_id=measure.id,
            )


def _beyond(b: Builder) -> None:
    for step, answers in (
        ("prereview", ("asked", "open")),
        ("review", ("asked", "refused", "open", "given", "dropped")),
        ("decide", ("asked",)),
    ):
        for answer in answers:
            case = b.town.at(step)
            asked = acts.ask_beyond_guide(
                **b.officer("handler", case),
                name="消防检查记录",
                reason="有燃气",
                law="消防法",
                article="第十五条",
            )
            given = {**b.officer("signer", case), "beyond_id": asked.id}
            if answer == "refused":
                acts.refuse_beyond_guide(**given, words="不用")
            elif answer in {"open", "given"}:
                acts.approve_beyond_guide(**given)
            if answer == "given":
                acts.answer_beyond_guide(
                    actor=b.town.person(), case_id=case.id, beyond_id=asked.id, words="没有"
                )
            ended = answer == "dropped"
            if ended:
                acts.withdraw_case(actor=b.town.person(), case_id=case.id)
            facts = f"beyond.{answer}" if answer in {"asked", "open"} else ""
            b.keep(
                f"beyond {answer} at {step}",
                case,
                "withdrawn" if ended else STEP_STATES[step],
                "" if ended else step,
                facts,
                by={"asker": "handler"},
                beyond_id=asked.id,
            )


def _inspections(b: Builder) -> None:
    """On the process that has the step ``inspect`` beside the review."""
    town = b.town
    b.publish("joint", "joint_review")
    for how in ("none", "planned", "recorded", "passed", "failed", "cancelled"):
        case = town.filed("joint")
        acts.accept_case(**b.officer("window", case))
        given, ids, facts = b.officer("inspector", case), {}, ""
        if how != "none":
            it = acts.plan_inspection(
                **given,
                planned_at=now(),
                place="希夷大道 128 号",
                account_ids=[town.accounts["inspector"], town.accounts["handler"]],
            )
            ids, facts = {"inspection_id": it.id}, f"inspection.{how}"
        if how in {"recorded", "passed", "failed"}:
            result = "fail" if how == "failed" else "pass"
            acts.record_inspection(**given, **ids, points=[], result=result, words="看过")
        if how in {"passed", "failed"}:
            acts.confirm_inspection(**b.officer("handler", case), **ids)
        if how == "cancelled":
            acts.cancel_inspection(**given, **ids, reason="下雨")
        if how in {"planned", "recorded"}:
            facts += " inspection.open"
        by = {"recorder": "inspector"} if how == "recorded" else {}
        b.keep(
            f"inspection {how}",
            case,
            "accepted",
            "review inspect",
            f"{facts} inspects",
            by=by,
            **ids,
        )
    case = town.at("decide")
    it = acts.plan_inspection(
        **b.officer("inspector", case),
        planned_at=now(),
        place="希夷大道 128 号",
        account_ids=[town.accounts["inspector"], town.accounts["handler"]],
    )
    facts = "inspection.planned inspection.open"
    b.keep("inspection planned at decision", case, "reviewed", "decide", facts, inspection_id=it.id)
    for how in ("open", "received"):
        case = town.at("decide")
        asked = acts.commission_opinion(
            **b.officer("handler", case), kind="expert", who="专家", question="稳不稳"
        )
        if how == "received":
            acts.receive_opinion(
                **b.officer("handler", case),
                opinion_id=asked.id,
                result="稳",
                stream=city.picture(),
                filename="报告.png",
            )
        b.keep(f"opinion {how}", case, "reviewed", "decide", f"opinion.{how}", opinion_id=asked.id)


def _claims(b: Builder) -> None:
    for who in ("handler", "handler2"):
        case = b.town.at("review")
        acts.claim_case(**b.officer(who, case))
        b.keep(f"claimed by {who}", case, "accepted", "review", "claimed", by={"claim": who})
    case = b.town.at("decide")
    acts.claim_case(**b.officer("signer2", case))
    b.keep("claimed at decision", case, "reviewed", "decide", "claimed", by={"claim": "signer2"})
    for how in ("written", "struck"):
        case = b.town.at("review")
        note = acts.write_note(**b.officer("handler", case), text="看看合同")
        if how == "struck":
            acts.strike_note(**b.officer("handler", case), note_id=note.id)
        b.keep(
            f"note {how}",
            case,
            "accepted",
            "review",
            f"note.{how}",
            by={"author": "handler"},
            note_id=note.id,
        )


def _papers(b: Builder) -> None:
    town = b.town
    for how in ("draft", "reviewed", "dropped", "signed", "posted", "returned", "served"):
        case = town.at("review")
        receipt = Paper.objects.get(subject_id=case.id, kind="receipt")
        wrong = json.loads(receipt.text)[0][:4]
        paper = papers.draft_amendment(
            actor=town.officer("handler"), paper_id=receipt.id, wrong=wrong, right="改过的"
        )
        ids: dict[str, Any] = {"paper_id": paper.id}
        window = {"actor": town.officer("window"), **ids}
        if how == "dropped":
            papers.drop_paper(actor=town.officer("handler"), **ids)
        elif how != "draft":
            papers.review_paper(actor=town.officer("inspector"), **ids)
            if how != "reviewed":
                papers.sign_paper(actor=town.officer("signer"), **ids)
        if how in {"posted", "returned"}:
            papers.post_paper(**window, tracking_number="EA1")
        if how == "returned":
            papers.return_service(**window, reason="查无此人")
        if how == "served":
            papers.hand_over_paper(**window, received_by="谷雨")
        told = {"posted": "paper.signed paper.on_its_way", "returned": "paper.signed"}
        facts = f"{told.get(how, f'paper.{how}')} amendment"
        b.keep(f"paper {how}", case, "accepted", "review", facts, by={"drafter": "handler"}, **ids)


def _parcels(b: Builder) -> None:
    town = b.town
    for way in ("post", "window"):
        for how in ("asked", "handed"):
            case = town.at("issue")
            acts.issue_result(actor=system(), case_id=case.id)
            acts.close_case(actor=system(), case_id=case.id)
            acts.choose_result_way(actor=town.person(), case_id=case.id, way=way, **HOME)
            parcel = Parcel.objects.get(subject_id=case.id)
            given = {**b.officer("window", case), "parcel_id": parcel.id}
            if how == "handed" and way == "post":
                acts.send_result(**given)
            elif how == "handed":
                acts.hand_result_out(**given, to="谷雨")
            facts = f"granted {way}.{how}" + (" handed" if how == "handed" else "")
            b.keep(f"{way} {how}", case, "closed", "", facts, parcel_id=parcel.id)
    case = town.at("review")
    acts.choose_result_way(actor=town.person(), case_id=case.id, way="post", **HOME)
    parcel = Parcel.objects.get(subject_id=case.id)
    b.keep(
        "post asked before the decision",
        case,
        "accepted",
        "review",
        "post.asked",
        parcel_id=parcel.id,
    )


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


def _late(b: Builder) -> None:
    town = b.town
    b.publish(materials=LATE)
    for step in ("review", "decide", "over"):
        case = _draft_without_lease(b)
        _sign(b, case, acts.draw_promise(actor=town.person(), case_id=case.id, keys=["lease"]))
        case = _file(b, case, "review" if step == "over" else step)
        at = moment(2026, 3, 10, 9, 0) if step == "over" else TUESDAY
        state = STEP_STATES["review" if step == "over" else step]
        facts = "late.missing" + (" late.over late.near" if step == "over" else "")
        b.keep(f"late {step}", case, state, "review" if step == "over" else step, facts, at=at)


def _checks(b: Builder) -> None:
    town = b.town
    b.publish(promises=(LEASE,))
    for how in ("open", "hearing", "defended", "upheld", "true", "revoked"):
        case = _draft_without_lease(b)
        _sign(b, case, acts.draw_replacement(actor=town.person(), case_id=case.id, keys=["p0"]))
        case = _file(b, case, "issue")
        acts.issue_result(actor=system(), case_id=case.id)
        acts.close_case(actor=system(), case_id=case.id)
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


def _joint(b: Builder) -> None:
    town = b.town
    b.publish(joint_parts=(HEALTH_PART,))
    for how in ("waiting", "agreed", "disagreed", "over"):
        for step in ("review", "decide"):
            case = town.at(step)
            part = SubCase.objects.get(case=case)
            if how in {"agreed", "disagreed"}:
                acts.answer_jointly(
                    actor=town.officer("health_handler"),
                    subcase_id=part.id,
                    agrees=how == "agreed",
                    opinion="看过",
                )
            at = moment(2026, 3, 11, 9, 0) if how == "over" else TUESDAY
            told = {
                "over": "joint.waiting joint.over",
                "agreed": "joint.answered",
                "disagreed": "joint.answered joint.against",
            }
            facts = told.get(how, f"joint.{how}")
            b.keep(
                f"joint {how} at {step}",
                case,
                STEP_STATES[step],
                step,
                facts,
                at=at,
                subcase_id=part.id,
            )
    case = town.at("review")
    part = SubCase.objects.get(case=case)
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    b.keep("joint withdrawn", case, "withdrawn", subcase_id=part.id)


def _fees(b: Builder) -> None:
    town = b.town
    b.publish(fees=(EXAM,), pays_online=True)
    # The expired one first: that day takes every notice with it that waits by then.
    for how in ("expired", "due", "paid", "exemption", "refund", "refunding"):
        case = town.at("decide")
        notice = Notice.objects.get(subject_id=case.id)
        ids: dict[str, Any] = {"notice_id": notice.id}
        at, state, steps, by = TUESDAY, "reviewed", "decide", {}
        facts = "fee.due fee.waiting"
        if how in {"paid", "refund", "refunding"}:
            paid(notice, f"R-{how}")
            facts = "fee.paid"
        if how == "exemption":
            acts.ask_fee_exemption(
                **b.officer("handler", case), **ids, amount=100, clause="办法", reason="困难"
            )
            ids["exemption_id"] = Exemption.objects.get(notice=notice).id
            facts, by = "fee.due fee.waiting exemption.asked", {"asker": "handler"}
        if how == "expired":
            at = moment(2027, 3, 2, 10, 0)
            with moved_to(at):
                money.expire_payments(actor=system())
            facts = "fee.due fee.expired"
        if how == "refund":
            acts.claim_refund(actor=town.person(), case_id=case.id, **ids, reason="缴错了")
        if how == "refunding":
            acts.withdraw_case(actor=town.person(), case_id=case.id)
            state, steps = "withdrawn", ""
        if how in {"refund", "refunding"}:
            ids["refund_id"] = Refund.objects.get(payment__notice=notice).id
            facts = "fee.paid refund.asked"
        b.keep(f"fee {how}", case, state, steps, facts, at=at, by=by, **ids)


def _silence(b: Builder) -> None:
    b.publish()
    b.at_step("silent at prereview", "prereview", "silent", at=moment(2026, 3, 11, 9, 0))
    b.at_step("silent at acceptance", "accept", "silent", at=moment(2026, 3, 11, 9, 0))
    b.at_step(
        "not corrected in time", "correct", "listed correction.over", at=moment(2026, 4, 3, 9, 0)
    )
    b.publish(tacit="某条例第三十三条")
    for step in ("review", "decide"):
        b.at_step(f"tacit at {step}", step, "tacit.over", at=moment(2026, 4, 2, 9, 0))


def _elsewhere(b: Builder) -> None:
    b.publish()
    for step in ("review", "decide"):
        case = b.town.at(step)
        acts.hand_elsewhere(actor=system(), case_id=case.id, name="省系统")
        b.keep(f"elsewhere at {step}", case, STEP_STATES[step], step, "elsewhere")


def _rules(b: Builder) -> None:
    town = b.town
    NaturalPerson.objects.filter(id=town.persons["gu"]).update(assurance=2)
    publish_rules(town)
    b.publish(rule_table="small_food")
    for how in ("granted", "asked", "answered"):
        case = town.filed(rented=False)
        if how != "granted":
            acts.ask_human_review(actor=town.person(), case_id=case.id, reason="不同意")
        if how == "answered":
            acts.answer_human_review(**b.officer("signer", case), outcome="upheld", answer="看过")
        b.keep(f"by rules, {how}", case, "closed", "", f"granted by_rules again.{how}")
        if how == "asked":
            late = moment(2026, 4, 2, 9, 0)
            b.keep(
                "review late",
                case,
                "closed",
                "",
                "granted by_rules again.asked again.over",
                at=late,
            )
    case = town.draft(rented=False)
    case = acts.file_case(actor=town.person(), case_id=case.id, by_person=True)
    b.keep("by a person though there are rules", case, "filed", "prereview", "rules.wait")


def _received(b: Builder) -> None:
    """Taken in at the window by an officer who has other posts too (受办分离)."""
    b.publish()
    for step in ("review", "decide"):
        case = b.town.at(step)
        Case.objects.filter(id=case.id).update(
            receiver=b.town.accounts["window"], received_by={"capacity": "window", "name": "x"}
        )
        b.keep(f"received, at {step}", case, STEP_STATES[step], step, by={"receiver": "window"})


def _drafts(b: Builder) -> None:
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
