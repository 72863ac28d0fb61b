"""The states of a case by themselves, and its ways that nobody here walks: silence, rules, other systems."""

from datetime import timedelta

from tests.acts.situations.builder import MONDAY, STEP_STATES, Builder
from tongban.base.accounts.models import NaturalPerson
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests import city
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.test_ruling import publish as publish_rules
from tongban.management.catalog.services import list_item, publish_item


def steps(b: Builder) -> None:
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


def ends(b: Builder) -> None:
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


def silence(b: Builder) -> None:
    b.publish()
    b.at_step("silent at prereview", "prereview", "silent", at=moment(2026, 3, 11, 9, 0))
    b.at_step("silent at acceptance", "accept", "silent", at=moment(2026, 3, 11, 9, 0))
    b.at_step(
        "not corrected in time", "correct", "listed correction.over", at=moment(2026, 4, 3, 9, 0)
    )
    b.publish(tacit="某条例第三十三条")
    for step in ("review", "decide"):
        b.at_step(f"tacit at {step}", step, "tacit.over", at=moment(2026, 4, 2, 9, 0))


def elsewhere(b: Builder) -> None:
    b.publish()
    for step in ("review", "decide"):
        case = b.town.at(step)
        acts.hand_elsewhere(actor=system(), case_id=case.id, name="省系统")
        b.keep(f"elsewhere at {step}", case, STEP_STATES[step], step, "elsewhere")


def rules(b: Builder) -> None:
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


def received(b: Builder) -> None:
    """Taken in at the window by an officer who has other posts too (受办分离)."""
    b.publish()
    for step in ("review", "decide"):
        case = b.town.at(step)
        Case.objects.filter(id=case.id).update(
            receiver=b.town.accounts["window"], received_by={"capacity": "window", "name": "x"}
        )
        b.keep(f"received, at {step}", case, STEP_STATES[step], step, by={"receiver": "window"})
