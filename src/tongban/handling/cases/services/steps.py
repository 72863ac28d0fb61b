"""What every act on a case shares: the lock, the step of the process, the timeline, the notice."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.clocks.services import end_clocks
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.notices.services import send
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.papers import put_in_writing
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.hands import (
    end_claim,
    end_claims_but,
    must_not_be_anothers,
)
from tongban.handling.cases.states import ACTS, STATE_OF_STEP, ActRule
from tongban.handling.cases.types import KIND, CaseState, EventKind, case_followers
from tongban.management.catalog import queries as catalog
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.services import complete_step
from tongban.management.workflow.types import SYSTEM, WaitingStep

MAX_WORDS = 1000
"""Characters of an opinion or a reason."""
OFFICE_CLOCKS = (LimitKind.PROMISED.value, LimitKind.STATUTORY.value)


def locked(case_id: UUID) -> Case:
    """The case with its row locked until the act's end; raises Missing."""
    try:
        case = Case.objects.select_for_update().get(id=case_id)
    except Case.DoesNotExist:
        raise Missing(_("没有这个办件。")) from None
    # The one relation that every act reads never changes, so the process has it already.
    case.revision = catalog.kept_revision(case.revision_id)
    return case


def must_be_in(case: Case, *states: CaseState, act: str) -> None:
    """Raises Conflict unless the case is in one of the states."""
    if case.state not in states:
        raise Conflict(
            _("现在不能%(act)s：办件已经是“%(state)s”。请刷新页面看最新进度。")
            % {"act": act, "state": case.get_state_display()},
            code="wrong_state",
        )


def must_be_here(case: Case) -> None:
    """Raises Conflict (``handled_elsewhere``) while a department's own system has the case: officers
    here read it, and begin nothing that the other side would not hear of.
    """
    if case.elsewhere:
        raise Conflict(
            _("这个办件在%(name)s办理，结果会自动回来，不用在这里再办。")
            % {"name": case.elsewhere},
            code="handled_elsewhere",
        )


def take_step(*, actor: Actor, case_id: UUID, act: str, or_act: str = "") -> tuple[Case, ActRule]:
    """Lock the case, check right and state, and let the process go one step on.

    ``or_act`` is done instead when the case does not stand at the step of ``act``: the same thing
    may happen at two steps. Raises Missing, Forbidden (wrong post, own case) and Conflict
    (``claimed`` by a colleague; ``wrong_state``: the step does not wait any more, for instance
    because a colleague was first; ``already_accepted``; ``not_in_process``). What the act was given is judged after this; when it does not hold, the
    act's transaction takes the step back.
    """
    must(actor, or_act or act)
    case = locked(case_id)
    rule = ACTS[act]
    if or_act and case.state != STATE_OF_STEP[rule.step]:
        rule = ACTS[or_act]
    must(actor, or_act or act, case, only="post")
    must(actor, or_act or act, case, only="without_rule")
    duty = workflow.duty_of(case.process_id, rule.step) if case.number else ""
    if not duty:
        raise _not_now(case, rule)
    must(actor, or_act or act, (case, duty), only="step")
    must_be_here(case)
    must(actor, or_act or act, case, only="own_case")
    must(actor, or_act or act, case, only="receiver")
    must(actor, or_act or act, case, only="chaired")
    claim = must_not_be_anothers(actor, case, duty)
    try:
        position = complete_step(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            step=rule.step,
            outcome=rule.outcome,
        )
    except Conflict as error:
        raise _not_now(case, rule) from error
    except Invalid as error:
        raise Conflict(
            _("这件事的流程里没有“%(label)s”，请选页面上列出的。") % {"label": rule.label},
            code="not_in_process",
        ) from error
    if is_too_late(rule, case):
        raise Conflict(
            _(
                "已经受理，不能再要求补正或者不予受理（行政许可法第三十二条）。不符合的，请写明理由交决定。"
            ),
            code="already_accepted",
        )
    settle(case, position.waiting)
    if claim is not None:
        end_claim(claim)
    return case, rule


