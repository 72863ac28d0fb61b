"""权限复核: the security administrator looks from time to time who still needs which post."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import RightsReview, Tenure
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.officers import ended
from tongban.base.accounts.types import Verdict
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def review_tenure(*, actor: Actor, tenure_id: UUID, verdict: str, note: str = "") -> RightsReview:
    """Confirm that a tenure is still right, or take the post back at once, with the reason.

    The security administrator, never for one's own posts. Raises Forbidden, Missing, Conflict for a
    tenure that has ended, Invalid for an unknown verdict or an end without a reason.
    """
    must(actor, "review_tenure")
    tenure = Tenure.objects.select_for_update().filter(id=tenure_id).first()
    if tenure is None:
        raise Missing(_("没有这次任职。"))
    must(actor, "review_tenure", tenure)
    if tenure.ended_at is not None:
        raise Conflict(_("这次任职已经结束，不用复核。"), code="not_in_post")
    why = note.replace("\x00", "").strip()[:200]
    findings = []
    if verdict not in Verdict.values:
        findings.append(FieldFinding("verdict", "required", _("请选保留或者收回。")))
    elif verdict == Verdict.END and not why:
        findings.append(FieldFinding("note", "required", _("收回权限要写明原因。")))
    if findings:
        raise Invalid(_("没有复核，请按提示改正。"), findings=findings)
    if verdict == Verdict.END:
        ended(tenure)
    review = RightsReview.objects.create(
        tenure=tenure,
        verdict=verdict,
        note=why,
        reviewed_at=now(),
        reviewed_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="review_tenure",
        subject_kind="account",
        subject_id=tenure.account_id,
        reason=why,
        detail={"post": str(tenure.post_id), "verdict": verdict},
    )
    return review
