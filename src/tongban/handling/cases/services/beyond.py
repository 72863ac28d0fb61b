"""指南以外的要求: the only way to ask for what the guide does not list (行政许可法 30, 31).

Who handles names it with the clause that demands it, another one who signs approves, and with the
approval the applicant is told and supervision hears. It moves no limit and holds no decision up.
"""

import re
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import BeyondRequest, Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.entering import entered
from tongban.handling.cases.services.irregularities import report
from tongban.handling.cases.services.steps import (
    locked,
    must_be_here,
    must_be_in,
    note,
    notify,
    said,
    tell,
)
from tongban.handling.cases.types import (
    KIND,
    BeyondState,
    CaseState,
    EventKind,
    IrregularityKind,
)
from tongban.management.catalog import queries as catalog
from tongban.sharing.materials import services as material_acts

UNDECIDED = (
    CaseState.FILED,
    CaseState.PREREVIEWED,
    CaseState.CORRECTING,
    CaseState.ACCEPTED,
    CaseState.REVIEWED,
)
"""Filed and not decided."""
ARTICLE = re.compile(r"第[〇零一二两三四五六七八九十百千\d]+条")
LONGEST_NAME, LONGEST_LAW, LONGEST_ARTICLE = 100, 200, 60


@in_one_transaction
def ask_beyond_guide(
    *, actor: Actor, case_id: UUID, name: str, reason: str, law: str, article: str
) -> BeyondRequest:
    """Ask the office's signer to let the applicant be asked for something that the guide lacks.

    Nothing reaches the applicant by it. Raises Invalid for whatever of the four is missing, for an
    article that names none, and for what the guide lists (that is a matter of a correction);
    Conflict (``wrong_state``, ``beyond_open``: the same is asked for already).
    """
    case = entered(
        "ask_beyond_guide", actor, case_id, what=_("要求指南以外的材料"), states=UNDECIDED
    )
    must_be_here(case)
    what, why = said(name, place="name"), said(reason, place="reason")
    by_law, by_article = said(law, place="law"), said(article, place="article")
    findings = _findings(case, what, why, by_law, by_article)
    if findings:
        raise Invalid(_("还没有提交，请按提示改正。"), findings=findings)
    if case.beyond_requests.filter(
        name=what, state__in=[BeyondState.ASKED, BeyondState.OPEN]
    ).exists():
        raise Conflict(_("同一样已经提过，还没有结果。"), code="beyond_open")
    asked = BeyondRequest.objects.create(
        case=case,
        division_code=case.division_code,
        name=what,
        reason=why,
        law=by_law,
        article=by_article,
        asked_at=now(),
        asked_by=actor.as_value(),
    )
    note(case, "ask_beyond_guide", actor, beyond=str(asked.id), clause=asked.clause)
    return asked


@in_one_transaction
def approve_beyond_guide(
    *, actor: Actor, case_id: UUID, beyond_id: UUID, words: str = ""
) -> BeyondRequest:
    """Approve it: the applicant is told what, why and by which clause, and supervision hears.

    Never by who asked (Forbidden, ``own_measure``). Raises Missing, Conflict (``beyond_state``,
    ``wrong_state`` when the case was decided meanwhile).
    """
    case, asked = _to_decide("approve_beyond_guide", actor, case_id, beyond_id)
    asked.decision_words = said(words, place="beyond_words")
    asked.state = BeyondState.OPEN
    asked.decided_at, asked.decided_by = now(), actor.as_value()
    asked.save()
    tell(
        case,
        EventKind.BEYOND_ASKED,
        actor,
        opinion=asked.reason,
        detail={"name": asked.name, "clause": asked.clause},
    )
    report(
        case,
        IrregularityKind.BEYOND_GUIDE,
        actor,
        words=asked.reason,
        beyond=str(asked.id),
        name=asked.name,
        clause=asked.clause,
        asked_by=asked.asked_by,
    )
    note(case, "approve_beyond_guide", actor, beyond=str(asked.id), clause=asked.clause)
    notify(case, actor, "case_beyond", name=asked.name)
    return asked


