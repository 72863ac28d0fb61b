"""经办、审核、签发: papers that more than one person answers for, each step an act of its own."""

import json
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.documents.models import Paper
from tongban.management.documents.rights import must
from tongban.management.documents.services.making import announce, make_paper, note, sign
from tongban.management.documents.services.serving import locked_paper, serve_if_agreed
from tongban.management.documents.states import MAY
from tongban.management.documents.types import PaperKind, PaperOf, PaperState

LONGEST = 500


@in_one_transaction
def draft_amendment(
    *, actor: Actor, paper_id: UUID, wrong: str, right: str, reason: str = ""
) -> Paper:
    """拟写更正通知书: a signed paper never changes, so a slip of the pen in it is mended by another.

    ``wrong`` must stand in its text exactly so. Others review and sign it. Raises Invalid, and
    Conflict for a paper that is not signed.
    """
    must(actor, "draft_amendment")
    paper = locked_paper(paper_id)
    must(actor, "draft_amendment", paper)
    if paper.state not in MAY["amend"] or paper.kind in {
        PaperKind.SERVICE_RETURN,
        PaperKind.AMENDMENT,
    }:
        raise _not_now(paper)
    wrong, right, reason = (" ".join(t.replace("\x00", "").split()) for t in (wrong, right, reason))
    findings = []
    if not wrong or wrong not in "".join(json.loads(paper.text)):
        findings.append(FieldFinding("wrong", "not_there", _("请照原文书写有误的文字，一字不差。")))
    if not right or right == wrong:
        findings.append(FieldFinding("right", "required", _("请写更正后的文字。")))
    if max(len(wrong), len(right), len(reason)) > LONGEST:
        findings.append(FieldFinding("reason", "too_long", _("每一处最多写 500 个字。")))
    if findings:
        raise Invalid(_("更正通知书没有拟好，请按提示改正。"), findings=findings)
    return make_paper(
        actor=actor,
        kind=PaperKind.AMENDMENT,
        of=PaperOf(
            subject_kind=paper.subject_kind,
            subject_id=paper.subject_id,
            department_id=paper.department_id,
            division_code=paper.division_code,
            addressee=paper.addressee,
            series=paper.series,
        ),
        values={
            "title": paper.title,
            "number": paper.number or "",
            "wrong": wrong,
            "right": right,
            "reason": reason,
        },
        about_id=paper.id,
    )


@in_one_transaction
def review_paper(*, actor: Actor, paper_id: UUID) -> Paper:
    """审核: the draft may be signed. Never by who drafted it (Forbidden, ``own_draft``)."""
    paper = _taken("review_paper", actor, paper_id, "review")
    paper.state = PaperState.REVIEWED
    paper.reviewed_by, paper.reviewed_at = actor.as_value(), now()
    paper.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    note(paper, "review_paper", actor)
    return paper


@in_one_transaction
def sign_paper(*, actor: Actor, paper_id: UUID) -> Paper:
    """签发: number, day and signer; from now on it never changes, and it goes on to its service.

    Never by who drafted it (Forbidden, ``own_draft``).
    """
    paper = _taken("sign_paper", actor, paper_id, "sign")
    sign(paper, actor)
    paper.save(update_fields=["state", "number", "signed_by", "signed_at", "dated_on"])
    note(paper, "sign_paper", actor)
    announce(paper)
    serve_if_agreed(paper)
    return paper


@in_one_transaction
def drop_paper(*, actor: Actor, paper_id: UUID) -> Paper:
    """作废 of a draft. It never had a number, so the register has no hole."""
    paper = _taken("drop_paper", actor, paper_id, "drop")
    paper.state = PaperState.DROPPED
    paper.save(update_fields=["state"])
    note(paper, "drop_paper", actor)
    return paper


def _taken(act: str, actor: Actor, paper_id: UUID, move: str) -> Paper:
    must(actor, act)
    paper = locked_paper(paper_id)
    must(actor, act, paper)
    if paper.state not in MAY[move]:
        raise _not_now(paper)
    return paper


def _not_now(paper: Paper) -> Conflict:
    return Conflict(
        _("现在不能办：文书已经是“%(state)s”。请刷新页面看最新情况。")
        % {"state": paper.get_state_display()},
        code="paper_state",
    )
