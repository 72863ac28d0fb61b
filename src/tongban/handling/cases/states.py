"""The life cycle of a case as data: which step of the process makes which state, and which act
does which outcome of which step.

The process that is published with the item is the one that is executed; this table only says what
its steps are called as states and acts.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tongban.base.orgs.types import Duty
from tongban.handling.cases.types import CaseState, EventKind

STATE_OF_STEP = {
    "prereview": CaseState.FILED,
    "accept": CaseState.PREREVIEWED,
    "correct": CaseState.CORRECTING,
    "review": CaseState.ACCEPTED,
    "inspect": CaseState.ACCEPTED,
    "decide": CaseState.REVIEWED,
    "issue": CaseState.GRANTED,
    "close": CaseState.GRANTED,
}
"""The step that waits → the state the case is in."""


STEPS_BY_RULE = frozenset({"prereview", "accept", "review", "decide", "issue", "close"})
"""Steps that the platform may do when a table of rules grants. An inspection is a person's."""


@dataclass(frozen=True, slots=True)
class ActRule:
    """One act at the desk."""

    step: str
    outcome: str
    label: Promise
    """Translated when it is shown: the table is read before anybody's language is known."""
    event: EventKind
    is_primary: bool = False
    is_refusal: bool = False
    needs_reason: bool = False
    is_before_acceptance: bool = False
    """May only happen until the case is accepted, even when a colleague sends it back later."""


ACTS: dict[str, ActRule] = {
    "pass_prereview": ActRule(
        "prereview",
        "pass",
        pgettext_lazy("act", "预审通过"),
        EventKind.PREREVIEWED,
        is_primary=True,
    ),
    "request_correction_at_prereview": ActRule(
        "prereview",
        "correction",
        pgettext_lazy("act", "要求补正"),
        EventKind.CORRECTION_ASKED,
        is_before_acceptance=True,
    ),
    "refuse_to_accept_at_prereview": ActRule(
        "prereview",
        "refuse",
        pgettext_lazy("act", "不予受理"),
        EventKind.NOT_ACCEPTED,
        is_refusal=True,
        needs_reason=True,
        is_before_acceptance=True,
    ),
    "accept_case": ActRule(
        "accept", "accept", pgettext_lazy("act", "受理"), EventKind.ACCEPTED, is_primary=True
    ),
    "request_correction": ActRule(
        "accept",
        "correction",
        pgettext_lazy("act", "要求补正"),
        EventKind.CORRECTION_ASKED,
        is_before_acceptance=True,
    ),
    "refuse_to_accept": ActRule(
        "accept",
        "refuse",
        pgettext_lazy("act", "不予受理"),
        EventKind.NOT_ACCEPTED,
        is_refusal=True,
        needs_reason=True,
        is_before_acceptance=True,
    ),
    "pass_review": ActRule(
        "review", "pass", pgettext_lazy("act", "审查通过"), EventKind.REVIEWED, is_primary=True
    ),
    "return_review": ActRule(
        "review",
        "return",
        pgettext_lazy("act", "退回受理岗"),
        EventKind.RETURNED,
        needs_reason=True,
    ),
    "fail_review": ActRule(
        "review",
        "fail",
        pgettext_lazy("act", "不符合，交决定"),
        EventKind.REVIEW_FAILED,
        needs_reason=True,
    ),
    "pass_inspection": ActRule(
        "inspect", "pass", pgettext_lazy("act", "核查通过"), EventKind.INSPECTED, is_primary=True
    ),
    "fail_inspection": ActRule(
        "inspect",
        "fail",
        pgettext_lazy("act", "核查不通过，交决定"),
        EventKind.INSPECTION_FAILED,
        needs_reason=True,
    ),
    "grant": ActRule(
        "decide", "grant", pgettext_lazy("act", "准予"), EventKind.GRANTED, is_primary=True
    ),
    "refuse": ActRule(
        "decide",
        "refuse",
        pgettext_lazy("act", "不予批准"),
        EventKind.REFUSED,
        is_refusal=True,
        needs_reason=True,
    ),
    "return_decision": ActRule(
        "decide",
        "return",
        pgettext_lazy("act", "退回审查岗"),
        EventKind.RETURNED,
        needs_reason=True,
    ),
}
"""Every act that an officer does on a case."""

DECISIONS = frozenset({EventKind.GRANTED, EventKind.REFUSED, EventKind.NOT_ACCEPTED})
"""What goes out to the applicant and cannot be taken back."""

HALL_DUTIES = frozenset({Duty.WINDOW.value, Duty.CHIEF.value})
"""Duties of a hall: they serve the items of every department of their division."""

HANDLING_DUTIES = HALL_DUTIES | {
    Duty.HANDLER.value,
    Duty.REVIEWER.value,
    Duty.SIGNER.value,
    Duty.INSPECTOR.value,
    Duty.ITEM_MANAGER.value,
}
"""Duties that handle cases, and the item manager's, who reads how they go. A department's other
posts (archives, seals, systems, security, …) see none: who keeps the accounts of officers has no
business in what people applied for.
"""
