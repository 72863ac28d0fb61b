"""送达: how a result reaches its applicant, and papers the office. Parcels are ``delivery``'s."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import locked, must_be_in, note, notify, tell
from tongban.handling.cases.types import KIND, CaseState, Decision, EventKind, ResultChoice
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Origin, Requirement
from tongban.management.delivery import queries as parcels
from tongban.management.delivery import services as post
from tongban.management.delivery.types import Direction, ParcelState, Payer, Sent, Way

ELECTRONIC = "electronic"
_WORDS = {Way.POST: ("邮寄", "快递", "寄送"), Way.WINDOW: ("领取", "窗口")}
"""What a guide calls the ways in which a result comes."""
_TAKES_PAPERS = (CaseState.FILED, CaseState.PREREVIEWED, CaseState.CORRECTING)


def ways_of(case: Case) -> tuple[Way, ...]:
    """The ways in which the case's own guide hands its result over, beside the electronic one."""
    told = catalog.guide(case.revision_id).delivery_ways
    return tuple(
        way for way, words in _WORDS.items() if any(word in one for one in told for word in words)
    )


def papers_of(case: Case) -> tuple[Requirement, ...]:
    """The materials that may be sent in by post now; none where the guide takes no post."""
    guide = catalog.guide(case.revision_id)
    if not guide.by_post or case.state not in _TAKES_PAPERS:
        return ()
    return tuple(m for m in guide.materials_for(answers_of(case)) if m.origin == Origin.UPLOAD)


def may_choose(case: Case) -> bool:
    """Whether its applicant may still say how the result comes."""
    if case.number is None:
        return False
    return case.closed_at is None or case.decision == Decision.GRANTED


@in_one_transaction
def choose_result_way(
    *, actor: Actor, case_id: UUID, way: str, name: str = "", phone: str = "", address: str = ""
) -> Case:
    """Say how the result comes: by post, at the window, or electronically alone.

    Possible until it was handed over, and again after it came back. Raises Invalid for a way that
    the guide does not have, Conflict (``on_its_way``, ``no_result``).
    """
    must(actor, "choose_result_way")
    case = locked(case_id)
    must(actor, "choose_result_way", case)
    if not may_choose(case):
        raise Conflict(_("这件事没有要领的结果。"), code="no_result")
    out = [p for p in parcels.parcels_of(KIND, case.id) if p.direction == Direction.OUT]
    if out and out[0].state not in {
        ParcelState.ASKED,
        ParcelState.RETURNED,
        ParcelState.LOST,
    }:
        raise Conflict(_("结果已经交出去了，不能再改。"), code="on_its_way")
    choice = ResultChoice(way, name, phone, address)
    findings = choice_findings(case, choice)
    if findings:
        raise Invalid(findings[0].message, findings=findings)
    keep_choice(case, choice, actor)
    return case


def choice_findings(case: Case, choice: ResultChoice) -> list[FieldFinding]:
    """What is wrong with a choice: a way that the guide does not have, a post without address."""
    if choice.way == ELECTRONIC:
        return []
    if choice.way not in ways_of(case):
        return [FieldFinding("way", "unknown", _("请从列出的方式里选。"))]
    return parcels.addressed_wrongly(
        Way(choice.way), name=choice.name, phone=choice.phone, address=choice.address
    )


def keep_choice(case: Case, choice: ResultChoice, actor: Actor) -> None:
    """Write down how the result comes; part of the acts that choose it. The case has its number."""
    if choice.way == ELECTRONIC:
        post.cancel_parcels(actor=actor, subject_kind=KIND, subject_id=case.id)
    else:
        sent = _sent(
            case,
            Direction.OUT,
            Way(choice.way),
            name=choice.name,
            phone=choice.phone,
            address=choice.address,
        )
        post.ask_parcel(actor=actor, sent=sent)
    note(case, "choose_result_way", actor, way=choice.way)


def addressed(case: Case, choice: ResultChoice, actor: Actor) -> ResultChoice:
    """The choice with the applicant's own name, phone and address where a helper left them empty:
    it does not get to read them.
    """
    if not actor.is_assisting or choice.way != Way.POST:
        return choice
    own = own_address(case)
    return replace(
        choice, **{key: getattr(choice, key).strip() or known for key, known in own.items()}
    )


def own_address(case: Case) -> dict[str, str]:
    """Name, phone and address of the applicant, as far as they are known; a company's address is
    not where its people fetch their post.
    """
    person = case.person
    return {
        "name": case.applicant_name,
        "phone": case.contact_phone,
        "address": person.address if person is not None and case.legal_person_id is None else "",
    }


@in_one_transaction
def send_papers(
    *, actor: Actor, case_id: UUID, requirement_key: str, name: str, phone: str, address: str
) -> Case:
    """Let a courier fetch papers for one material of the guide, from that address.

    Raises Conflict (``wrong_state``) once the case is accepted, Invalid for another material than
    the guide's own.
    """
    must(actor, "send_papers")
    case = locked(case_id)
    must(actor, "send_papers", case)
    must_be_in(case, *_TAKES_PAPERS, act=_("寄材料"))
    wanted = next((m for m in papers_of(case) if m.key == requirement_key), None)
    if wanted is None:
        told = _("请从指南列出的材料里选。")
        raise Invalid(told, findings=[FieldFinding("requirement", "unknown", told)])
    sent = _sent(
        case,
        Direction.IN,
        Way.POST,
        name=name,
        phone=phone,
        address=address,
        requirement=wanted,
    )
    post.ask_parcel(actor=actor, sent=sent)
    note(case, "send_papers", actor, requirement=requirement_key)
    return case


