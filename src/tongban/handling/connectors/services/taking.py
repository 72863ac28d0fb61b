"""收下对方的消息: once, signed, in any order, whatever came before or comes after."""

import io
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.files.services import keep
from tongban.base.files.types import FileStoreError, MediaKind
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TooLarge
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.kernel.tries import settle
from tongban.handling.cases.services import decide_elsewhere, give_back, note_elsewhere
from tongban.handling.cases.types import HOLDING_BACK
from tongban.handling.connectors.models import (
    Difference,
    Handover,
    OutsideDocument,
    OutsideSystem,
    RemoteMessage,
)
from tongban.handling.connectors.rights import must
from tongban.handling.connectors.types import (
    FINAL,
    DifferenceKind,
    HandoverState,
    Message,
    RemoteState,
    Taken,
)

DOCUMENTS = frozenset({MediaKind.PDF, MediaKind.OFD, MediaKind.PNG, MediaKind.JPEG})
"""Kinds of documents that are kept; others are refused with the message."""
_WORDS = {
    RemoteState.RECEIVED: "已收到",
    RemoteState.WORKING: "正在审查",
    RemoteState.DECIDING: "正在决定",
}


@in_one_transaction
def take_message(*, actor: Actor, system_id: UUID, message: Message) -> Taken:
    """Take what the other system says of a case; only the platform, which has looked at the
    signature.

    The same message again changes nothing. The end does not depend on the order: of what is said,
    a result counts before a state, and the higher sequence before the lower; what comes late is
    kept and turns nothing back. A case that is not known is kept aside, and the comparison names
    it. A second, other result is a difference and changes nothing. A result that comes before
    everybody was heard here is held, and a later one takes its place. Raises Missing, Invalid for a
    document that is none.
    """
    must(actor, "take_message")
    outside = OutsideSystem.objects.filter(id=system_id).first()
    if outside is None:
        raise Missing(_("没有这个对接系统。"))
    handover = (
        Handover.objects.select_for_update(of=("self",))
        .filter(system=outside, case_number=message.case_number)
        .first()
    )
    known = RemoteMessage.objects.filter(system=outside, key=message.key).first()
    if known is not None:
        return Taken(known.taken)
    taken = Taken.UNKNOWN_CASE if handover is None else _apply(outside, handover, message)
    RemoteMessage.objects.create(
        system=outside,
        division_code=outside.division_code,
        key=message.key,
        case_number=message.case_number,
        sequence=message.sequence,
        remote_state=message.state,
        words=message.words,
        taken=taken,
    )
    if handover is None:
        differ(outside, DifferenceKind.MISSING_HERE, message.case_number, there=message.state)
    record(
        actor=actor,
        act="take_message",
        subject_kind="outside_system",
        subject_id=outside.id,
        division_code=outside.division_code,
        detail={"case": message.case_number, "state": message.state, "taken": taken},
    )
    return taken


@in_one_transaction
def take_early(*, actor: Actor, handover_id: UUID) -> int:
    """Take up, in the order of their sequence, the messages that came before the case was accepted
    here; how many. Only the platform. Raises Missing.
    """
    must(actor, "take_early")
    return _take_up(actor, "take_early", _locked(handover_id), Taken.EARLY)


@in_one_transaction
def take_held(*, actor: Actor, handover_id: UUID) -> int:
    """Take up a result that was held until everybody was heard here; how many. Held still: nothing
    happens. Only the platform. Raises Missing.
    """
    must(actor, "take_held")
    return _take_up(actor, "take_held", _locked(handover_id), Taken.HELD)


def _locked(handover_id: UUID) -> Handover:
    handover = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("system")
        .filter(id=handover_id)
        .first()
    )
    if handover is None:
        raise Missing(_("没有这件转办。"))
    return handover


def _take_up(actor: Actor, act: str, handover: Handover, kept_as: Taken) -> int:
    """Apply what was kept; how many have become something else."""
    kept = RemoteMessage.objects.select_for_update().filter(
        system=handover.system, case_number=handover.case_number, taken=kept_as
    )
    became = []
    for one in kept.order_by("sequence", "id"):
        message = Message(
            key=one.key,
            case_number=one.case_number,
            sequence=one.sequence,
            state=RemoteState(one.remote_state),
            words=one.words,
        )
        one.taken = _apply(handover.system, handover, message)
        if one.taken != kept_as:
            one.save(update_fields=["taken"])
            became.append(one.taken)
    if became:
        record(
            actor=actor,
            act=act,
            subject_kind="outside_system",
            subject_id=handover.system.id,
            division_code=handover.division_code,
            detail={"case": handover.case_number, "taken": became},
        )
    return len(became)


