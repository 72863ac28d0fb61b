"""人工复核 that nobody answered: once its time is over, supervision hears of it. The answer is owed
still; what was granted stands meanwhile.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import HumanReview
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.irregularities import report
from tongban.handling.cases.services.steps import locked, note
from tongban.handling.cases.types import IrregularityKind


@in_one_transaction
def report_late_review(*, actor: Actor, case_id: UUID) -> HumanReview | None:
    """Tell supervision of a review that was not answered in time, once. Only the platform.

    None asked for, answered, not over, or told already: nothing happens.
    """
    must(actor, "report_late_review")
    case = locked(case_id)
    review = HumanReview.objects.select_for_update().filter(case_id=case.id).first()
    if review is None or review.answered_at is not None or review.late_at is not None:
        return review
    if review.due_on is None or review.due_on >= today():
        return review
    review.late_at = now()
    review.save(update_fields=["late_at"])
    with official():
        words = _("到期没有答复申请人的人工复核要求")
    report(
        case,
        IrregularityKind.REVIEW_LATE,
        actor,
        words=words,
        due_on=review.due_on.isoformat(),
    )
    note(case, "report_late_review", actor)
    return review
