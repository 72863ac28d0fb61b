"""专家和第三方意见: who was asked what, when, and what came of it; beside a special procedure where
one runs, so that its time does not count (行政许可法 45).
"""

from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.files.services import keep as keep_file
from tongban.base.files.types import UPLOADS
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Opinion
from tongban.handling.cases.services.entering import entered
from tongban.handling.cases.services.steps import must_be_here, note, said, tell
from tongban.handling.cases.types import EventKind, MeasureState, OpinionKind


@in_one_transaction
def commission_opinion(
    *, actor: Actor, case_id: UUID, kind: str, who: str, question: str
) -> Opinion:
    """Ask an expert or a third party. The applicant is told in the timeline.

    It belongs to the special procedure that runs, if one does; else the limits go on. Raises
    Invalid without kind, name or question.
    """
    case = entered("commission_opinion", actor, case_id, what=_("请专家或者第三方出意见"))
    must_be_here(case)
    name, asked = said(who, place="who"), said(question, place="question")
    findings = []
    if kind not in OpinionKind.values:
        findings.append(FieldFinding("kind", "required", _("请选是哪一种意见。")))
    if not name or len(name) > 200:
        findings.append(FieldFinding("who", "required", _("请写请了谁，最多 200 个字。")))
    if not asked:
        findings.append(FieldFinding("question", "required", _("请写要对方回答什么。")))
    if findings:
        raise Invalid(_("还没有登记，请按提示改正。"), findings=findings)
    opinion = Opinion.objects.create(
        case=case,
        division_code=case.division_code,
        kind=kind,
        who=name,
        question=asked,
        measure=case.measures.filter(state=MeasureState.RUNNING).first(),
        commissioned_at=now(),
        commissioned_by=actor.as_value(),
    )
    tell(case, EventKind.OPINION_ASKED, actor, opinion=asked, detail={"who": name, "kind": kind})
    note(case, "commission_opinion", actor, opinion=str(opinion.id), kind=kind)
    return opinion


@in_one_transaction
def receive_opinion(
    *,
    actor: Actor,
    case_id: UUID,
    opinion_id: UUID,
    result: str,
    stream: BinaryIO | None = None,
    filename: str = "",
) -> Opinion:
    """Write down what came, with the report as a file. Raises Invalid without a conclusion or a
    report, Conflict (``opinion_received``) the second time.
    """
    case = entered("receive_opinion", actor, case_id, what=_("登记收到的意见"))
    opinion = case.opinions.select_for_update().filter(id=opinion_id).first()
    if opinion is None:
        raise Missing(_("没有这一项意见。"))
    if not opinion.is_open:
        raise Conflict(_("这一项意见已经登记过。"), code="opinion_received")
    opinion.result = said(result, demanded=pgettext("act", "登记意见"), place="result")
    if stream is None:
        raise Invalid(
            _("请上传报告。"), findings=[FieldFinding("file", "required", _("请上传报告。"))]
        )
    opinion.file_id = keep_file(
        actor=actor, stream=stream, name=filename, purpose="opinion", accept=UPLOADS
    ).id
    opinion.received_at = now()
    opinion.save()
    tell(
        case,
        EventKind.OPINION_CAME,
        actor,
        opinion=opinion.result,
        detail={"who": opinion.who, "kind": opinion.kind},
    )
    note(case, "receive_opinion", actor, opinion=str(opinion.id))
    return opinion
