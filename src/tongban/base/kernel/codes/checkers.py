"""The checks by the name of their kind, as the command line and forms ask for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from tongban.base.kernel import moments
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.divisions import check_division
from tongban.base.kernel.codes.findings import CodeReport
from tongban.base.kernel.codes.id_card import check_id_card
from tongban.base.kernel.codes.item_code import DEFAULT_PROFILE, check_item_code
from tongban.base.kernel.codes.license_id import check_license_id
from tongban.base.kernel.codes.org_code import check_org_code


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a check may need beside the code."""

    today: date = field(default_factory=moments.today)
    profile: str = DEFAULT_PROFILE
    """For kind ``item``."""


Checker = Callable[[str, Circumstances], CodeReport]

CHECKERS: Mapping[str, Checker] = MappingProxyType(
    {
        "id-card": lambda value, given: check_id_card(value, given.today),
        "credit-code": lambda value, _: check_credit_code(value),
        "org-code": lambda value, _: check_org_code(value),
        "division": lambda value, _: check_division(value),
        "item": lambda value, given: check_item_code(value, profile=given.profile),
        "license": lambda value, _: check_license_id(value),
    }
)
