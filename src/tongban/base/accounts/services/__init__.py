"""Acts of accounts: keep people and companies, open accounts, give and take capacities."""

from tongban.base.accounts.services.alerts import acknowledge_alert, watch
from tongban.base.accounts.services.companies import (
    authorise_clerk,
    register_legal_person,
    revoke_clerk,
)
from tongban.base.accounts.services.factors import (
    add_app,
    add_passkey,
    remove_factor,
    renew_recovery_codes,
    use_code,
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
from tongban.base.accounts.services.recusing import declare_recusal, end_recusal
from tongban.base.accounts.services.reviewing import review_tenure
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

__all__ = [
    "acknowledge_alert",
    "add_app",
    "add_passkey",
    "appoint",
    "authorise_clerk",
    "change_capacity",
    "change_password",
    "claim_try",
    "close_session",
    "count_visit",
    "declare_recusal",
    "end_other_sessions",
    "end_recusal",
    "end_session",
    "end_stand_in",
    "end_tenure",
    "forget_old_tries",
    "forget_old_visits",
    "forgive_try",
    "hand_over_post",
    "leave_office",
    "open_account",
    "open_session",
    "record_failed_try",
    "register_legal_person",
    "register_person",
    "remove_factor",
    "rename_session",
    "renew_recovery_codes",
    "review_tenure",
    "revoke_clerk",
    "stand_in",
    "touch_session",
    "use_code",
    "watch",
]
