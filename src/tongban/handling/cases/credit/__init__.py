"""失信名单: whom no promise is taken from. Who keeps the list is a plug-in; a file a source.

A list that does not answer takes the easier way away and nothing else: nobody is refused because
of it, the materials are handed in as ever.
"""

import logging
from datetime import timedelta
from typing import Protocol

from django.conf import settings

from tongban.base.kernel.errors import TongbanError
from tongban.base.kernel.moments import now, today
from tongban.handling.cases.models import AfterCheck, Case, CreditReport

_log = logging.getLogger(__name__)
REPORTED_FOR = timedelta(days=365)
"""How long what was reported here takes the easier way away."""


class CreditSource(Protocol):
    """A register of bad credit."""

    def is_listed(self, document_number: str) -> bool:
        """Whether a person or body with this number is on it now. Raises TongbanError when it
        cannot say.
        """
        ...


def source() -> CreditSource:
    """The one that ``settings.CREDIT_SOURCE`` names."""
    from tongban.handling.cases.credit import demo, failing

    kinds: dict[str, type[CreditSource]] = {
        "demo": demo.DemoSource,
        "failing": failing.FailingSource,
    }
    return kinds[settings.CREDIT_SOURCE]()


def may_promise(case: Case) -> bool:
    """Whether a promise may be offered to whoever applies: nothing was reported here of late, not on
    the list, and the list answers.
    """
    known = CreditReport.objects.filter(until_on__gte=today())
    mine = (
        known.filter(case__legal_person=case.legal_person)
        if case.legal_person
        else known.filter(case__legal_person=None, case__person=case.person)
    )
    if mine.exists():
        return False
    numbers = [
        case.legal_person.credit_code if case.legal_person else "",
        case.person.id_number if case.person else "",
    ]
    try:
        register = source()
        return not any(register.is_listed(number) for number in numbers if number)
    except TongbanError as error:
        _log.warning("the register of bad credit does not answer: %s", error.code)
        return False


def report(case: Case, check: AfterCheck) -> CreditReport:
    """Write down that a promise was false, in the transaction of the act that takes the grant back.

    For a year no promise is taken from whoever applied. Of a company's case that is the company,
    and not the person who filed it.
    """
    return CreditReport.objects.create(
        case=case,
        check_row=check,
        division_code=case.division_code,
        reported_at=now(),
        words=check.answer,
        until_on=today() + REPORTED_FOR,
    )
