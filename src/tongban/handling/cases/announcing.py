"""公示 of a case's decision: what everybody may read of it, masked where it is about a human being."""

from tongban.base.kernel.sealing.masks import mask_name
from tongban.handling.cases.models import Case
from tongban.management.catalog.types import Guide
from tongban.management.documents.types import Announcement, Outcome, PaperKind

NOBODY = "个人（姓名不公开）"


def announcement_of(case: Case, guide: Guide, kind: PaperKind) -> Announcement | None:
    """What everybody may read of a decision (行政许可法 40; 政府信息公开条例 20); None where the guide
    says why not. Nobody needs to know who was refused: a human being is not named there at all.
    """
    if guide.not_published_by:
        return None
    is_person = case.legal_person_id is None
    if kind == PaperKind.REFUSAL:
        return Announcement(
            item_code=case.item.code,
            item_name=case.revision.name,
            holder=NOBODY if is_person else case.applicant_name,
            result="",
            outcome=Outcome.REFUSED.value,
        )
    return Announcement(
        item_code=case.item.code,
        item_name=case.revision.name,
        holder=mask_name(case.applicant_name) if is_person else case.applicant_name,
        result=guide.result.name,
    )