def _apply(outside: OutsideSystem, handover: Handover, message: Message) -> Taken:
    _keep_documents(handover, message)
    if handover.state == HandoverState.DROPPED:
        differ(outside, DifferenceKind.TOO_LATE, handover.case_number, there=message.state)
        return Taken.TOO_LATE
    if handover.state == HandoverState.TOLD:
        # Nothing is decided before it is accepted here: the acceptance takes it up.
        return Taken.EARLY
    before = handover.remote_state
    is_over = before in FINAL
    if is_over and message.state in FINAL and message.state != before:
        differ(
            outside,
            DifferenceKind.CONTRADICTION,
            handover.case_number,
            here=before,
            there=message.state,
        )
        return Taken.CONTRADICTS
    rank = (message.state in FINAL, message.sequence)
    if rank <= (is_over, handover.remote_sequence) or _is_outdated(handover, message):
        return Taken.LATE
    try:
        # A savepoint: when the case was ended here meanwhile, the message is kept all the same.
        with transaction.atomic():
            _act(system(outside.name), handover, message, is_over=is_over)
    except Conflict as error:
        return _not_applied(outside, handover, message, error)
    _has_arrived(handover)
    handover.remote_state, handover.remote_words = message.state, message.words
    handover.remote_sequence, handover.remote_at = message.sequence, now()
    if message.state in FINAL:
        handover.state = (
            HandoverState.GIVEN_BACK
            if message.state is RemoteState.RETURNED
            else HandoverState.FINISHED
        )
    handover.save()
    return Taken.APPLIED


def _not_applied(
    outside: OutsideSystem, handover: Handover, message: Message, error: Conflict
) -> Taken:
    """What becomes of a message that the case does not take: held while somebody must be heard
    here first, else too late.
    """
    if error.code in HOLDING_BACK:
        _has_arrived(handover)
        return Taken.HELD
    differ(outside, DifferenceKind.TOO_LATE, handover.case_number, there=message.state)
    return Taken.TOO_LATE


def _is_outdated(handover: Handover, message: Message) -> bool:
    """Of results that are held the newest counts: the other side may say something else while it
    waits, for instance give the case back.
    """
    if message.state not in FINAL:
        return False
    held = RemoteMessage.objects.filter(
        system=handover.system, case_number=handover.case_number, taken=Taken.HELD
    )
    if held.filter(sequence__gt=message.sequence).exists():
        return True
    held.filter(sequence__lt=message.sequence).update(taken=Taken.LATE)
    return False


def _has_arrived(handover: Handover) -> None:
    """The other side speaks of the case, so it has it: an answer to our own call was lost."""
    if handover.state in {HandoverState.WAITING, HandoverState.STUCK}:
        settle(handover, HandoverState.SENT)
        handover.sent_at = now()
        handover.save()


def _act(by: Actor, handover: Handover, message: Message, *, is_over: bool) -> None:
    """What the message means for the case, by the acts of cases."""
    if is_over:
        return
    if message.state is RemoteState.RETURNED:
        give_back(actor=by, case_id=handover.case_id, words=message.words)
    elif message.state in FINAL:
        decide_elsewhere(
            actor=by,
            case_id=handover.case_id,
            granted=message.state is RemoteState.GRANTED,
            words=message.words,
        )
    else:
        words = message.words or _WORDS[message.state]
        note_elsewhere(actor=by, case_id=handover.case_id, words=words)


def _keep_documents(handover: Handover, message: Message) -> None:
    for one in message.documents:
        digest = sha256(one.content).hexdigest()
        if handover.documents.filter(digest=digest).exists():
            continue
        try:
            kept = keep(
                actor=system(handover.system.name),
                stream=io.BytesIO(one.content),
                name=one.name,
                purpose="outside_document",
                accept=DOCUMENTS,
                division_code=handover.division_code,
            )
        except (TooLarge, FileStoreError):
            raise
        except Invalid as error:
            raise Invalid(
                _("对方发来的文书不能收：%(why)s") % {"why": error.message}, code="document_refused"
            ) from error
        OutsideDocument.objects.create(
            handover=handover,
            division_code=handover.division_code,
            name=one.name,
            digest=digest,
            file_id=kept.id,
        )


def differ(
    outside: OutsideSystem, kind: DifferenceKind, number: str, *, here: str = "", there: str = ""
) -> None:
    """Note a difference, unless it is noted and open already; part of an act."""
    Difference.objects.get_or_create(
        system=outside,
        kind=kind,
        case_number=number,
        resolved_at=None,
        defaults={"division_code": outside.division_code, "here": here, "there": there},
    )
