"""Reads of papers, already scoped to who asks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.files import queries as files
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import FieldFinding, Missing
from tongban.base.kernel.moments import today
from tongban.base.kernel.sealing.masks import mask_name
from tongban.management.documents import texts
from tongban.management.documents.feed import cursor_of as cursor_of  # noqa: PLC0414 - a door
from tongban.management.documents.feed import publication_feed as publication_feed  # noqa: PLC0414 - a door
from tongban.management.documents.models import (
    Numbering,
    Paper,
    PaperService,
    PaperTemplate,
    Publication,
    ServiceChoice,
)
from tongban.management.documents.remedies import remedy_of
from tongban.management.documents.rights import may
from tongban.management.documents.services.rendering import render_paper
from tongban.management.documents.shipped import KINDS, SAMPLES, SHIPPED
from tongban.management.documents.states import IN_FORCE, MAY
from tongban.management.documents.types import (
    KindRule,
    PaperKind,
    PaperState,
    RemedyView,
    ServiceState,
    ServiceWay,
    TemplateDefinition,
    in_chinese,
    subject_of,
)
from tongban.sharing.licenses.types import RegisteredPaper

SHOWN_AFTER = timedelta(days=30)
"""How long a publication is still shown after its last day."""


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper as a page shows it."""

    paper: Paper
    paragraphs: Sequence[str]
    remedy: RemedyView | None
    services: Sequence[PaperService]
    acts: frozenset[str] = frozenset()

    @property
    def service(self) -> PaperService | None:
        """The one that is done or on its way."""
        return next((s for s in self.services if s.state != ServiceState.RETURNED), None)

    @property
    def dated(self) -> str:
        """The day as it is printed; empty for a draft."""
        return in_chinese(self.paper.dated_on) if self.paper.dated_on else ""

    @property
    def is_table(self) -> bool:
        """Whether it is set as a table."""
        return KINDS[PaperKind(self.paper.kind)].is_table

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Its rows, where it is a table."""
        cut = [text.partition("：") for text in self.paragraphs]
        return [(label, value) for label, _colon, value in cut]


def _papers() -> QuerySet[Paper]:
    return Paper.objects.select_related("template", "about", "publication").prefetch_related(
        Prefetch("services", PaperService.objects.order_by("created_at", "id"))
    )


def papers_of(subject_kind: str, subject_id: UUID, *, signed_only: bool = False) -> list[PaperView]:
    """The papers of a subject, oldest first. The caller has decided who may see them."""
    found = _papers().filter(subject_kind=subject_kind, subject_id=subject_id)
    if signed_only:
        found = found.filter(state__in=IN_FORCE)
    return [view_of(paper) for paper in found.order_by("created_at", "id")]


def has_paper(subject_kind: str, subject_id: UUID, kind: str) -> bool:
    """Whether a subject has a paper of that kind that was not given up."""
    return (
        Paper.objects.filter(subject_kind=subject_kind, subject_id=subject_id, kind=kind)
        .exclude(state=PaperState.DROPPED)
        .exists()
    )


def served_at(subject_kind: str, subject_ids: Sequence[UUID], kind: str) -> dict[UUID, datetime]:
    """Subject → when its first paper of that kind was served; those not served yet are left out."""
    rows = PaperService.objects.filter(
        paper__subject_kind=subject_kind,
        paper__subject_id__in=subject_ids,
        paper__kind=kind,
        state=ServiceState.DONE,
    ).order_by("-served_at")
    return {
        subject_id: moment
        for subject_id, moment in rows.values_list("paper__subject_id", "served_at")
        if moment is not None
    }


def view_of(paper: Paper, actor: Actor | None = None) -> PaperView:
    """A paper with its service, its remedy, and what the actor may do with it now."""
    services = list(paper.services.all())
    done = next((s for s in services if s.state == ServiceState.DONE), None)
    return PaperView(
        paper=paper,
        paragraphs=json.loads(paper.text),
        remedy=remedy_of(paper, done.served_at if done else None),
        services=services,
        acts=acts_allowed(actor, paper, services) if actor is not None else frozenset(),
    )


def acts_allowed(actor: Actor, paper: Paper, services: Sequence[PaperService]) -> frozenset[str]:
    """What this officer may do with a paper now; the page offers nothing else."""
    on_its_way = any(s.state == ServiceState.SENT and s.way == ServiceWay.POST for s in services)
    published = any(
        s.state == ServiceState.SENT and s.way == ServiceWay.PUBLISHED for s in services
    )
    may_serve = paper.state in MAY["serve"] and not on_its_way
    is_proof = paper.kind == PaperKind.SERVICE_RETURN
    open_acts = {
        "review_paper": paper.state in MAY["review"],
        "sign_paper": paper.state in MAY["sign"],
        "drop_paper": paper.state in MAY["drop"],
        "hand_over_paper": may_serve and not is_proof,
        "post_paper": may_serve and not is_proof,
        "leave_paper": may_serve and not is_proof,
        "withdraw_publication": is_published(paper),
        "publish_service": may_serve and not is_proof and not published,
        "confirm_service": on_its_way,
        "return_service": on_its_way,
        "draft_amendment": paper.state in MAY["amend"]
        and paper.kind not in {PaperKind.SERVICE_RETURN, PaperKind.AMENDMENT},
    }
    return frozenset(
        act for act, is_open in open_acts.items() if is_open and may(actor, act, paper)
    )


def is_published(paper: Paper) -> bool:
    """Whether everybody may read of this decision now."""
    found = getattr(paper, "publication", None)
    return found is not None and found.withdrawn_at is None


def _paper(paper_id: UUID) -> Paper | None:
    return _papers().filter(id=paper_id).first()


def my_paper(actor: Actor, paper_id: UUID) -> Paper:
    """A signed paper of one's own matter; raises Missing for everything else."""
    found = _paper(paper_id)
    if (
        found is None
        or found.state not in IN_FORCE
        or not may(actor, "my_paper")
        or not subject_of(found.subject_kind).is_of(actor, found.subject_id)
    ):
        raise Missing(_("没有这份文书。"))
    return found


