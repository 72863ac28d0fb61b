"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from tongban.base.accounts.services.changes import (
    change_phone_at_window,
    correct_name,
    finish_phone_change,
    merge_persons,
    record_death,
    start_phone_change,
)
from tongban.base.accounts.services.companies import (
    authorise_clerk,
    register_legal_person,
    revoke_clerk,
)
from tongban.base.accounts.services.completing import complete_registration
from tongban.base.accounts.services.consenting import withdraw_consent
from tongban.base.accounts.services.demo import (
    InventedIdentity as InventedIdentity,
)
from tongban.base.accounts.services.demo import (
    keep_demo_identities,
    switch_demo_fault,
)
from tongban.base.accounts.services.duties import (
    answer_request,
    ask_about_data,
    close_account,
    make_copy,
    sweep_copies,
)
from tongban.base.accounts.services.guardianships import end_guardianship, register_child
from tongban.base.accounts.services.linking import end_linkage, link_account
from tongban.base.accounts.services.officers import appoint, end_tenure
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.services.proving import prove_element
from tongban.base.accounts.services.registering import (
    agree_to_terms,
    confirm_registration_phone,
    start_linked_registration,
    start_registration,
    sweep_registrations,
    verify_registration,
)
from tongban.base.accounts.services.windows import (
    change_first_password,
    register_at_window,
    verify_at_window,
)

__all__ = [
    "agree_to_terms",
    "answer_request",
    "appoint",
    "ask_about_data",
    "authorise_clerk",
    "change_first_password",
    "change_phone_at_window",
    "close_account",
    "complete_registration",
    "confirm_registration_phone",
    "correct_name",
    "end_guardianship",
    "end_linkage",
    "end_tenure",
    "finish_phone_change",
    "keep_demo_identities",
    "link_account",
    "make_copy",
    "merge_persons",
    "open_account",
    "prove_element",
    "record_death",
    "register_at_window",
    "register_child",
    "register_legal_person",
    "register_person",
    "revoke_clerk",
    "start_linked_registration",
    "start_phone_change",
    "start_registration",
    "sweep_copies",
    "sweep_registrations",
    "switch_demo_fault",
    "verify_at_window",
    "verify_registration",
    "withdraw_consent",
]
