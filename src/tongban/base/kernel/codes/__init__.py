"""The codes of government services: what they are made of, how they are judged and made.

One file a kind. Every ``check_…`` returns a ``CodeReport`` and raises for no text whatever.
"""

from tongban.base.kernel.codes.checkers import CHECKERS, Checker, Circumstances
from tongban.base.kernel.codes.credit_code import (
    check_credit_code,
    complete_credit_code,
    make_credit_code,
)
from tongban.base.kernel.codes.divisions import (
    Division,
    Level,
    check_division,
    division_name,
    division_path,
    known_divisions,
    level,
    parent,
    provinces,
)
from tongban.base.kernel.codes.documents import DocumentType, check_document
from tongban.base.kernel.codes.findings import CodeReport, Finding, Place, Severity
from tongban.base.kernel.codes.id_card import Holder, check_id_card, complete_id_card
from tongban.base.kernel.codes.item_code import (
    EXERCISE_LEVELS,
    ITEM_TYPES,
    ItemCodeProfile,
    check_item_code,
    national_profile,
    profiles,
    register_profile,
)
from tongban.base.kernel.codes.license_id import (
    LicenseId,
    check_license_id,
    issue_license_id,
    next_license_id,
    parse_license_id,
)
from tongban.base.kernel.codes.org_code import check_org_code, complete_org_code
from tongban.base.kernel.codes.query_number import (
    check_query_number,
    make_query_number,
    serial_of,
    shown_in_groups,
)

__all__ = [
    "CHECKERS",
    "EXERCISE_LEVELS",
    "ITEM_TYPES",
    "Checker",
    "Circumstances",
    "CodeReport",
    "Division",
    "DocumentType",
    "Finding",
    "Holder",
    "ItemCodeProfile",
    "Level",
    "LicenseId",
    "Place",
    "Severity",
    "check_credit_code",
    "check_division",
    "check_document",
    "check_id_card",
    "check_item_code",
    "check_license_id",
    "check_org_code",
    "check_query_number",
    "complete_credit_code",
    "complete_id_card",
    "complete_org_code",
    "division_name",
    "division_path",
    "issue_license_id",
    "known_divisions",
    "level",
    "make_credit_code",
    "make_query_number",
    "national_profile",
    "next_license_id",
    "parent",
    "parse_license_id",
    "profiles",
    "provinces",
    "register_profile",
    "serial_of",
    "shown_in_groups",
]
