"""文书 of cases: which line of the timeline the law wants in writing, and with which values.

``steps.tell`` writes the line and then asks here, in the act's transaction: the act and its paper
stand or fall together. A new kind of line that is to be in writing adds a row to ``PAPERS``.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from tongban.base.clocks.queries import clocks_of
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import to_shanghai
from tongban.handling.cases.announcing import announcement_of
from tongban.handling.cases.hearing_values import (
    hearing_record,
    hearing_right,
    hearing_told,
    rests_on,
)
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.rights import is_applicant_of, sees
from tongban.handling.cases.types import (
    KIND,
    EventKind,
    NonAcceptance,
    TerminationCause,
)
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Guide, ItemType
from tongban.management.documents import queries as documents
from tongban.management.documents.services import make_paper
from tongban.management.documents.types import (
    CHOSEN_WAYS,
    PaperKind,
    PaperOf,
    in_figures,
)
from tongban.sharing.materials import queries as materials

Values = Callable[[Case, CaseEvent, Guide], Mapping[str, str]]

SERIES = {
    ItemType.LICENSING: "许",
    ItemType.PAYMENT: "给",
    ItemType.CONFIRMATION: "确",
    ItemType.REWARD: "奖",
    ItemType.ADJUDICATION: "裁",
    ItemType.PUBLIC_SERVICE: "服",
}
"""The word for the item's type in a paper's number; 行 for the others."""
LICENSING_LAW = "《中华人民共和国行政许可法》"
OTHER_LAW = "有关法律、法规、规章和办事指南"


@dataclass(frozen=True, slots=True)
class PaperRule:
    """What a line of the timeline says in writing."""

    kind: PaperKind
    article: str
    """Of the licensing law; items of other types cite their own rules."""
    values: Values
    unless_deemed: bool = False
    """Not where the law has accepted the case already: that paper says it."""
    once: bool = False
    """Not again when a case that was sent back comes by a second time."""
    is_published: bool = False


def _day(value: str) -> str:
    return in_figures(date.fromisoformat(value))


def _moment(value: datetime | None) -> str:
    return in_figures(to_shanghai(value).date()) if value else ""


def _due(case: Case, *kinds: LimitKind) -> dict[str, str]:
    """Limit kind → its last day as papers write it, of the clocks that run."""
    return {
        clock.limit_kind: in_figures(clock.due_on)
        for clock in clocks_of(KIND, case.id)
        if clock.ended_at is None and clock.limit_kind in kinds
    }


def _listed(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _receipt(case: Case, _event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    names = [m.name for m in materials.materials_of(KIND, case.id)]
    due = _due(case, LimitKind.ACCEPTANCE)
    return {
        "due": due.get(LimitKind.ACCEPTANCE, ""),
        "materials": _listed(names) or "网上填写的申请表",
    }


def _limits(case: Case) -> dict[str, str]:
    due = _due(case, LimitKind.PROMISED, LimitKind.STATUTORY)
    return {
        "promised": due.get(LimitKind.PROMISED, ""),
        "statutory": due.get(LimitKind.STATUTORY, ""),
    }


def _accepted(case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    return {**_limits(case), "opinion": event.opinion}


def _deemed(case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    return {**_limits(case), "since": _day(event.detail["since"])}


def _remedies(event: CaseEvent) -> dict[str, str]:
    """As the act put them into the timeline; a guide that names nobody is no ground to say nothing."""
    detail = event.detail
    return {
        "review_body": detail["review_body"] or "本机关的上一级行政机关或者同级人民政府",
        "court": detail["court"] or "有管辖权的人民法院",
        "review_days": str(detail["review_days"]),
        "lawsuit_months": str(detail["lawsuit_months"]),
    }


def _ground(case: Case, refusal: str) -> str:
    """Which of the law's grounds it is, as its text has it (行政许可法 32)."""
    if refusal == NonAcceptance.NOT_OURS:
        return "申请事项依法不属于本机关职权范围。"
    if refusal == NonAcceptance.NOT_NEEDED:
        is_licensing = case.item.item_type == ItemType.LICENSING
        what = "取得行政许可" if is_licensing else "办理"
        return f"申请事项依法不需要{what}。"
    return ""