def desk_paper(actor: Actor, paper_id: UUID) -> Paper:
    """A paper of a case that the post sees; raises Missing."""
    found = _paper(paper_id)
    if found is None or not may(actor, "desk_paper", found):
        raise Missing(_("没有这份文书。"))
    return found


def papers_awaiting(actor: Actor) -> list[Paper]:
    """What waits for this officer's review or signature, the longest first."""
    if actor.department_id is None or not (may(actor, "review_paper") or may(actor, "sign_paper")):
        return []
    waiting = _papers().filter(
        department_id=actor.department_id, state__in=[PaperState.DRAFT, PaperState.REVIEWED]
    )
    return [
        paper
        for paper in waiting.order_by("drafted_at", "id")[:50]
        if acts_allowed(actor, paper, []) & {"review_paper", "sign_paper"}
    ]


def open_file(paper_id: UUID) -> tuple[BinaryIO, str]:
    """The sealed PDF and the name to save it under; made now when nobody asked before.

    The caller has decided who may have it, and closes it.
    """
    paper = Paper.objects.get(id=paper_id)
    kept = render_paper(actor=system("文书制作"), paper_id=paper_id)
    return files.opened(kept.id), f"{paper.title}（{paper.number}）.pdf"


def choice_of(subject_kind: str, subject_id: UUID) -> ServiceChoice | None:
    """The way that the applicant wants papers of a subject served."""
    return (
        ServiceChoice.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
        .order_by("-chosen_at", "-id")
        .first()
    )


def remedies_of(subject_kind: str, subject_id: UUID) -> RemedyView | None:
    """Of the newest signed paper of a subject that one may turn against."""
    kinds = [kind.value for kind, rule in KINDS.items() if rule.has_remedy]
    found = (
        _papers()
        .filter(
            subject_kind=subject_kind, subject_id=subject_id, kind__in=kinds, state__in=IN_FORCE
        )
        .order_by("-signed_at", "-id")
        .first()
    )
    return view_of(found).remedy if found is not None else None


class Register:
    """The papers that were sealed here, told to whoever verifies a file (``PaperRegister``)."""

    def paper(self, paper_id: str) -> RegisteredPaper | None:
        """The signed paper of that id; names of human beings are masked."""
        try:
            found = Paper.objects.filter(id=paper_id, state__in=IN_FORCE).first()
        except (ValidationError, ValueError):
            return None
        if found is None:
            return None
        is_person = subject_of(found.subject_kind).is_of_a_person(found.subject_id)
        assert found.dated_on is not None
        return RegisteredPaper(
            title=found.title,
            number=found.number or "",
            issuer_name=found.department_name,
            dated=in_chinese(found.dated_on),
            addressee=mask_name(found.addressee) if is_person else found.addressee,
            file_digest=files.file(found.file_id).digest if found.file_id else "",
        )


