"""秒批: a table of rules looks at a case when it is filed. It can grant; it never refuses.

It is done in the transaction that files the case, and not by a job after it: who applies reads the
result at once, nobody can begin with the case in between, and it is there once, because a case is
filed once. What goes wrong is taken back to where the case was filed (a savepoint), and a person
decides; no table keeps anybody from applying.
"""

import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.types import Limit, Unit
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, TongbanError
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.facts import facts_of, kept
from tongban.handling.cases.models import Case, HumanReview, Ruling
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import locked, note, notify, said, tell
from tongban.handling.cases.types import (
    HUMAN_REVIEW,
    KIND,
    CaseState,
    Decision,
    EventKind,
    ReviewOutcome,
)
from tongban.management.catalog import queries as catalog
from tongban.management.documents.services import withdraw_grants
from tongban.management.rules import queries as rules
from tongban.management.rules.types import RulesView, Verdict
from tongban.management.workflow import queries as workflow
from tongban.sharing.licenses.services import revoke_license
from tongban.sharing.licenses.types import LicenseStatus

_log = logging.getLogger(__name__)

BY_RULES = "系统按规则"
"""What people read as the doer."""
NOT_STARTED = (CaseState.FILED, CaseState.PREREVIEWED)
"""States in which nobody has begun with the case."""
MOST_STEPS = 12
OTHERWISE = {
    "asked_for_a_person": "上次当场办的结果经人工复核撤销了，这次由人办",
    "step_for_a_person": "流程里有必须由人办的环节",
}
"""Reasons to hand a case to a person that are no table's."""


def decided_at_once(case: Case, *, by_person: bool) -> Case | None:
    """The case when a table granted it just now; None when a person decides. Part of filing."""
    if by_person or not catalog.guide(case.revision_id).rule_table:
        return None
    try:
        with transaction.atomic():
            decided = decide_by_rules(actor=system(BY_RULES), case_id=case.id)
    except Exception:  # noqa: BLE001 - no fault of a table may keep anybody from applying
        # Whatever it is, the application stands as it was filed, and a person decides.
        _log.exception("rules on case %s", case.number)
        return None
    return decided if decided.decision else None


@in_one_transaction
def decide_by_rules(*, actor: Actor, case_id: UUID) -> Case:
    """Let the item's table judge a filed case, once. Only the platform.

    When it grants, the case passes every step of its process to its closing. Otherwise nothing
    changes but that the officers read why. Judged already, or begun by a person: nothing happens.
    """
    must(actor, "decide_by_rules")
    case = locked(case_id)
    table = _table_of(case)
    if table is None or case.state not in NOT_STARTED or case.accepted_at is not None:
        return case
    if Ruling.objects.filter(case_id=case.id).exists():
        return case
    facts = facts_of(case, table.content)
    verdict = rules.judge(table.id, facts)
    if verdict.grants and _was_redone(case):
        verdict = _to_a_person("asked_for_a_person")
    ruling = _kept(case, table, verdict, kept(facts, table.content))
    if verdict.grants:
        try:
            with transaction.atomic():
                case = _granted(actor, case, ruling)
        except TongbanError as error:
            _log.warning("case %s not granted by rules: %s", case.number, error.code)
            case = locked(case_id)
            ruling.grants, ruling.row = False, None
            ruling.reason = "step_for_a_person"
            ruling.words = OTHERWISE[ruling.reason]
            ruling.save()
    note(
        case,
        "decide_by_rules",
        actor,
        rules=table.key,
        version=table.version,
        row=ruling.row,
        grants=ruling.grants,
        reason=ruling.reason,
    )
    return case


def _table_of(case: Case) -> RulesView | None:
    key = catalog.guide(case.revision_id).rule_table if case.number else ""
    return rules.in_force(key) if key else None


def _to_a_person(reason: str) -> Verdict:
    return Verdict(grants=False, reason=reason, words=OTHERWISE[reason])


def _was_redone(case: Case) -> bool:
    """Whether a person took back what a table had granted the same applicant for this item."""
    whose = (
        {"case__legal_person_id": case.legal_person_id}
        if case.legal_person_id
        else {"case__person_id": case.person_id, "case__legal_person__isnull": True}
    )
    return HumanReview.objects.filter(
        outcome=ReviewOutcome.REDONE, case__item_id=case.item_id, **whose
    ).exists()


def _kept(case: Case, table: RulesView, verdict: Verdict, facts: str) -> Ruling:
    with official():
        words = verdict.words
    return Ruling.objects.create(
        case=case,
        division_code=case.division_code,
        rules_id=table.id,
        facts=facts,
        grants=verdict.grants,
        row=verdict.row,
        reason=verdict.reason,
        words=words,
        about=verdict.about,
        at=now(),
    )