@in_one_transaction
def refuse_beyond_guide(
    *, actor: Actor, case_id: UUID, beyond_id: UUID, words: str
) -> BeyondRequest:
    """Do not let the applicant be asked, with words for who wanted it. The applicant hears nothing.

    Raises Invalid without words, Missing, Conflict (``beyond_state``, ``wrong_state``).
    """
    case, asked = _to_decide("refuse_beyond_guide", actor, case_id, beyond_id)
    asked.decision_words = said(words, demanded=_("不批准"), place="beyond_words")
    asked.state = BeyondState.REFUSED
    asked.decided_at, asked.decided_by = now(), actor.as_value()
    asked.save()
    note(case, "refuse_beyond_guide", actor, beyond=str(asked.id))
    return asked


@in_one_transaction
def answer_beyond_guide(
    *,
    actor: Actor,
    case_id: UUID,
    beyond_id: UUID,
    words: str = "",
    stream: BinaryIO | None = None,
    filename: str = "",
) -> BeyondRequest:
    """The applicant hands it in, or says in words that it is not there; whoever serves or helps does it
    for the person, under the own name.

    Raises Invalid without either, Missing for what was not approved (nobody was told of it),
    Conflict (``beyond_state``, ``wrong_state``), and what ``files`` raises.
    """
    must(actor, "answer_beyond_guide")
    case = locked(case_id)
    must(actor, "answer_beyond_guide", case)
    must_be_in(case, *UNDECIDED, act=pgettext("act", "答复"))
    asked = _of(case, beyond_id)
    if asked.decided_at is None or asked.state == BeyondState.REFUSED:
        raise Missing(_("没有这一项要求。"))
    _must_be(asked, BeyondState.OPEN)
    told = said(words, place="words")
    if stream is None and not told:
        raise Invalid(
            _("还没有答复。"),
            findings=[
                FieldFinding(
                    "file", "required", _("请选要交的文件；没有的，请写明没有或者为什么。")
                )
            ],
        )
    if stream is not None:
        material_acts.hand_in(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            division_code=case.division_code,
            requirement_key=asked.requirement_key,
            name=asked.name,
            stream=stream,
            filename=filename,
            limit=settings.UPLOAD_LIMIT,
        )
    asked.state = BeyondState.NONE if stream is None else BeyondState.GIVEN
    asked.answer, asked.answered_at = told, now()
    asked.save()
    tell(
        case,
        EventKind.BEYOND_ANSWERED,
        actor,
        opinion=told,
        detail={"name": asked.name, "given": stream is not None},
    )
    note(case, "answer_beyond_guide", actor, beyond=str(asked.id), given=stream is not None)
    return asked


def _findings(case: Case, what: str, why: str, law: str, article: str) -> list[FieldFinding]:
    findings = []
    listed = {m.name.strip() for m in catalog.guide(case.revision_id).materials}
    if not what or len(what) > LONGEST_NAME:
        findings.append(
            FieldFinding(
                "name",
                "required",
                _("请写要什么，最多 %(most)s 个字。") % {"most": LONGEST_NAME},
            )
        )
    elif what in listed:
        findings.append(
            FieldFinding("name", "in_the_guide", _("这是指南里的材料，不齐的请用补正通知。"))
        )
    if not why:
        findings.append(
            FieldFinding("reason", "required", _("请写为什么要，申请人和督查都看得到。"))
        )
    if not law or len(law) > LONGEST_LAW:
        findings.append(FieldFinding("law", "required", _("请写是哪部法律、法规或者规章要求的。")))
    if not ARTICLE.search(article) or len(article) > LONGEST_ARTICLE:
        findings.append(FieldFinding("article", "required", _("请写第几条，比如“第三十一条”。")))
    return findings


def _to_decide(
    act: str, actor: Actor, case_id: UUID, beyond_id: UUID
) -> tuple[Case, BeyondRequest]:
    must(actor, act)
    case = locked(case_id)
    for bound in ("post", "office", "own_case"):
        must(actor, act, case, only=bound)
    asked = _of(case, beyond_id)
    must(actor, act, (case, asked), only="asker")
    must_be_in(case, *UNDECIDED, act=_("要求指南以外的材料"))
    _must_be(asked, BeyondState.ASKED)
    return case, asked


def _of(case: Case, beyond_id: UUID) -> BeyondRequest:
    asked = case.beyond_requests.select_for_update().filter(id=beyond_id).first()
    if asked is None:
        raise Missing(_("没有这一项要求。"))
    return asked


def _must_be(asked: BeyondRequest, state: BeyondState) -> None:
    if asked.state != state:
        raise Conflict(
            _("这一项现在是“%(state)s”，不能再办。") % {"state": asked.get_state_display()},
            code="beyond_state",
        )
