"""延续 (行政许可法 50): a renewal that was applied for in time and is not decided before the old licence
ends counts as granted, where the item's guide cites the clause.
"""

from datetime import date, timedelta

from django.conf import settings

from tongban.base.kernel.moments import to_shanghai
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.steps import keep
from tongban.management.catalog import queries as catalog
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.licenses.types import LicenseStatus

STANDING = (LicenseStatus.VALID, LicenseStatus.WITHHELD)
"""States of a licence that can be renewed."""


def keep_renewal(case: Case) -> None:
    """Part of filing: until when the licence to be renewed runs, where its end would grant."""
    until = _end_of_the_old(case)
    if until is not None:
        case.renews_until = until
        keep(case, "renews_until")


def _end_of_the_old(case: Case) -> date | None:
    """The last day of the one licence that this renews; None where the guide has no clause, where
    nothing tells which licence is meant, and for who came too late for the law's thirty days.
    """
    guide = catalog.guide(case.revision_id)
    if not guide.renewal or not guide.result.license_type or case.filed_at is None:
        return None
    holder = (
        case.legal_person.credit_code
        if case.legal_person
        else case.person.id_number
        if case.person
        else ""
    )
    filed_on = to_shanghai(case.filed_at).date()
    held = [
        one.valid_until
        for one in licenses.licenses_of(
            holder, type_codes=[guide.result.license_type], usable_only=False
        )
        if one.status in STANDING and one.valid_until is not None and one.valid_until >= filed_on
    ]
    # Of several nobody can tell which is meant: then a person decides, late or not.
    if len(held) != 1:
        return None
    in_time = filed_on + timedelta(days=settings.RENEWAL_DAYS) <= held[0]
    return held[0] if in_time else None
