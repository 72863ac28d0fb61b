"""送达 where nobody takes the paper: 留置送达 and 公告送达 (民事诉讼法 89, 95, by analogy).

Both count from their own day, both are proven by a 送达回证 that says what happened, and both are the
office's: no applicant chooses them.
"""

from datetime import date, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.clocks.queries import end_of_limit
from tongban.base.clocks.types import Limit, Unit
from tongban.base.files.services import keep as keep_file
from tongban.base.files.types import IMAGES
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import end_of, now, to_shanghai, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.documents.models import PaperService
from tongban.management.documents.rights import must
from tongban.management.documents.services.making import note
from tongban.management.documents.services.serving import (
    locked_paper,
    served,
    to_be_served,
)
from tongban.management.documents.types import ServiceState, ServiceWay

LONGEST_PLACE, LONGEST_WITNESSES, LONGEST_CAUSE = 200, 200, 1000


@in_one_transaction
def leave_paper(
    *,
    actor: Actor,
    paper_id: UUID,
    place: str,
    cause: str,
    witnesses: str = "",
    left_at: datetime | None = None,
    stream: BinaryIO | None = None,
    filename: str = "",
) -> PaperService:
    """留置送达: the addressee, or a grown-up of the household, would not take it, so it was left where
    they live. Served when it was left.

    Needs witnesses of the neighbourhood or the workplace, or a photograph of how it was left. Raises
    Invalid for whatever is missing and for a time before it was signed or still to come; Conflict
    when it is served or on its way.
    """
    paper = to_be_served("leave_paper", actor, paper_id)
    moment = left_at or now()
    where, why, who = _plain(place), _plain(cause), _plain(witnesses)
    findings = []
    if not where or len(where) > LONGEST_PLACE:
        findings.append(FieldFinding("place", "required", _("请填留在哪里，最多 200 个字。")))
    if not why or len(why) > LONGEST_CAUSE:
        findings.append(
            FieldFinding("cause", "required", _("请写谁在什么情况下不肯收，最多 1000 个字。"))
        )
    if (not who and stream is None) or len(who) > LONGEST_WITNESSES:
        findings.append(
            FieldFinding(
                "witnesses",
                "no_proof",
                _("请填见证人（居委会、村委会或者单位的人），或者上传送达过程的照片。"),
            )
        )
    assert paper.signed_at is not None
    if not paper.signed_at.date() <= to_shanghai(moment).date() <= today():
        findings.append(
            FieldFinding("left_on", "range", _("留置的日期不能早于签发，也不能晚于今天。"))
        )
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    photo = (
        keep_file(actor=actor, stream=stream, name=filename, purpose="service", accept=IMAGES)
        if stream is not None
        else None
    )
    with official():
        left = _("留置，视为送达")
    return served(
        paper,
        actor,
        ServiceWay.LEFT,
        left,
        at=moment,
        service=PaperService(
            paper=paper,
            division_code=paper.division_code,
            way=ServiceWay.LEFT,
            by=actor.as_value(),
            place=where,
            cause=why,
            witnesses=who,
            file_id=photo.id if photo is not None else None,
        ),
    )


@in_one_transaction
def publish_service(*, actor: Actor, paper_id: UUID, cause: str) -> PaperService:
    """公告送达, first half: nobody knows where the addressee is, or no other way works; by who signs,
    with what was tried. Published with the name masked and none of the text.

    Not served yet: that it is when the days since the publication are over. Raises Invalid without
    a cause, Conflict when it is served or on its way.
    """
    paper = to_be_served("publish_service", actor, paper_id)
    why = _plain(cause)
    if not why or len(why) > LONGEST_CAUSE:
        raise Invalid(
            _("没有保存，请按提示改正。"),
            findings=[
                FieldFinding(
                    "cause", "required", _("请写为什么只能公告：用过哪些办法，为什么送不到。")
                )
            ],
        )
    made = PaperService.objects.create(
        paper=paper,
        division_code=paper.division_code,
        way=ServiceWay.PUBLISHED,
        state=ServiceState.SENT,
        cause=why,
        sent_at=now(),
        published_at=now(),
        due_on=last_day_of_publication(),
        by=actor.as_value(),
    )
    note(paper, "publish_service", actor, until=made.due_on.isoformat() if made.due_on else "")
    return made


def last_day_of_publication() -> date:
    """Of one that begins now; the end of a limit is the next day's first moment."""
    limit = Limit(settings.PUBLIC_SERVICE_DAYS, Unit.NATURAL_DAY)
    return to_shanghai(end_of_limit(limit, now()) - timedelta(seconds=1)).date()


@in_one_transaction
def complete_published(*, actor: Actor, paper_id: UUID) -> PaperService | None:
    """公告送达, second half: the days are over, so it counts as served with the end of the last one.
    Only the platform.

    Not published, served otherwise meanwhile, or not over: nothing happens.
    """
    must(actor, "complete_published")
    paper = locked_paper(paper_id)
    service = (
        paper.services.select_for_update()
        .filter(way=ServiceWay.PUBLISHED, state=ServiceState.SENT)
        .first()
    )
    if service is None or service.due_on is None or today() <= service.due_on:
        return None
    with official():
        over = _("公告期满，视为送达")
    return served(
        paper,
        actor,
        ServiceWay.PUBLISHED,
        over,
        at=end_of(service.due_on) - timedelta(minutes=1),
        service=service,
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
