"""Cases whose limit is over, as the clocks say."""

from uuid import UUID

from django.db.models import Q

from tongban.base.clocks.queries import overdue
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.moments import now, to_shanghai, today
from tongban.handling.cases.models import Case, HumanReview, Promise
from tongban.handling.cases.services.promising import WARN_BEFORE
from tongban.handling.cases.types import KIND, CaseState, PromiseState
from tongban.management.catalog.types import ItemType


def unanswered_cases() -> list[UUID]:
    """Cases whose applicant was not told in time whether they are accepted, where silence means
    something: by the item's own revision, or because it is a licensing item.
    """
    return list(
        Case.objects.filter(
            id__in=_over(LimitKind.ACCEPTANCE),
            state__in=[CaseState.FILED, CaseState.PREREVIEWED],
            accepted_at__isnull=True,
        )
        .filter(
            Q(item__item_type=ItemType.LICENSING)
            | Q(revision__guide__silence__number__isnull=False)
        )
        .values_list("id", flat=True)
    )


def uncorrected_cases() -> list[UUID]:
    """Cases whose applicant's time to correct is over."""
    return list(
        Case.objects.filter(
            id__in=_over(LimitKind.CORRECTION), state=CaseState.CORRECTING
        ).values_list("id", flat=True)
    )


def promised_cases() -> list[UUID]:
    """Cases whose applicant is to be reminded of a promised material."""
    near = to_shanghai(now() + WARN_BEFORE).date()
    return list(
        Promise.objects.filter(
            state=PromiseState.SIGNED, due_on__lte=near, warned_at__isnull=True
        ).values_list("case_id", flat=True)
    )


def unsupplied_cases() -> list[UUID]:
    """Cases whose applicant's time for a promised material is over."""
    return list(
        Case.objects.filter(
            id__in=_over(LimitKind.LATE_MATERIAL),
            state__in=[CaseState.ACCEPTED, CaseState.REVIEWED],
        ).values_list("id", flat=True)
    )


def tacit_cases() -> list[UUID]:
    """Undecided cases whose limit is over, or the licence that they renew, of items whose clause lets
    that grant.
    """
    over = {*_over(LimitKind.STATUTORY), *_over(LimitKind.PROMISED)}
    renewals = Case.objects.filter(
        renews_until__lt=today(),
        closed_at__isnull=True,
        state__in=[CaseState.ACCEPTED, CaseState.REVIEWED],
    )
    by_limit = list(
        Case.objects.filter(
            id__in=over,
            state__in=[CaseState.ACCEPTED, CaseState.REVIEWED],
            revision__guide__has_key="tacit",
        )
        .exclude(revision__guide__tacit="")
        .values_list("id", flat=True)
    )
    return list(dict.fromkeys([*by_limit, *renewals.values_list("id", flat=True)]))


def unanswered_reviews() -> list[UUID]:
    """Cases whose human review was not answered in time, and supervision does not know yet."""
    return list(
        HumanReview.objects.filter(
            answered_at__isnull=True, late_at__isnull=True, due_on__lt=today()
        ).values_list("case_id", flat=True)
    )


def _over(kind: LimitKind) -> list[UUID]:
    return [c.subject_id for c in overdue(limit_kinds=[kind.value]) if c.subject_kind == KIND]