def _not_accepted(case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    # In the reason and not beside it: wordings that a city has published have no other place.
    return {
        "reason": _ground(case, event.detail.get("refusal", "")) + event.opinion,
        "right_body": event.detail.get("right_body", ""),
        **_remedies(event),
    }


def _refused(case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    return {"reason": event.opinion, "hearing": rests_on(case), **_remedies(event)}


def _correction(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    items = [f"{one['label']}：{one['message']}" for one in event.detail["items"]]
    return {"items": _listed(items), "due": _day(event.detail["due_on"])}


def _procedure(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    return {
        "name": event.detail["name"],
        "clause": event.detail["clause"],
        "reason": event.opinion,
        "days": str(event.detail["days"]),
    }


def _extended(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    unit = "个工作日" if event.detail["is_working"] else "天"
    return {
        "clause": event.detail["clause"],
        "reason": event.opinion,
        "days": f"{event.detail['days']}{unit}",
        "due": _day(event.detail["due_on"]),
    }


def _granted(case: Case, event: CaseEvent, guide: Guide) -> Mapping[str, str]:
    delivery = guide.delivery
    with official():
        limit = delivery.limit.text.replace(" ", "") if delivery else ""
    return {
        "opinion": event.opinion,
        "result": guide.result.name,
        "delivery": f"自作出决定之日起{limit}内颁发、送达。" if limit else "",
        "hearing": rests_on(case),
    }


def _deemed_granted(_case: Case, event: CaseEvent, guide: Guide) -> Mapping[str, str]:
    return {
        "due": _day(event.detail["due_on"]),
        "clause": event.detail["clause"],
        "result": guide.result.name,
    }


def _revoked(_case: Case, event: CaseEvent, guide: Guide) -> Mapping[str, str]:
    return {
        "reason": event.opinion,
        "promised": event.detail["label"],
        "result": guide.result.name,
        **_remedies(event),
    }


def _lapsed(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    return {"due": _day(event.detail["due_on"])}


def _withdrawn(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    return {"reason": event.opinion}


def _terminated(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    with official():
        cause = str(TerminationCause(event.detail["cause"]).label)
    return {
        "reason": f"{cause}。{event.opinion}" if event.opinion else f"{cause}。",
        "clause": event.detail["clause"] or "申请人签署的容缺受理承诺书",
        **_remedies(event),
    }


PAPERS: dict[EventKind, PaperRule] = {
    EventKind.FILED: PaperRule(PaperKind.RECEIPT, "第三十二条", _receipt),
    EventKind.ACCEPTED: PaperRule(
        PaperKind.ACCEPTANCE, "第三十二条", _accepted, unless_deemed=True, once=True
    ),
    EventKind.DEEMED_ACCEPTED: PaperRule(PaperKind.DEEMED_ACCEPTANCE, "第三十二条", _deemed),
    EventKind.NOT_ACCEPTED: PaperRule(PaperKind.NON_ACCEPTANCE, "第三十二条", _not_accepted),
    EventKind.CORRECTION_ASKED: PaperRule(PaperKind.CORRECTION, "第三十二条", _correction),
    EventKind.NOT_CORRECTED: PaperRule(PaperKind.LAPSE, "第三十二条", _lapsed),
    EventKind.EXTENDED: PaperRule(PaperKind.EXTENSION, "第四十二条", _extended),
    EventKind.PROCEDURE_BEGUN: PaperRule(PaperKind.PROCEDURE, "第四十五条", _procedure),
    EventKind.GRANTED: PaperRule(PaperKind.GRANT, "第三十八条", _granted, is_published=True),
    EventKind.DEEMED_GRANTED: PaperRule(
        PaperKind.DEEMED_GRANT, "第四十二条", _deemed_granted, is_published=True
    ),
    EventKind.GRANT_REVOKED: PaperRule(PaperKind.REVOCATION, "第六十九条", _revoked),
    EventKind.REFUSED: PaperRule(PaperKind.REFUSAL, "第三十八条", _refused, is_published=True),
    EventKind.TERMINATED: PaperRule(PaperKind.TERMINATION, "", _terminated),
    EventKind.WITHDRAWN: PaperRule(PaperKind.WITHDRAWAL, "", _withdrawn),
    EventKind.INTERESTED_TOLD: PaperRule(
        PaperKind.HEARING_RIGHT, "第四十七条", hearing_right, once=True
    ),
    EventKind.HEARING_PLANNED: PaperRule(PaperKind.HEARING_NOTICE, "第四十八条", hearing_told),
    EventKind.HEARING_DONE: PaperRule(PaperKind.HEARING_RECORD, "第四十八条", hearing_record),
}
"""The line of the timeline → its paper."""


def put_in_writing(case: Case, event: CaseEvent, actor: Actor) -> None:
    """Make the paper of a line, where it has one; part of the act that added the line."""
    rule = PAPERS.get(EventKind(event.kind))
    if rule is None or (rule.unless_deemed and case.is_deemed_accepted):
        return
    if rule.once and documents.has_paper(KIND, case.id, rule.kind):
        return
    guide = catalog.guide(case.revision_id)
    make_paper(
        actor=actor,
        kind=rule.kind,
        of=paper_of(case, addressee=case.applicant_name),
        values={
            **said_of(case, guide, rule.article),
            **rule.values(case, event, guide),
        },
        announcement=announcement_of(case, guide, rule.kind) if _is_public(rule) else None,
    )


def _is_public(rule: PaperRule) -> bool:
    """Grants must be public (行政许可法 40); refusals are where the city chose to say them, too."""
    return rule.is_published and (rule.kind != PaperKind.REFUSAL or settings.PUBLISH_REFUSALS)


def paper_of(
    case: Case, *, addressee: str, subject_kind: str = KIND, subject_id: UUID | None = None
) -> PaperOf:
    """What a paper of this case is about and whom it is for."""
    return PaperOf(
        subject_kind=subject_kind,
        subject_id=subject_id or case.id,
        department_id=case.department_id,
        division_code=case.division_code,
        addressee=addressee,
        series=SERIES.get(ItemType(case.item.item_type), "行"),
    )


def said_of(case: Case, guide: Guide, article: str) -> dict[str, str]:
    """What every paper of the case may say of it; ``article`` is of the licensing law."""
    item_type = ItemType(case.item.item_type)
    with official():
        matter = "" if item_type == ItemType.PUBLIC_SERVICE else str(item_type.label)
    return {
        "item": case.revision.name,
        "case_number": case.number or "",
        "query_number": case.query_number or "",
        "filed_on": _moment(case.filed_at),
        "phone": guide.contact.phone,
        "law": f"{LICENSING_LAW}{article}" if item_type == ItemType.LICENSING else OTHER_LAW,
        "matter": matter,
    }


class CaseSubject:
    """Cases, as what papers are about."""

    def is_handled_by(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether the post sees the case."""
        return sees(actor, _case(subject_id))

    def is_of(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether it is the applicant's own."""
        return is_applicant_of(actor, _case(subject_id))

    def keeps_out(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether the officer must keep out of it."""
        return is_own(actor, _case(subject_id))

    def desk_address(self, subject_id: UUID) -> str:
        """The officer's page."""
        return reverse("cases:desk_case", args=[_case(subject_id).number])

    def own_address(self, subject_id: UUID) -> str:
        """The applicant's page."""
        return reverse("web:my_case", args=[subject_id])

    def is_of_a_person(self, subject_id: UUID) -> bool:
        """Whether a human being applied, and no company."""
        return _case(subject_id).legal_person_id is None


_at_hand: ContextVar[Case | None] = ContextVar("case_at_hand", default=None)
"""The case whose page is being drawn: each of its papers asks for it."""


def _case(case_id: UUID) -> Case:
    at_hand = _at_hand.get()
    if at_hand is not None and at_hand.id == case_id:
        return at_hand
    return Case.objects.select_related("item").get(id=case_id)


def papers_panel(actor: Actor, case: Case | None) -> Mapping[str, Any] | None:
    """The case's papers with what this officer may do with each."""
    if case is None:
        return None
    found = documents.papers_of(KIND, case.id)
    if not found:
        return None
    token = _at_hand.set(case)
    try:
        return {
            "papers": [documents.view_of(view.paper, actor) for view in found],
            "choice": documents.choice_of(KIND, case.id),
        }
    finally:
        _at_hand.reset(token)


def own_papers_panel(actor: Actor, case: Case | None) -> Mapping[str, Any] | None:
    """The applicant's papers, and how they are served."""
    if case is None or not case.number:
        return None
    return {
        "papers": documents.papers_of(KIND, case.id, signed_only=True),
        "choice": documents.choice_of(KIND, case.id),
        "may_choose": is_applicant_of(actor, case),
        "ways": [(way.value, way.label) for way in CHOSEN_WAYS],
    }


def awaiting_papers_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """Papers that wait for this officer's review or signature."""
    found = documents.papers_awaiting(actor)
    return {"papers": found} if found else None
