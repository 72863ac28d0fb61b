"""看完整号码: what the desk masks, shown whole to whoever says why."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import locked, said
from tongban.handling.cases.types import KIND, SealedPart

LONGEST_REASON = 200


@in_one_transaction
def reveal(*, actor: Actor, case_id: UUID, part: str, reason: str) -> tuple[Case, SealedPart]:
    """Let an officer see one kind of number whole; who, what and why is recorded first.

    The applicant reads the reason (PIPL 7, 45). Changes nothing of the case. Raises Missing,
    Forbidden for a post that does not reach the case, Invalid without a reason.
    """
    must(actor, "reveal")
    case = locked(case_id)
    must(actor, "reveal", case)
    if part not in SealedPart.values:
        raise Invalid(
            _("请选要看证件号码还是手机号。"),
            findings=[FieldFinding("part", "required", _("请选要看哪一项。"))],
        )
    why = said(reason, demanded=pgettext("act", "要看完整号码"), place="look_reason")
    if len(why) > LONGEST_REASON:
        raise Invalid(
            _("写得太长了，最多 %(most)s 个字。") % {"most": LONGEST_REASON},
            findings=[
                FieldFinding(
                    "look_reason",
                    "too_long",
                    _("最多写 %(most)s 个字。") % {"most": LONGEST_REASON},
                )
            ],
        )
    wanted = SealedPart(part)
    record_look(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        fields=[wanted.value],
        reason=why,
        division_code=case.division_code,
    )
    return case, wanted
