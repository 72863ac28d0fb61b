"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from tongban.base.accounts.services.companies import (
    authorise_clerk,
    register_legal_person,
    revoke_clerk,
)
from tongban.base.accounts.services.officers import appoint, end_tenure
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.people import register_person

__all__ = [
    "appoint",
    "authorise_clerk",
    "end_tenure",
    "open_account",
    "register_legal_person",
    "register_person",
    "revoke_clerk",
]
