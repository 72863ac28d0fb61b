"""Acts of parcels. Each is one transaction; a courier is never called inside one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.delivery import booking, plugins
from tongban.management.delivery.models import Booking, Parcel, ParcelEvent
from tongban.management.delivery.queries import addressed_wrongly
from tongban.management.delivery.rights import must
from tongban.management.delivery.states import newest_state
from tongban.management.delivery.types import (
    LONGEST,
    OPEN,
    TOLD,
    BookingState,
    CourierEvent,
    Direction,
    ParcelState,
    Sent,
    Way,
    subject_of,
)


@in_one_transaction
def ask_parcel(*, actor: Actor, sent: Sent) -> Parcel:
    """Ask for one: a result by post or at the window, papers in by post. Part of an act above.

    Another way for a result takes the place of the one that was not handed over yet; papers are
    fetched at once. Raises Invalid for a post without name, phone or address.
    """
    must(actor, "ask_parcel")
    _must_be_addressed(sent)
    if sent.direction is Direction.OUT:
        _cancel(sent.subject_kind, sent.subject_id)
    is_fetched = sent.direction is Direction.IN
    parcel = Parcel.objects.create(
        **_about(sent),
        courier=plugins.chosen().name if sent.way is Way.POST else "",
        state=ParcelState.HANDED if is_fetched else ParcelState.ASKED,
        asked_at=now(),
    )
    _note(parcel, "ask_parcel", actor)
    if is_fetched:
        booking.begin(parcel)
        _let_hear(parcel, actor)
    return parcel


@in_one_transaction
def cancel_parcels(*, actor: Actor, subject_kind: str, subject_id: UUID) -> int:
    """Take back what was not handed over yet; how many. Part of other acts."""
    must(actor, "cancel_parcels")
    return _cancel(subject_kind, subject_id)


@in_one_transaction
def give_to_courier(*, actor: Actor, parcel_id: UUID) -> Parcel:
    """The result lies ready for the courier, who is ordered by a job. Part of an act above.

    Raises Conflict (``parcel_state``) when it was handed over or is fetched at the window.
    """
    must(actor, "give_to_courier")
    parcel = _locked(parcel_id)
    _must_wait(parcel, Way.POST)
    parcel.state, parcel.handed_by = ParcelState.HANDED, actor.as_value()
    parcel.save(update_fields=["state", "handed_by"])
    _note(parcel, "give_to_courier", actor)
    booking.begin(parcel)
    _let_hear(parcel, actor)
    return parcel


@in_one_transaction
def hand_out(*, actor: Actor, parcel_id: UUID, to: str) -> Parcel:
    """The result was fetched at the window by ``to``. Part of an act above.

    Raises Invalid without a name, Conflict (``parcel_state``).
    """
    must(actor, "hand_out")
    parcel = _locked(parcel_id)
    _must_wait(parcel, Way.WINDOW)
    name = _name_of(to)
    parcel.state, parcel.handed_by, parcel.handed_to = (
        ParcelState.DELIVERED,
        actor.as_value(),
        name,
    )
    parcel.ended_at = now()
    parcel.save(update_fields=["state", "handed_by", "handed_to", "ended_at"])
    _note(parcel, "hand_out", actor)
    _let_hear(parcel, actor)
    return parcel


@in_one_transaction
def receive_papers(*, actor: Actor, parcel_id: UUID, words: str = "") -> Parcel:
    """The office has the papers in hand, whatever the courier told. Part of an act above.

    Raises Conflict (``parcel_state``) for what is no papers, or was received already.
    """
    must(actor, "receive_papers")
    parcel = _locked(parcel_id)
    if parcel.direction != Direction.IN or parcel.received_at is not None:
        raise Conflict(_("这件材料已经登记过收到。"), code="parcel_state")
    _receive(parcel, actor, words)
    return parcel


@in_one_transaction
def take_unannounced(*, actor: Actor, sent: Sent, number: str, words: str = "") -> Parcel:
    """Papers came that no courier of ours was ordered for; ``number`` is what the letter has. Part
    of an act above. Raises Invalid for a number that is too long, Conflict (``parcel_state``) when
    that letter was registered already.
    """
    must(actor, "take_unannounced")
    number = number.replace("\x00", "").strip()
    if len(number) > LONGEST["number"]:
        told = _("运单号最多 64 个字符。")
        raise Invalid(told, findings=[FieldFinding("number", "too_long", told)])
    if number and Parcel.objects.filter(courier="", tracking_number=number).exists():
        raise Conflict(_("这个运单号已经登记过。"), code="parcel_state")
    parcel = Parcel.objects.create(
        **_about(sent),
        courier="",
        tracking_number=number or None,
        state=ParcelState.DELIVERED,
        asked_at=now(),
        ended_at=now(),
    )
    _receive(parcel, actor, words)
    _let_hear(parcel, actor)
    return parcel


@in_one_transaction
def give_papers_back(*, actor: Actor, parcel_id: UUID, sent: Sent, to: str = "") -> Parcel:
    """What came in goes back to its sender: by the courier, who is ordered by a job, or into the
    hands of ``to``. Part of an act above.

    Possible once it was received, and again when it came back or was lost. Raises Conflict
    (``parcel_state``), Invalid without address or name.
    """
    must(actor, "give_papers_back")
    came = _locked(parcel_id)
    backs = came.backs.order_by("-asked_at", "-id").values_list("state", flat=True)
    newest = next(iter(backs), None)
    if (
        came.direction != Direction.IN
        or came.received_at is None
        or newest not in {None, ParcelState.RETURNED, ParcelState.LOST}
    ):
        raise Conflict(_("这件材料没有登记收到，或者已经退还。"), code="parcel_state")
    by_post = sent.way is Way.POST
    _must_be_addressed(sent)
    handed_to = "" if by_post else _name_of(to)
    parcel = Parcel.objects.create(
        **_about(sent),
        answers=came,
        courier=plugins.chosen().name if by_post else "",
        state=ParcelState.HANDED if by_post else ParcelState.DELIVERED,
        asked_at=now(),
        handed_by=actor.as_value(),
        handed_to=handed_to,
        ended_at=None if by_post else now(),
    )
    _note(parcel, "give_papers_back", actor)
    if by_post:
        booking.begin(parcel)
    _let_hear(parcel, actor)
    return parcel


@in_one_transaction
def book_parcel(*, actor: Actor, parcel_id: UUID, number: str) -> Parcel:
    """Keep the tracking number that the courier gave. Kept already: nothing happens."""
    must(actor, "book_parcel")
    parcel = _locked(parcel_id)
    if parcel.tracking_number is None:
        parcel.tracking_number = number[:64]
        parcel.save(update_fields=["tracking_number"])
        booking.end(parcel)
        _note(parcel, "book_parcel", actor)
    return parcel


def order_courier(*, actor: Actor, parcel_id: UUID) -> None:
    """Order the courier once for what was handed over, and keep the number. Only the platform.

    Twice, late or in two workers at once has one effect: the order's key is the parcel's id, which
    the courier knows. Whatever goes wrong is a try.
    """
    must(actor, "order_courier")
    claim = booking.claimed(actor, parcel_id)
    if claim is None:
        return
    number = booking.asked(claim, actor)
    if number is not None:
        book_parcel(actor=actor, parcel_id=parcel_id, number=number)


@in_one_transaction
def order_courier_again(*, actor: Actor, parcel_id: UUID) -> Parcel:
    """再试一次: an order that is stuck is tried anew, with all its tries. Part of an act above.

    Raises Missing, Conflict (``not_stuck``): the courier has it, or is being asked.
    """
    must(actor, "order_courier_again")
    parcel = _locked(parcel_id)
    row = Booking.objects.select_for_update(of=("self",)).filter(id=parcel.id).first()
    if row is None or not parcel.is_unbooked or row.state != BookingState.STUCK:
        raise Conflict(_("这件寄送没有卡住，不用再叫快递。"), code="not_stuck")
    booking.TRIES.again(row)
    booking.note(row, "order_courier_again", actor)
    return parcel


@in_one_transaction
def catch_up_bookings(*, actor: Actor, limit: int = 500) -> int:
    """Queue again what should have been tried minutes ago: its job was lost. Only the platform."""
    must(actor, "catch_up_bookings")
    return booking.TRIES.catch_up(limit)


@in_one_transaction
def take_tracking(
    *, actor: Actor, courier: str, number: str, events: Sequence[CourierEvent]
) -> Parcel:
    """Keep what a courier told; told again, or in another order, it comes to the same.

    The state is read off all that was told: the newest counts. Raises Missing for a number that is
    not ours.
    """
    must(actor, "take_tracking")
    found = Parcel.objects.filter(courier=courier, tracking_number=number).first()
    if found is None:
        raise Missing(_("没有这个运单号。"))
    parcel = _locked(found.id)
    kept = set(parcel.events.values_list("key", flat=True))
    fresh = {
        e.key: ParcelEvent(
            parcel=parcel,
            division_code=parcel.division_code,
            key=e.key,
            state=e.state,
            at=e.at,
            where=e.where,
        )
        for e in events
        if e.key not in kept and e.state in TOLD
    }
    if not fresh:
        return parcel
    ParcelEvent.objects.bulk_create(fresh.values())
    state, at = newest_state(parcel.events.values_list("state", "at"))
    if state != parcel.state and parcel.state in {*TOLD, ParcelState.HANDED}:
        parcel.state = state
        parcel.ended_at = None if state in OPEN else at
        parcel.save(update_fields=["state", "ended_at"])
        _note(parcel, "take_tracking", actor)
        _let_hear(parcel, actor)
    return parcel


def _about(sent: Sent) -> dict[str, Any]:
    return {
        "subject_kind": sent.subject_kind,
        "subject_id": sent.subject_id,
        "subject_number": sent.subject_number,
        "what": sent.what,
        "requirement_key": sent.requirement_key,
        "department_id": sent.department_id,
        "division_code": sent.division_code,
        "direction": sent.direction,
        "way": sent.way,
        "payer": sent.payer,
        "recipient": sent.name.strip(),
        "phone": sent.phone.strip(),
        "address": sent.address.strip(),
    }


def _receive(parcel: Parcel, actor: Actor, words: str) -> None:
    said = words.replace("\x00", "").strip()
    if len(said) > LONGEST["address"]:
        told = _("说明最多 200 个字。")
        raise Invalid(told, findings=[FieldFinding("words", "too_long", told)])
    parcel.received_at, parcel.received_by = now(), actor.as_value()
    parcel.received_words = said
    parcel.save(update_fields=["received_at", "received_by", "received_words"])
    _note(parcel, "receive_papers", actor)


def _name_of(to: str) -> str:
    name = to.replace("\x00", "").strip()
    if not name or len(name) > LONGEST["name"]:
        told = _("请写明谁领走的，最多 50 个字。")
        raise Invalid(told, findings=[FieldFinding("to", "required", told)])
    return name


@in_one_transaction
def erase_parcels(*, actor: Actor, subject_kind: str, subject_id: UUID) -> int:
    """Empty who and where to of the parcels of what is destroyed; how many. Part of that act."""
    must(actor, "erase_parcels")
    rows = list(
        Parcel.objects.select_for_update(of=("self",)).filter(
            subject_kind=subject_kind, subject_id=subject_id
        )
    )
    for row in rows:
        row.recipient = row.phone = row.address = row.handed_to = row.received_words = ""
        row.handed_by = row.received_by = None
        row.save()
    return len(rows)


def _must_be_addressed(sent: Sent) -> None:
    findings = addressed_wrongly(sent.way, name=sent.name, phone=sent.phone, address=sent.address)
    if findings:
        raise Invalid(findings[0].message, findings=findings)


def _locked(parcel_id: UUID) -> Parcel:
    """The parcel, locked after the row of what it is about."""
    about = Parcel.objects.filter(id=parcel_id).values_list("subject_kind", "subject_id").first()
    if about is None:
        raise Missing(_("没有这件寄送。"))
    subject = subject_of(about[0])
    if subject is not None:
        subject.hold(about[1])
    return Parcel.objects.select_for_update().get(id=parcel_id)


def _must_wait(parcel: Parcel, way: Way) -> None:
    if parcel.state != ParcelState.ASKED or parcel.way != way:
        raise Conflict(
            _("这件寄送现在是“%(state)s”，不能再交。") % {"state": parcel.get_state_display()},
            code="parcel_state",
        )


def _cancel(subject_kind: str, subject_id: UUID) -> int:
    return Parcel.objects.filter(
        subject_kind=subject_kind,
        subject_id=subject_id,
        direction=Direction.OUT,
        state=ParcelState.ASKED,
    ).update(state=ParcelState.CANCELLED, ended_at=now())


def _let_hear(parcel: Parcel, actor: Actor) -> None:
    subject = subject_of(parcel.subject_kind)
    if subject is not None:
        subject.heard(actor=actor, subject_id=parcel.subject_id, parcel=parcel)


def _note(parcel: Parcel, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="parcel",
        subject_id=parcel.id,
        division_code=parcel.division_code,
        detail={
            "state": parcel.state,
            "way": parcel.way,
            "about": f"{parcel.subject_kind}:{parcel.subject_id}",
        },
    )
