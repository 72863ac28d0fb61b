"""失信名单: whom no promise is taken from. Who keeps the list is a plug-in; a file a source.

A list that does not answer takes the easier way away and nothing else: nobody is refused because
of it, the materials are handed in as ever.
"""

import logging
from typing import Protocol

from django.conf import settings

from tongban.base.kernel.errors import TongbanError
from tongban.handling.cases.models import Case

_log = logging.getLogger(__name__)


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
    """Whether a promise may be offered to whoever applies: not on the list, and the list answers."""
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
