"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from tongban.base.accounts.services.alerts import acknowledge_alert, watch
from tongban.base.accounts.services.changes import (
    change_phone_at_window,
    correct_name,
    finish_phone_change,
    merge_persons,
    record_death,
    start_phone_change,
)
from tongban.base.accounts.services.clerks import (
    Entrusted as Entrusted,
)
from tongban.base.accounts.services.clerks import (
    accept_invitation,
    change_clerk,
    confirm_clerk,
    decline_invitation,
    invite_clerk,
    revoke_clerkship,
    take_back_invitation,
)
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
from tongban.base.accounts.services.completing import complete_registration
from tongban.base.accounts.services.consenting import withdraw_consent
from tongban.base.accounts.services.delegating import (
    ask_consent,
    bind_delegation,
    confirm_consent,
    consent_on_paper,
    end_delegation,
    make_delegation,
    serve_person,
    take_delegation,
)
from tongban.base.accounts.services.demo import (
    InventedCompany as InventedCompany,
)
from tongban.base.accounts.services.demo import (
    InventedIdentity as InventedIdentity,
)
from tongban.base.accounts.services.demo import (
    keep_demo_companies,
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
from tongban.base.accounts.services.factors import (
    add_app,
    add_passkey,
    remove_factor,
    renew_recovery_codes,
    use_code,
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
from tongban.base.accounts.services.guardianships import end_guardianship, register_child
from tongban.base.accounts.services.licences import enter_by_licence
from tongban.base.accounts.services.linking import end_linkage, link_account
from tongban.base.accounts.services.machines import rotate_signing_key, take_call
from tongban.base.accounts.services.newcomers import register_by_agent
from tongban.base.accounts.services.notifying import (
    catch_up_logouts,
    notify_logout,
    send_logouts_again,
)
from tongban.base.accounts.services.officers import (
    appoint,
    end_tenure,
    hand_over_post,
    leave_office,
)
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.passwords import change_password
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.services.proving import prove_element
from tongban.base.accounts.services.recusing import declare_recusal, end_recusal
from tongban.base.accounts.services.registering import (
    agree_to_terms,
    confirm_registration_phone,
    start_linked_registration,
    start_registration,
    sweep_registrations,
    verify_registration,
)
from tongban.base.accounts.services.representing import (
    bind_company,
    change_representative_at_window,
    recheck_company,
)
from tongban.base.accounts.services.resets import (
    ask_for_factor_reset,
    refuse_factor_reset,
    reset_factors,
    reset_factors_at_window,
)
from tongban.base.accounts.services.retention import AT_ONCE as AT_ONCE
from tongban.base.accounts.services.retention import clear_kept
from tongban.base.accounts.services.reviewing import review_tenure
from tongban.base.accounts.services.serving_companies import serve_company
from tongban.base.accounts.services.sessions import (
    change_capacity,
    close_session,
    end_other_sessions,
    end_session,
    open_session,
    rename_session,
    touch_session,
)
from tongban.base.accounts.services.standing_in import end_stand_in, stand_in
from tongban.base.accounts.services.tries import (
    claim_try,
    forget_old_tries,
    forgive_try,
    record_failed_try,
)
from tongban.base.accounts.services.visits import count_visit, forget_old_visits
from tongban.base.accounts.services.windows import (
    change_first_password,
    register_at_window,
    verify_at_window,
)

__all__ = [
    "accept_invitation",
    "acknowledge_alert",
    "add_app",
    "add_passkey",
    "admit_client",
    "agree_to_terms",
    "answer_device",
    "answer_request",
    "apply_for_client",
    "appoint",
    "ask_about_data",
    "ask_consent",
    "ask_for_device",
    "ask_for_factor_reset",
    "authorise_clerk",
    "bind_company",
    "bind_delegation",
    "catch_up_logouts",
    "change_capacity",
    "change_clerk",
    "change_first_password",
    "change_password",
    "change_phone_at_window",
    "change_representative_at_window",
    "claim_try",
    "clear_grants",
    "clear_kept",
    "close_account",
    "close_session",
    "complete_registration",
    "confirm_clerk",
    "confirm_consent",
    "confirm_registration_phone",
    "consent_on_paper",
    "correct_name",
    "count_visit",
    "declare_recusal",
    "decline_invitation",
    "end_client",
    "end_delegation",
    "end_grants",
    "end_guardianship",
    "end_linkage",
    "end_other_sessions",
    "end_recusal",
    "end_session",
    "end_stand_in",
    "end_tenure",
    "enter_by_licence",
    "finish_phone_change",
    "forget_old_tries",
    "forget_old_visits",
    "forgive_try",
    "give_up_token",
    "hand_over_post",
    "invite_clerk",
    "keep_code",
    "keep_demo_companies",
    "keep_demo_identities",
    "keep_tokens",
    "leave_office",
    "link_account",
    "make_copy",
    "make_delegation",
    "make_secret",
    "merge_persons",
    "notify_logout",
    "open_account",
    "open_grant",
    "open_session",
    "poll_device",
    "prove_element",
    "recheck_company",
    "record_death",
    "record_failed_try",
    "refuse_client",
    "refuse_factor_reset",
    "register_at_window",
    "register_by_agent",
    "register_child",
    "register_legal_person",
    "register_person",
    "remove_factor",
    "rename_session",
    "renew_recovery_codes",
    "reset_factors",
    "reset_factors_at_window",
    "resume_client",
    "review_tenure",
    "revoke_clerk",
    "revoke_clerkship",
    "rotate_signing_key",
    "send_logouts_again",
    "serve_company",
    "serve_person",
    "spend_code",
    "spend_refresh_token",
    "stand_in",
    "start_linked_registration",
    "start_phone_change",
    "start_registration",
    "suspend_client",
    "sweep_copies",
    "sweep_registrations",
    "switch_demo_fault",
    "take_back_invitation",
    "take_call",
    "take_delegation",
    "touch_session",
    "use_code",
    "verify_at_window",
    "verify_registration",
    "watch",
    "withdraw_consent",
]