@dataclass(frozen=True, slots=True)
class PublishedService:
    """公告送达 as everybody may read it: whose it is, masked, and until when to fetch it. None of
    what the paper says.
    """

    title: str
    number: str
    addressee: str
    department: str
    published_on: date
    until: date
    is_over: bool


def published_services() -> QuerySet[PaperService]:
    """What is being published, and what was until lately; the newest first."""
    since = today() - SHOWN_AFTER
    return (
        PaperService.objects.filter(way=ServiceWay.PUBLISHED, due_on__gte=since)
        .exclude(state=ServiceState.RETURNED)
        .select_related("paper")
        .order_by("-published_at", "-id")
    )


def published_service(service: PaperService) -> PublishedService:
    """One of them in words."""
    assert service.published_at is not None
    assert service.due_on is not None
    paper = service.paper
    is_person = subject_of(paper.subject_kind).is_of_a_person(paper.subject_id)
    return PublishedService(
        title=paper.title,
        number=paper.number or "",
        addressee=mask_name(paper.addressee) if is_person else paper.addressee,
        department=paper.department_name,
        published_on=service.published_at.date(),
        until=service.due_on,
        is_over=today() > service.due_on,
    )


def published_long_enough() -> list[UUID]:
    """Papers whose days of publication are over."""
    rows = PaperService.objects.filter(
        way=ServiceWay.PUBLISHED, state=ServiceState.SENT, due_on__lt=today()
    )
    return list(rows.order_by("due_on").values_list("paper_id", flat=True))


def photo_of(paper: Paper) -> UUID:
    """The photograph of how a paper was left; raises Missing."""
    found = next((s.file_id for s in paper.services.all() if s.file_id is not None), None)
    if found is None:
        raise Missing(_("没有送达的照片。"))
    return found


def published_grants(
    query: str = "", *, since: date | None = None, department_id: UUID | None = None
) -> QuerySet[Publication]:
    """What is published of decisions, newest first; ``query`` is looked for in item, body, number and
    the masked holder.
    """
    rows = Publication.objects.filter(withdrawn_at__isnull=True)
    for word in query.replace("\x00", "").split()[:5]:
        rows = rows.filter(
            Q(item_name__icontains=word)
            | Q(department_name__icontains=word)
            | Q(number__icontains=word)
            | Q(holder__icontains=word)
        )
    if since is not None:
        rows = rows.filter(decided_on__gte=since)
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    return rows.order_by("-decided_on", "-id")


def templates_in_force() -> list[tuple[PaperKind, TemplateDefinition, int, bool]]:
    """Every kind with its wording now, its revision (0: what comes along), and whether it is ours."""
    newest = {
        row.kind: row
        for row in PaperTemplate.objects.order_by("kind", "-revision").distinct("kind")
    }
    found = []
    for kind in PaperKind:
        row = newest.get(kind.value)
        wording = (
            TemplateDefinition(kind, row.title, row.mark, tuple(row.paragraphs), row.needs_review)
            if row
            else SHIPPED[kind]
        )
        found.append((kind, wording, row.revision if row else 0, wording == SHIPPED[kind]))
    return found


def revisions_of(kind: PaperKind) -> list[PaperTemplate]:
    """Every revision of a wording, newest first."""
    return list(PaperTemplate.objects.filter(kind=kind).order_by("-revision"))


def rule_of(kind: PaperKind) -> KindRule:
    """What law and acts fix about a kind."""
    return KINDS[kind]


def previewed(kind: PaperKind, title: str, paragraphs: Sequence[str]) -> tuple[str, list[str]]:
    """A wording filled in with sample values."""
    values = {name: SAMPLES.get(name, "") for name in KINDS[kind].names}
    return texts.filled(kind, title, paragraphs, values)


def numbering_of(department_id: UUID) -> Numbering | None:
    """How a body numbers its papers, where it has set that."""
    return Numbering.objects.filter(department_id=department_id).first()


def findings_of_wording(
    *,
    kind: str,
    title: str,
    mark: str,
    paragraphs: Sequence[str],
    needs_review: bool,  # noqa: ARG001 - what is published whole is looked at whole
) -> list[FieldFinding]:
    """What keeps a wording from being published."""
    kept = [p.strip() for p in paragraphs if p.strip()]
    return texts.check(PaperKind(kind), title.strip(), mark.strip(), kept)
