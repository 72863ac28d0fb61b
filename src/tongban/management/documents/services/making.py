"""作成文书: what an act says in writing, numbered and signed with the act."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.management.documents import numbers, texts
from tongban.management.documents.models import (
    Numbering,
    Paper,
    PaperTemplate,
    Publication,
)
from tongban.management.documents.rights import must
from tongban.management.documents.services.wording import template_in_force
from tongban.management.documents.types import (
    Announcement,
    PaperKind,
    PaperOf,
    PaperState,
)


@in_one_transaction
def make_paper(
    *,
    actor: Actor,
    kind: str,
    of: PaperOf,
    values: Mapping[str, str],
    announcement: Announcement | None = None,
    about_id: UUID | None = None,
) -> Paper:
    """Make the paper of an act, in the act's transaction.

    Where its wording asks for no review the act is the signature: it gets its number, its day and
    its signer now, and is served if the applicant agreed to be served electronically. Otherwise it
    is a draft that others review and sign. ``announcement`` is published once it is signed;
    ``about_id`` is the paper that this one proves or corrects. Raises Invalid when a fact that the law wants stated is missing.
    """
    must(actor, "make_paper")
    from tongban.management.documents.services.serving import serve_if_agreed

    template = template_in_force(PaperKind(kind))
    paper = drafted(actor, template, of, values)
    paper.about_id = about_id
    paper.announcement = asdict(announcement) if announcement else None
    if template.needs_review:
        paper.save(force_insert=True)
        note(paper, "draft_paper", actor)
        return paper
    sign(paper, actor)
    paper.save(force_insert=True)
    note(paper, "make_paper", actor)
    announce(paper)
    serve_if_agreed(paper)
    return paper


def drafted(actor: Actor, template: PaperTemplate, of: PaperOf, values: Mapping[str, str]) -> Paper:
    """A draft, not yet kept."""
    kind = PaperKind(template.kind)
    with official():
        title, paragraphs = texts.filled(kind, template.title, template.paragraphs, values)
    department = orgs.department(of.department_id)
    return Paper(
        kind=kind,
        template=template,
        series=of.series,
        title=title,
        addressee=of.addressee,
        values=json.dumps(dict(values), ensure_ascii=False),
        text=json.dumps(paragraphs, ensure_ascii=False),
        department=department,
        department_name=department.name,
        department_code=department.credit_code or "",
        division_code=of.division_code,
        subject_kind=of.subject_kind,
        subject_id=of.subject_id,
        state=PaperState.DRAFT,
        drafted_by=_doer(actor),
        drafted_at=now(),
    )


def sign(paper: Paper, actor: Actor, at: datetime | None = None) -> None:
    """Give number, day and signer to a paper whose row is locked or new. The caller saves."""
    moment = at or now()
    numbering = Numbering.objects.filter(department_id=paper.department_id).first()
    word = numbering.word if numbering else paper.department.short_name
    pattern = (numbering.pattern if numbering else "") or numbers.default_pattern()
    scope = numbers.scope_of(
        pattern,
        word=word,
        series=paper.series,
        mark=paper.template.mark,
        year=moment.year,
    )
    paper.number = numbers.numbered(scope, numbers.counted(paper.department_id, scope))
    paper.state = PaperState.SIGNED
    paper.signed_by, paper.signed_at, paper.dated_on = _doer(actor), moment, moment.date()


def announce(paper: Paper) -> None:
    """Publish what is to be published of a signed paper."""
    if paper.announcement is None:
        return
    announcement = Announcement(**paper.announcement)
    assert paper.number is not None
    assert paper.dated_on is not None
    Publication.objects.create(
        paper=paper,
        division_code=paper.division_code,
        department_id=paper.department_id,
        department_name=paper.department_name,
        item_code=announcement.item_code,
        item_name=announcement.item_name,
        number=paper.number,
        holder=announcement.holder,
        result=announcement.result,
        decided_on=paper.dated_on,
        outcome=announcement.outcome,
    )


def _doer(actor: Actor) -> dict[str, Any]:
    """Who made or signed it: an officer or the platform; what an applicant causes, it answers."""
    return (actor if actor.is_officer or actor.is_platform else system()).as_value()


def note(paper: Paper, act: str, actor: Actor, **detail: Any) -> None:
    """Write the act down in the audit trail; the text itself stays out of it."""
    record(
        actor=actor,
        act=act,
        subject_kind="paper",
        subject_id=paper.id,
        division_code=paper.division_code,
        detail={
            "kind": paper.kind,
            "number": paper.number,
            "state": paper.state,
            "for": {"kind": paper.subject_kind, "id": str(paper.subject_id)},
            **detail,
        },
    )
