"""Acts of money. Each is one transaction; a provider is never called inside one."""

from tongban.management.payments.services.asking import (
    ask_payment,
    cancel_payment,
    expire_payments,
    renew_payment,
)
from tongban.management.payments.services.exempting import (
    approve_exemption,
    ask_exemption,
    refuse_exemption,
)
from tongban.management.payments.services.reconciling import (
    explain_difference,
    miss_statement,
    take_statement,
)
from tongban.management.payments.services.refunding import (
    approve_refund,
    ask_refund,
    refuse_refund,
    settle_refund,
)
from tongban.management.payments.services.sending import (
    catch_up_refunds,
    send_refund,
    send_refund_again,
)
from tongban.management.payments.services.taking import note_forgery, take_payment

__all__ = [
    "approve_exemption",
    "approve_refund",
    "ask_exemption",
    "ask_payment",
    "ask_refund",
    "cancel_payment",
    "catch_up_refunds",
    "expire_payments",
    "explain_difference",
    "miss_statement",
    "note_forgery",
    "refuse_exemption",
    "refuse_refund",
    "renew_payment",
    "send_refund",
    "send_refund_again",
    "settle_refund",
    "take_payment",
    "take_statement",
]