def _granted(actor: Actor, case: Case, ruling: Ruling) -> Case:
    """Every step of the process to the closing, each by its own act, by the platform."""
    from tongban.handling.cases.services.accepting import accept_case, pass_prereview
    from tongban.handling.cases.services.deciding import grant
    from tongban.handling.cases.services.finishing import close_case, issue_result
    from tongban.handling.cases.services.reviewing import pass_review

    words = f"按规则当场办：{ruling.words}。"
    acts: dict[str, Callable[[], Case]] = {
        "prereview": lambda: pass_prereview(actor=actor, case_id=case.id, opinion="按规则核对。"),
        "accept": lambda: accept_case(actor=actor, case_id=case.id, opinion="按规则核对，受理。"),
        "review": lambda: pass_review(actor=actor, case_id=case.id, opinion="按规则核对。"),
        "decide": lambda: grant(actor=actor, case_id=case.id, opinion=words),
        "issue": lambda: issue_result(actor=actor, case_id=case.id),
        "close": lambda: close_case(actor=actor, case_id=case.id),
    }
    done = case
    for _step in range(MOST_STEPS):
        waiting = workflow.position(KIND, case.id).waiting
        if not waiting:
            break
        if waiting[0].step not in acts:
            break
        done = acts[waiting[0].step]()
    if done.decision != Decision.GRANTED or done.closed_at is None:
        raise Conflict(_("流程里有必须由人办的环节。"), code="step_for_a_person")
    return done


@in_one_transaction
def ask_human_review(*, actor: Actor, case_id: UUID, reason: str) -> HumanReview:
    """要求人工复核: whoever applied does not agree with what was decided without a person.

    Raises Conflict (``not_by_rules``) for a case that a person decided, (``review_asked``) the second
    time, Invalid without a reason.
    """
    must(actor, "ask_human_review")
    case = locked(case_id)
    must(actor, "ask_human_review", case, only="own")
    if not Ruling.objects.filter(case_id=case.id, grants=True).exists():
        raise Conflict(_("这件事是由人办的，没有系统作的决定。"), code="not_by_rules")
    if HumanReview.objects.filter(case_id=case.id).exists():
        raise Conflict(_("已经要求过人工复核了，结果会告诉您。"), code="review_asked")
    review = HumanReview.objects.create(
        case=case,
        division_code=case.division_code,
        reason=said(reason, demanded=pgettext("act", "要求人工复核")),
        asked_at=now(),
        asked_by=actor.as_value(),
    )
    review.due_on = start_clock(
        actor=actor,
        subject_kind=HUMAN_REVIEW,
        subject_id=review.id,
        limit_kind=HUMAN_REVIEW,
        limit=Limit(settings.HUMAN_REVIEW_DAYS, Unit.WORKING_DAY),
        basis="《中华人民共和国个人信息保护法》第二十四条、第五十条",
        division_code=case.division_code,
        department_id=case.department_id,
    ).due_on
    review.save(update_fields=["due_on"])
    tell(case, EventKind.REVIEW_ASKED, actor, opinion=review.reason)
    note(case, "ask_human_review", actor)
    return review


@in_one_transaction
def answer_human_review(*, actor: Actor, case_id: UUID, outcome: str, answer: str) -> HumanReview:
    """人工复核的结果: a signer of the department has looked at the case.

    ``redone`` takes the licence out of use; the applicant's next application for this item goes to
    a person. Raises Conflict (``review_missing``, ``review_answered``), Invalid without an answer.
    """
    must(actor, "answer_human_review")
    case = locked(case_id)
    must(actor, "answer_human_review", case)
    review = HumanReview.objects.filter(case_id=case.id).first()
    if review is None:
        raise Conflict(_("没有人要求复核这个办件。"), code="review_missing")
    if review.answered_at is not None:
        raise Conflict(_("已经答复过了，请刷新页面。"), code="review_answered")
    if outcome not in ReviewOutcome.values:
        raise Invalid(
            _("请选复核的结果。"),
            findings=[FieldFinding("outcome", "required", _("请选维持，还是撤销。"))],
        )
    review.answer = said(answer, demanded=pgettext("act", "答复人工复核"), place="answer")
    review.outcome, review.answered_at = outcome, now()
    review.answered_by = actor.as_value()
    review.save()
    end_clocks(actor=actor, subject_kind=HUMAN_REVIEW, subject_id=review.id)
    if outcome == ReviewOutcome.REDONE and case.license_id is not None:
        revoke_license(
            actor=actor,
            license_id=case.license_id,
            status=LicenseStatus.REVOKED,
            reason=review.answer[:500],
        )
    if outcome == ReviewOutcome.REDONE:
        withdraw_grants(
            actor=actor, subject_kind=KIND, subject_id=case.id, reason="准予的决定已经撤销"
        )
    with official():
        words = str(ReviewOutcome(outcome).label)
    tell(
        case,
        EventKind.REVIEW_ANSWERED,
        actor,
        opinion=review.answer,
        detail={"outcome": outcome},
    )
    note(case, "answer_human_review", actor, outcome=outcome)
    notify(case, actor, "case_review_answered", outcome=words)
    return review
