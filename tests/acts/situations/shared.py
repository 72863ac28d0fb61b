"""What others have a part in: the departments of a joint case, and money."""

from typing import Any

from tests.acts.situations.builder import STEP_STATES, TUESDAY, Builder
from tongban.base.kernel.actors import system
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import SubCase
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.test_fees import EXAM
from tongban.handling.cases.tests.test_joint import HEALTH_PART
from tongban.management.payments import services as money
from tongban.management.payments.models import Exemption, Notice, Refund
from tongban.management.payments.tests.money import paid


def joint(b: Builder) -> None:
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


def fees(b: Builder) -> None:
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
