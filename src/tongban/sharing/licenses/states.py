"""The life of a licence as a table: which state may follow which (standards §3.3)."""

from collections.abc import Mapping

from tongban.sharing.licenses.types import LicenseStatus

FOLLOWS: Mapping[LicenseStatus, frozenset[LicenseStatus]] = {
    LicenseStatus.VALID: frozenset(LicenseStatus) - {LicenseStatus.VALID},
    LicenseStatus.WITHHELD: frozenset(LicenseStatus) - {LicenseStatus.WITHHELD},
    LicenseStatus.TRANSFERRED: frozenset({LicenseStatus.VALID}),
    LicenseStatus.OTHER: frozenset(LicenseStatus) - {LicenseStatus.OTHER},
    LicenseStatus.REVOKED: frozenset(),
    LicenseStatus.CANCELLED: frozenset(),
    LicenseStatus.EXPIRED: frozenset(),
    LicenseStatus.FORFEITED: frozenset(),
}
"""02 is given back by 暂扣发还, 06 by 取消转出; 03, 04, 05 and 07 are for good."""


EXPIRES = (LicenseStatus.VALID, LicenseStatus.WITHHELD)
"""What becomes 失效 by its last day. The others are out of use already, or elsewhere."""


def may_follow(now: LicenseStatus, then: LicenseStatus) -> bool:
    """Whether a licence in the first state may come into the second."""
    return then in FOLLOWS[now]


def is_usable(status: LicenseStatus) -> bool:
    """Only 01 may be used."""
    return status is LicenseStatus.VALID
