"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from tongban.base.accounts.services.companies import (
    authorise_clerk,
    register_legal_person,
    revoke_clerk,
)
from tongban.base.accounts.services.officers import (
    appoint,
    end_tenure,
    hand_over_post,
    leave_office,
)
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.services.recusing import declare_recusal, end_recusal
from tongban.base.accounts.services.reviewing import review_tenure
from tongban.base.accounts.services.standing_in import end_stand_in, stand_in

__all__ = [
    "appoint",
    "authorise_clerk",
    "declare_recusal",
    "end_recusal",
    "end_stand_in",
    "end_tenure",
    "hand_over_post",
    "leave_office",
    "open_account",
    "register_legal_person",
    "register_person",
    "review_tenure",
    "revoke_clerk",
    "stand_in",
]
