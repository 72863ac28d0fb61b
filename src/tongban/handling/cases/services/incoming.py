"""寄来的材料: what an applicant posted is registered when it is there, and given back."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.post import own_address, sent_about
from tongban.handling.cases.services.steps import locked, note
from tongban.handling.cases.types import KIND
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Origin, Requirement
from tongban.management.delivery import queries as parcels
from tongban.management.delivery import services as post
from tongban.management.delivery.types import Direction, Way


def papers_that_come(case: Case) -> tuple[Requirement, ...]:
    """The materials for which an original may come by post."""
    guide = catalog.guide(case.revision_id)
    return tuple(m for m in guide.materials_for(answers_of(case)) if m.origin == Origin.UPLOAD)


@in_one_transaction
def register_papers(
    *,
    actor: Actor,
    case_id: UUID,
    parcel_id: UUID | None = None,
    requirement_key: str = "",
    number: str = "",
    words: str = "",
) -> Case:
    """The office has papers in hand: those of a parcel that the platform knows, or, without
    ``parcel_id``, a letter that the applicant sent without it, for one material of the guide.

    Raises Conflict (``not_filed``; ``parcel_state`` when it was registered already), Missing for
    another case's parcel, Invalid for a material that the guide does not list.
    """
    must(actor, "register_papers")
    case = locked(case_id)
    must(actor, "register_papers", case)
    _must_be_filed(case)
    if parcel_id is not None:
        _must_be_of(case, parcel_id)
        post.receive_papers(actor=actor, parcel_id=parcel_id, words=words)
    else:
        wanted = next((m for m in papers_that_come(case) if m.key == requirement_key), None)
        if wanted is None:
            told = _("请从指南列出的材料里选。")
            raise Invalid(told, findings=[FieldFinding("requirement", "unknown", told)])
        sent = sent_about(
            case, Direction.IN, Way.POST, what=wanted.name, requirement_key=wanted.key
        )
        post.take_unannounced(actor=actor, sent=sent, number=number, words=words)
    note(case, "register_papers", actor, parcel=str(parcel_id or ""), requirement=requirement_key)
    return case


@in_one_transaction
def return_papers(
    *,
    actor: Actor,
    case_id: UUID,
    parcel_id: UUID,
    way: str,
    name: str = "",
    phone: str = "",
    address: str = "",
) -> Case:
    """Give papers back: ``post``, to where they came from or where the applicant lives unless
    another place is given, or ``window``, into the hands of ``name``.

    Also after the case is closed. Raises Conflict (``parcel_state``) before they were registered
    and once they were given back, Invalid for another way or without address or name.
    """
    must(actor, "return_papers")
    case = locked(case_id)
    must(actor, "return_papers", case)
    _must_be_filed(case)
    came = _must_be_of(case, parcel_id)
    if way not in Way.values:
        told = _("请从列出的方式里选。")
        raise Invalid(told, findings=[FieldFinding("way", "unknown", told)])
    # An officer need not read where somebody lives to send something back there.
    own = own_address(case)
    sent = sent_about(
        case,
        Direction.BACK,
        Way(way),
        what=came.what,
        requirement_key=came.requirement_key,
        name=name.strip() or came.recipient or own["name"],
        phone=phone.strip() or came.phone or own["phone"],
        address=address.strip() or came.address or own["address"],
    )
    post.give_papers_back(actor=actor, parcel_id=parcel_id, sent=sent, to=name)
    note(case, "return_papers", actor, parcel=str(parcel_id), way=way)
    return case


def _must_be_filed(case: Case) -> None:
    if case.number is None or case.erased_at is not None:
        raise Conflict(_("这个办件还没有提交。"), code="not_filed")


def _must_be_of(case: Case, parcel_id: UUID) -> Any:
    for parcel in parcels.parcels_of(KIND, case.id):
        if parcel.id == parcel_id and parcel.direction == Direction.IN:
            return parcel
    raise Missing(_("没有这件寄送。"))
