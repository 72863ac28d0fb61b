"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from tongban.base.accounts.services.clients import (
    admit_client,
    apply_for_client,
    end_client,
    make_secret,
    refuse_client,
    resume_client,
    suspend_client,
)
from tongban.base.accounts.services.companies import (
    authorise_clerk,
    register_legal_person,
    revoke_clerk,
)
from tongban.base.accounts.services.grants import (
    answer_device,
    ask_for_device,
    clear_grants,
    end_grants,
    give_up_token,
    keep_code,
    keep_tokens,
    open_grant,
    poll_device,
    spend_code,
    spend_refresh_token,
)
from tongban.base.accounts.services.machines import rotate_signing_key, take_call
from tongban.base.accounts.services.officers import appoint, end_tenure
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.people import register_person

__all__ = [
    "admit_client",
    "answer_device",
    "apply_for_client",
    "appoint",
    "ask_for_device",
    "authorise_clerk",
    "clear_grants",
    "end_client",
    "end_grants",
    "end_tenure",
    "give_up_token",
    "keep_code",
    "keep_tokens",
    "make_secret",
    "open_account",
    "open_grant",
    "poll_device",
    "refuse_client",
    "register_legal_person",
    "register_person",
    "resume_client",
    "revoke_clerk",
    "rotate_signing_key",
    "spend_code",
    "spend_refresh_token",
    "suspend_client",
    "take_call",
]
