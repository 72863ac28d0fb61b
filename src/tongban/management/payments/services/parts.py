"""What the acts of money share: the locks in their order, the audit, the alarm."""

import logging
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.management.payments.models import Difference, Notice, Payment
from tongban.management.payments.types import Change, DifferenceKind, Standing, subject_of

_log = logging.getLogger(__name__)
MAX_WORDS = 400


def held(notice_id: UUID | None = None, *, code: str = "") -> Notice | None:
    """The notice, locked after the row of what is paid for: every act takes the two in this order.

    None when there is no such notice.
    """
    by: dict[str, Any] = {"id": notice_id} if notice_id else {"code": code}
    found = Notice.objects.filter(**by).values_list("subject_kind", "subject_id").first()
    if found is None:
        return None
    subject = subject_of(found[0])
    if subject is not None:
        subject.hold(found[1])
    return Notice.objects.select_for_update().get(**by)


def must_be_held(notice_id: UUID) -> Notice:
    """As ``held``; raises Missing."""
    notice = held(notice_id)
    if notice is None:
        raise Missing(_("没有这张缴款通知。"))
    return notice


def let_hear(notice: Notice, actor: Actor, change: Change) -> None:
    """Tell the app whose matter it is."""
    subject = subject_of(notice.subject_kind)
    if subject is not None:
        subject.heard(actor=actor, subject_id=notice.subject_id, change=change, notice=notice)


def standing_of(notice: Notice) -> Standing:
    """How far the matter is; open when nobody answers for its kind."""
    subject = subject_of(notice.subject_kind)
    found = subject.standings([notice.subject_id]) if subject is not None else {}
    return found.get(notice.subject_id, Standing.OPEN)


def note(notice: Notice, act: str, actor: Actor, **detail: Any) -> None:
    """Write the act down."""
    record(
        actor=actor,
        act=act,
        subject_kind="payment_notice",
        subject_id=notice.id,
        division_code=notice.division_code,
        detail={
            "code": notice.code,
            "state": notice.state,
            "amount": notice.amount,
            "about": f"{notice.subject_kind}:{notice.subject_id}",
            **detail,
        },
    )


def said(text: str, *, demanded: str, place: str = "reason") -> str:
    """What somebody wrote, fit to be kept. Raises Invalid when it is missing or too long."""
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Invalid(
            _("请写明%(demanded)s。") % {"demanded": demanded},
            findings=[
                FieldFinding(place, "required", _("请写明%(demanded)s。") % {"demanded": demanded})
            ],
        )
    if len(plain) > MAX_WORDS:
        told = _("最多写 %(count)s 个字。") % {"count": MAX_WORDS}
        raise Invalid(told, findings=[FieldFinding(place, "too_long", told)])
    return plain


def raise_difference(
    kind: DifferenceKind,
    *,
    provider: str,
    day: date,
    about: str,
    notice: Notice | None = None,
    payment: Payment | None = None,
    **known: Any,
) -> Difference:
    """Raise an alarm of money, once for what it is about; again only counts. Part of other acts."""
    if payment is not None:
        known = {"code": payment.code, "reference": payment.reference, **known}
        known.setdefault("there", payment.amount)
    if notice is not None:
        known = {
            "notice": notice,
            "code": notice.code,
            "subject_number": notice.subject_number,
            "division_code": notice.division_code,
            **known,
        }
        known.setdefault("here", notice.amount)
    difference, made = Difference.objects.get_or_create(
        key=f"{kind.value}:{provider}:{about}"[:160],
        defaults={
            "kind": kind,
            "provider": provider,
            "day": day,
            "raised_at": now(),
            **known,
        },
    )
    if not made:
        Difference.objects.filter(id=difference.id).update(times=F("times") + 1)
    _log.error("money differs: %s of %s, %s", kind.value, provider, about)
    return difference