@in_one_transaction
def send_result(*, actor: Actor, case_id: UUID, parcel_id: UUID) -> Case:
    """The office gives the granted case's result to the courier. Raises Conflict before that."""
    case = _of_the_office("send_result", actor, case_id, parcel_id)
    post.give_to_courier(actor=actor, parcel_id=parcel_id)
    note(case, "send_result", actor, parcel=str(parcel_id))
    return case


@in_one_transaction
def hand_result_out(*, actor: Actor, case_id: UUID, parcel_id: UUID, to: str) -> Case:
    """Somebody fetched the result at the window; ``to`` is who."""
    case = _of_the_office("hand_result_out", actor, case_id, parcel_id)
    post.hand_out(actor=actor, parcel_id=parcel_id, to=to)
    note(case, "hand_result_out", actor, parcel=str(parcel_id))
    return case


@in_one_transaction
def try_courier_again(*, actor: Actor, case_id: UUID, parcel_id: UUID) -> Case:
    """再试一次: the courier of a result, or of papers, could not be ordered and nobody tries any more.

    Raises Missing, Conflict (``not_stuck``).
    """
    must(actor, "try_courier_again")
    case = locked(case_id)
    must(actor, "try_courier_again", case)
    if all(p.id != parcel_id for p in parcels.parcels_of(KIND, case.id)):
        raise Missing(_("没有这件寄送。"))
    post.order_courier_again(actor=actor, parcel_id=parcel_id)
    note(case, "try_courier_again", actor, parcel=str(parcel_id))
    return case


def follow(case: Case, kind: EventKind, actor: Actor) -> None:  # noqa: ARG001 - as a follower has it
    """A case that came to nothing has no result to hand over."""
    if case.closed_at is not None and case.decision != Decision.GRANTED:
        post.cancel_parcels(actor=system("办件没有办成"), subject_kind=KIND, subject_id=case.id)


class CasePost:
    """Cases, as one of the matters that parcels are about (``delivery.types.SentSubject``)."""

    kind = KIND

    def hold(self, subject_id: UUID) -> None:
        """A case's row before its parcel's."""
        Case.objects.select_for_update().filter(id=subject_id).first()

    def heard(self, *, actor: Actor, subject_id: UUID, parcel: object) -> None:
        """Tell the applicant what counts; the steps between stand in the parcel's own track."""
        case = locked(subject_id)
        state, way = parcel.state, parcel.way  # type: ignore[attr-defined]
        if parcel.direction == Direction.BACK:  # type: ignore[attr-defined]
            # Told once, as it is given away; the courier's steps stand in its track.
            if parcel.tracking_number is None:  # type: ignore[attr-defined]
                notify(case, actor, "case_papers_back", what=parcel.what[:40])  # type: ignore[attr-defined]
            return
        kind, template = (_OUT if parcel.direction == Direction.OUT else _IN).get(  # type: ignore[attr-defined]
            (state, way), (None, "")
        )
        if kind is not None:
            tell(case, kind, actor)
        if template:
            notify(case, actor, template)


_OUT = {
    (ParcelState.HANDED, Way.POST): (EventKind.SENT_OUT, "case_sent"),
    (ParcelState.DELIVERED, Way.POST): (EventKind.SENT_ARRIVED, "case_arrived"),
    (ParcelState.RETURNED, Way.POST): (EventKind.SENT_BACK, "case_not_arrived"),
    (ParcelState.LOST, Way.POST): (EventKind.SENT_LOST, "case_not_arrived"),
    (ParcelState.DELIVERED, Way.WINDOW): (EventKind.HANDED_OUT, ""),
}
_IN = {
    (ParcelState.HANDED, Way.POST): (EventKind.PAPERS_SENT, ""),
    (ParcelState.DELIVERED, Way.POST): (EventKind.PAPERS_CAME, ""),
}


def _sent(
    case: Case,
    direction: Direction,
    way: Way,
    *,
    name: str,
    phone: str,
    address: str,
    requirement: Requirement | None = None,
) -> Sent:
    return sent_about(
        case,
        direction,
        way,
        what=requirement.name if requirement else catalog.guide(case.revision_id).result.name,
        requirement_key=requirement.key if requirement else "",
        name=name,
        phone=phone,
        address=address,
    )


def sent_about(
    case: Case,
    direction: Direction,
    way: Way,
    *,
    what: str,
    requirement_key: str = "",
    name: str = "",
    phone: str = "",
    address: str = "",
) -> Sent:
    """A parcel about a case. Where to is kept of what is posted alone."""
    by_post = way is Way.POST
    return Sent(
        subject_kind=KIND,
        subject_id=case.id,
        subject_number=case.number or "",
        what=what,
        department_id=case.department_id,
        division_code=case.division_code,
        direction=direction,
        way=way,
        # Results, and papers that go back, are the office's to deliver (行政许可法 44); what is
        # sent in is the sender's.
        payer=Payer.RECIPIENT if direction is Direction.IN else Payer.OFFICE,
        name=name if by_post else "",
        phone=phone if by_post else "",
        address=address if by_post else "",
        requirement_key=requirement_key,
    )


def _of_the_office(act: str, actor: Actor, case_id: UUID, parcel_id: UUID) -> Case:
    must(actor, act)
    case = locked(case_id)
    must(actor, act, case)
    if case.closed_at is None or case.decision != Decision.GRANTED:
        raise Conflict(_("结果还没有做好，办结后才能交付。"), code="wrong_state")
    if all(p.id != parcel_id for p in parcels.parcels_of(KIND, case.id)):
        raise Missing(_("没有这件寄送。"))
    return case
