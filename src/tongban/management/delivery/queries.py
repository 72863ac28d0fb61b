"""Reads of parcels."""

from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding
from tongban.management.delivery.models import Booking, Parcel, ParcelEvent
from tongban.management.delivery.types import (
    LONGEST,
    OPEN,
    BookingState,
    ParcelState,
    Way,
)

MOST_TRACKED = 500
MOST_UNBOOKED = 100
_PHONE_DIGITS = 7


def addressed_wrongly(way: Way, *, name: str, phone: str, address: str) -> list[FieldFinding]:
    """What keeps a parcel from being posted there: every place of name, phone and address that is
    missing, too long or no number to call. Nothing for a way that is no post.
    """
    if way is not Way.POST:
        return []
    findings = []
    for place, typed in (("name", name), ("phone", phone), ("address", address)):
        text = typed.strip()
        digits = sum(letter.isascii() and letter.isdigit() for letter in text)
        if (
            not text
            or len(text) > LONGEST[place]
            or "\x00" in text
            or (place == "phone" and digits < _PHONE_DIGITS)
        ):
            findings.append(FieldFinding(place, "required", _("请写清姓名、电话和详细地址。")))
    return findings


def parcels_of(kind: str, subject_id: UUID) -> list[Parcel]:
    """Every parcel of a matter with all that was told, the newest first; cancelled ones left out."""
    told = Prefetch("events", ParcelEvent.objects.order_by("-at", "-id"))
    return list(
        Parcel.objects.filter(subject_kind=kind, subject_id=subject_id)
        .exclude(state=ParcelState.CANCELLED)
        .select_related("booking")
        .prefetch_related(told)
        .order_by("-asked_at", "-id")
    )


def unbooked(kind: str, division_prefix: str) -> list[UUID]:
    """What the parcels are about whose courier nobody tries to order any more, the oldest first."""
    rows = Booking.objects.filter(
        state=BookingState.STUCK,
        parcel__subject_kind=kind,
        division_code__startswith=division_prefix,
        parcel__state=ParcelState.HANDED,
        parcel__tracking_number__isnull=True,
    )
    return list(
        rows.order_by("created_at").values_list("parcel__subject_id", flat=True)[:MOST_UNBOOKED]
    )


def under_way() -> list[tuple[str, str]]:
    """Courier and number of the parcels to ask about, the oldest first."""
    rows = Parcel.objects.filter(state__in=OPEN, tracking_number__isnull=False)
    return [
        (courier, number or "")
        for courier, number in rows.order_by("asked_at").values_list("courier", "tracking_number")[
            :MOST_TRACKED
        ]
    ]
