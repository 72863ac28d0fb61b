"""Whom a case concerns beside its applicant, and hearings (行政许可法 36, 46 to 48).

Told on a Monday, somebody has until the next Monday to speak and to ask for a hearing; a hearing is
told seven whole working days ahead.
"""

from datetime import datetime
from typing import Any

from tests.acts.situations.builder import STEP_STATES, TUESDAY, Builder
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, Hearing, InterestedPerson, Measure
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.types import INTERESTED
from tongban.management.documents import services as papers
from tongban.management.documents.models import Paper

OVER = moment(2026, 3, 11, 9, 0)
"""The days to speak and to ask are over."""
HELD = moment(2026, 3, 16, 9, 0)
AFTER = moment(2026, 3, 16, 11, 0)
MOVED = moment(2026, 3, 27, 9, 0)
"""Far enough from ``AFTER``, and not after the day by which a hearing asked for must be held."""
CLAUSE = "《示例条例》第九条"
UNTOLD = "concern.there concern.untold right.untold"
WAITS = "concern.there concern.waits right.waits"
PAST = "concern.there concern.over right.over"


def entered(b: Builder, case: Case) -> InterestedPerson:
    """Somebody beside the applicant whom the case concerns."""
    return acts.enter_interested(
        **b.officer("handler", case),
        name="秋分",
        document_type="111",
        code=b.town.numbers["qiu"],
        phone=b.town.phones["qiu"],
        concern="排烟口正对邻居的窗户",
    )


def _serve(b: Builder, subject_id: Any, kind: str) -> None:
    paper = Paper.objects.get(subject_id=subject_id, kind=kind)
    papers.hand_over_paper(actor=b.town.officer("window"), paper_id=paper.id, received_by="本人")


def _told(b: Builder, step: str = "decide") -> tuple[Case, InterestedPerson]:
    """A case of which both sides were told; their days run."""
    case = b.town.at(step)
    found = entered(b, case)
    _serve(b, found.id, "interested_notice")
    _serve(b, case.id, "hearing_right")
    return case, found


def interested(b: Builder) -> None:
    """Entered, told, heard, a mistake, or gone with the case."""
    town = b.town
    for step in ("review", "decide"):
        case = town.at(step)
        found = entered(b, case)
        given = {"interested_id": found.id}
        b.keep(f"concerned, untold at {step}", case, STEP_STATES[step], step, UNTOLD, **given)
        case, found = _told(b, step)
        given = {"interested_id": found.id}
        b.keep(f"concerned, told at {step}", case, STEP_STATES[step], step, WAITS, **given)
    b.keep("concerned, days over", case, "reviewed", "decide", PAST, at=OVER, **given)

    case, found = _told(b)
    acts.state_opinion(
        actor=town.person("qiu"), interested_id=found.id, words="没有别的意见", waives=True
    )
    facts = "concern.there right.waits"
    b.keep("concerned, heard", case, "reviewed", "decide", facts, interested_id=found.id)

    case, found = _told(b)
    acts.strike_interested(**b.officer("signer", case), interested_id=found.id, reason="认错了人")
    b.keep("concerned by mistake", case, "reviewed", "decide", interested_id=found.id)

    case, found = _told(b, "review")
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    facts = "concern.there"
    b.keep("concerned, withdrawn", case, "withdrawn", "", facts, interested_id=found.id)

    case = town.at("review")
    found = entered(b, case)
    notice = Paper.objects.get(subject_id=found.id, kind="interested_notice")
    b.keep(
        "the notice for whom it concerns",
        case,
        "accepted",
        "review",
        f"{UNTOLD} paper.signed paper.theirs",
        interested_id=found.id,
        paper_id=notice.id,
        received_by="秋分",
        subject_kind=INTERESTED,
        subject_id=found.id,
    )


def _asked(b: Builder, by: str = "concerned") -> tuple[Case, InterestedPerson, Hearing]:
    case, found = _told(b)
    if by == "concerned":
        hearing = acts.ask_hearing_concerned(
            actor=b.town.person("qiu"), interested_id=found.id, reason="烟往我家吹"
        )
    else:
        hearing = acts.ask_hearing(actor=b.town.person(), case_id=case.id, reason="要说明白")
    return case, found, hearing


def _planned(b: Builder, case: Case, hearing: Hearing) -> None:
    acts.plan_hearing(
        **b.officer("handler", case),
        hearing_id=hearing.id,
        planned_at=HELD,
        place="三楼会议室",
        chair_id=b.town.accounts["signer2"],
        subject="排烟口的位置",
    )


def _recorded(b: Builder, case: Case, hearing: Hearing, came: InterestedPerson | None) -> None:
    acts.record_hearing(
        **b.officer("handler", case),
        hearing_id=hearing.id,
        record="审查人员出示了图纸；秋分说烟往家里吹。",
        applicant_came=came is not None,
        interested_ids=[came.id] if came else [],
        reviewers=["官戊"],
    )


