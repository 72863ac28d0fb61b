"""Acts of feedback: rate a case."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.queries import my_state
from tongban.handling.cases.types import KIND, CaseState
from tongban.portal.feedback.models import Rating
from tongban.portal.feedback.rights import must
from tongban.portal.feedback.types import TAG_VERSION, TAGS, RatingChannel, Satisfaction

MAX_TEXT = 500
RATEABLE = (CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.NOT_CORRECTED)


@in_one_transaction
def rate_case(
    *,
    actor: Actor,
    case_id: UUID,
    satisfaction: int,
    tags: Sequence[str] = (),
    text: str = "",
    channel: str = RatingChannel.COMPUTER,
) -> Rating:
    """Rate a closed case, once. Only the applicant may (国办发〔2019〕51号: 一事一评).

    Raises Missing for another's case, Conflict for one that is still open or was rated, Invalid
    for an unknown level, a tag of another level or too long a text.
    """
    must(actor, "rate_case")
    text = text.replace("\x00", "").strip()
    state, division_code = my_state(actor, case_id)
    if state not in RATEABLE:
        raise Conflict(_("办完以后才能评价。"), code="not_closed")
    findings = []
    if satisfaction not in Satisfaction.values:
        findings.append(FieldFinding("satisfaction", "required", _("请选一个满意程度。")))
    else:
        known = {tag.code for tag in TAGS[Satisfaction(satisfaction).stars]}
        if set(tags) - known:
            findings.append(
                FieldFinding("tags", "tag_unknown", _("选的标签和满意程度对不上，请重选。"))
            )
    if channel not in RatingChannel.values:
        findings.append(FieldFinding("channel", "unknown", _("没有这种评价渠道。")))
    if len(text) > MAX_TEXT:
        findings.append(
            FieldFinding(
                "text", "too_long", _("最多写 %(max_text)s 个字。") % {"max_text": MAX_TEXT}
            )
        )
    if findings:
        raise Invalid(_("评价没有提交，请按提示改正。"), findings=findings)
    rating, created = Rating.objects.get_or_create(
        case_id=case_id,
        defaults={
            "division_code": division_code,
            "satisfaction": satisfaction,
            "tags": sorted(set(tags)),
            "tag_version": TAG_VERSION,
            "text": text,
            "channel": channel,
            "rated_at": now(),
        },
    )
    if not created:
        raise Conflict(_("这件事您已经评价过了，谢谢。"), code="already_rated")
    record(
        actor=actor,
        act="rate_case",
        subject_kind=KIND,
        subject_id=case_id,
        division_code=division_code,
        detail={"satisfaction": satisfaction, "tags": sorted(set(tags))},
    )
    return rating


@in_one_transaction
def erase_rating(*, actor: Actor, case_id: UUID) -> int:
    """Take the words off a rating whose case is destroyed; how satisfied somebody was is counted on
    and names nobody. How many there were. Part of the act that destroys, which records it.
    """
    must(actor, "erase_rating")
    return Rating.objects.filter(case_id=case_id).update(text="")