def _not_now(case: Case, rule: ActRule) -> Conflict:
    return Conflict(
        _("现在不能“%(label)s”：办件已经是“%(state)s”。可能同事刚办过，请刷新页面。")
        % {"label": rule.label, "state": case.get_state_display()},
        code="wrong_state",
    )


def is_too_late(rule: ActRule, case: Case) -> bool:
    """Whether the act would undo an acceptance: a case sent back stays accepted.

    行政许可法 32: what is to be corrected is said once, before acceptance.
    """
    return case.accepted_at is not None and rule.is_before_acceptance


def settle(case: Case, waiting: Sequence[WaitingStep]) -> None:
    """Read the case's state and whom it waits for off the process. The caller saves."""
    case.waiting_duties = sorted({w.duty for w in waiting if w.duty != SYSTEM})
    if not waiting:
        return
    state = STATE_OF_STEP[waiting[0].step]
    # Sent back to who accepted it: the applicant was told of the acceptance, and it stands.
    case.state = (
        CaseState.ACCEPTED if state == CaseState.PREREVIEWED and case.accepted_at else state
    )


def keep(case: Case, *fields: str) -> None:
    """Save these columns, with those that say that the row changed."""
    case.changed_at = now()
    case.operation = Case.Operation.UPDATE
    case.save(update_fields=[*fields, "changed_at", "operation"])
    if "waiting_duties" in fields and case.number:
        end_claims_but(case)


def said(text: str, *, demanded: str = "", place: str = "reason") -> str:
    """What an officer or an applicant wrote, fit to be kept and shown.

    ``demanded`` is what the words must explain, when they must not be missing. Raises Invalid.
    """
    plain = text.replace("\x00", "").strip()
    if demanded and not plain:
        raise Invalid(
            _("请写明%(demanded)s的理由。") % {"demanded": demanded},
            findings=[FieldFinding(place, "required", _("请写明理由，申请人看得到。"))],
        )
    if len(plain) > MAX_WORDS:
        raise Invalid(
            _("写得太长了，最多 %(max_words)s 个字。") % {"max_words": MAX_WORDS},
            findings=[
                FieldFinding(
                    place, "too_long", _("最多写 %(max_words)s 个字。") % {"max_words": MAX_WORDS}
                )
            ],
        )
    return plain


def tell(
    case: Case,
    kind: EventKind,
    actor: Actor,
    *,
    opinion: str = "",
    detail: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Add a line to the timeline, put it in writing where the law wants that, and let those know
    who follow cases.
    """
    event = CaseEvent.objects.create(
        case=case,
        division_code=case.division_code,
        kind=kind,
        at=now(),
        by=actor.as_value(),
        opinion=said(opinion),
        detail=dict(detail or {}),
    )
    put_in_writing(case, event, actor)
    for follower in case_followers():
        follower(case, kind, actor)
    return event


def note(case: Case, act: str, actor: Actor, **detail: Any) -> None:
    """Write the act down in the audit trail."""
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        detail={"number": case.number, "state": case.state, **detail},
    )


def notify(case: Case, actor: Actor, template: str, **values: str) -> None:
    """Put a message to the applicant in the outbox, if there is a phone to send it to."""
    if not case.contact_phone:
        return
    send(
        actor=actor,
        template=template,
        address=case.contact_phone,
        values={
            "item": case.revision.name,
            "query_number": spaced_query_number(case.query_number or ""),
            **values,
        },
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
    )


def spaced_query_number(number: str) -> str:
    """123456789012 → 1234 5678 9012, as it is read out."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def in_words(day: date) -> str:
    """A day as messages say it."""
    return f"{day.month} 月 {day.day} 日"


def end_everything(case: Case, actor: Actor, *, cancelled: bool = False) -> list[Any]:
    """End every clock that still runs for the case; those that ended."""
    return end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        outcome="cancelled" if cancelled else None,
    )