def _signed(b: Builder, case: Case, hearing: Hearing, role: str) -> None:
    acts.sign_hearing_record(
        **b.officer("handler", case),
        hearing_id=hearing.id,
        member_id=hearing.members.get(role=role).id,
        consent="signed",
    )


def hearings(b: Builder) -> None:
    """Asked for, told, due, recorded, confirmed, done, called off, or gone with the case."""
    for by in ("concerned", "applicant"):
        case, found, hearing = _asked(b, by)
        given = {"interested_id": found.id, "hearing_id": hearing.id}
        facts = f"{WAITS} hearing.asked hearing.open"
        b.keep(f"hearing asked by {by}", case, "reviewed", "decide", facts, **given)

        case, found, hearing = _asked(b, by)
        given = {"interested_id": found.id, "hearing_id": hearing.id}
        acts.call_off_hearing(
            **b.officer("signer", case), hearing_id=hearing.id, cause="withdrawn", words="不要了"
        )
        # Whoever took the own wish back has used the right; the other side's days still run.
        facts = WAITS if by == "concerned" else "concern.there concern.waits"
        b.keep(f"hearing of {by} off", case, "reviewed", "decide", facts, **given)

    case, found, hearing = _asked(b)
    given = {"interested_id": found.id, "hearing_id": hearing.id}
    acts.withdraw_case(actor=b.town.person(), case_id=case.id)
    b.keep("hearing withdrawn", case, "withdrawn", "", "concern.there", **given)
    _held(b)


def _held(b: Builder) -> None:
    """From the notice to the confirmed record; who chairs keeps out of the case."""
    for how in (
        "planned",
        "due",
        "its chair sent it back",
        "recorded",
        "nobody came",
        "said",
        "done",
    ):
        case, found, hearing = _asked(b)
        _planned(b, case, hearing)
        measure = Measure.objects.get(case=case)
        ids: dict[str, Any] = {
            "interested_id": found.id,
            "hearing_id": hearing.id,
            "measure_id": measure.id,
            "hearing_at": MOVED,
        }
        by = {"chair": "signer2", "asker": "handler"}
        at: datetime = AFTER
        asked = "measure.asked procedure.open"
        facts = f"{PAST} hearing.open {asked} hearing."
        if how == "planned":
            at, facts = TUESDAY, f"{WAITS} hearing.open {asked} hearing.planned"
            ids["hearing_at"] = HELD
        elif how == "due":
            facts += "planned hearing.due"
        elif how == "its chair sent it back":
            acts.return_decision(**b.officer("signer2", case), reason="再看看")
            acts.pass_review(**b.officer("handler", case))
            ids["chair_id"] = b.town.accounts["inspector"]
            facts += "planned hearing.due chair.handles"
        else:
            with moved_to(AFTER):
                _recorded(b, case, hearing, None if how == "nobody came" else found)
                if how in {"said", "done"}:
                    acts.confirm_hearing_record(
                        actor=b.town.person(), case_id=case.id, hearing_id=hearing.id
                    )
                    acts.confirm_record_concerned(
                        actor=b.town.person("qiu"), interested_id=found.id, hearing_id=hearing.id
                    )
                    _signed(b, case, hearing, "chair")
                if how == "done":
                    _signed(b, case, hearing, "reviewer")
            came = " came.applicant came.concerned" if how == "recorded" else ""
            facts = f"{PAST} hearing.done" if how == "done" else f"{facts}recorded{came}"
            ids["member_id"] = hearing.members.get(role="reviewer").id
            if how == "done":
                del by["asker"]
        b.keep(f"hearing {how}", case, "reviewed", "decide", facts, at=at, by=by, **ids)


def by_law(b: Builder) -> None:
    """Of a guide that demands a hearing; and of the office, for the public interest. Silence grants
    nothing while somebody was not heard.
    """
    case = b.town.at("decide")
    hearing = acts.open_hearing(**b.officer("handler", case), reason="整条街的排烟都要改")
    opened = "hearing.asked hearing.open hearing.by_law"
    b.keep("hearing for the public", case, "reviewed", "decide", opened, hearing_id=hearing.id)
    b.publish(hearing=CLAUSE)
    case = b.town.at("decide")
    b.keep("hearing demanded", case, "reviewed", "decide", "hearing.demanded")
    case = b.town.at("decide")
    hearing = acts.open_hearing(**b.officer("handler", case))
    facts = f"{opened} hearing.demanded"
    b.keep("hearing by law", case, "reviewed", "decide", facts, hearing_id=hearing.id)

    late = moment(2026, 4, 2, 9, 0)
    b.publish(tacit="某条例第三十三条", hearing=CLAUSE)
    case = b.town.at("decide")
    facts = "tacit.over hearing.demanded"
    b.keep("silent, hearing demanded", case, "reviewed", "decide", facts, at=late)
    b.publish(tacit="某条例第三十三条")
    case = b.town.at("decide")
    found = entered(b, case)
    facts = f"tacit.over {UNTOLD}"
    b.keep("silent, untold", case, "reviewed", "decide", facts, at=late, interested_id=found.id)
