"""送达: choose the way, serve, prove it; the day of service is what remedies are counted from."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.documents.models import Paper, PaperService, ServiceChoice
from tongban.management.documents.remedies import remedy_of
from tongban.management.documents.rights import must
from tongban.management.documents.services.making import make_paper, note
from tongban.management.documents.shipped import KINDS
from tongban.management.documents.states import IN_FORCE, MAY
from tongban.management.documents.types import (
    CHOSEN_WAYS,
    PaperKind,
    PaperOf,
    PaperState,
    ServiceState,
    ServiceWay,
    in_figures,
)

LONGEST_NAME = 100
LONGEST_ADDRESS = 200
THEMSELVES = "本人"
OPENED = "opened"
"""Of ``settings.ELECTRONIC_SERVICE``: service counts when it is first opened, not on arrival."""


@in_one_transaction
def choose_service(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    division_code: str,
    way: str,
    address: str = "",
) -> ServiceChoice:
    """Say how one wants the papers of a matter: electronically, at the window, by post.

    The latest choice counts, for what is served from now on. Whoever agrees to electronic service
    gets at once what still waits. Raises Invalid for an unknown way, or post without an address.
    """
    must(actor, "choose_service")
    must(actor, "choose_service", (subject_kind, subject_id))
    plain = address.replace("\x00", "").strip()
    findings = []
    if way not in CHOSEN_WAYS:
        findings.append(FieldFinding("way", "choice", _("请选一种送达方式。")))
    elif way == ServiceWay.POST and not plain:
        findings.append(FieldFinding("address", "required", _("请填收件地址和收件人。")))
    if len(plain) > LONGEST_ADDRESS:
        findings.append(FieldFinding("address", "too_long", _("地址最多 200 个字。")))
    if findings:
        raise Invalid(_("送达方式没有保存，请按提示改正。"), findings=findings)
    choice = ServiceChoice.objects.create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        way=way,
        address=plain if way == ServiceWay.POST else "",
        chosen_by=actor.as_value(),
        chosen_at=now(),
    )
    record(
        actor=actor,
        act="choose_service",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        detail={"way": way},
    )
    if way == ServiceWay.ELECTRONIC:
        waiting = (
            Paper.objects.select_for_update(of=("self",))
            .select_related("template", "department")
            .filter(subject_kind=subject_kind, subject_id=subject_id, state=PaperState.SIGNED)
            .exclude(kind=PaperKind.SERVICE_RETURN)
            .order_by("id")
        )
        on_the_way = set(
            PaperService.objects.filter(
                paper__in=[p.id for p in waiting], state=ServiceState.SENT
            ).values_list("paper_id", flat=True)
        )
        for paper in waiting:
            if paper.id not in on_the_way:
                _arrive(paper)
    return choice


def serve_if_agreed(paper: Paper) -> None:
    """Part of signing: let the paper arrive in the applicant's space when that was agreed to."""
    if paper.kind == PaperKind.SERVICE_RETURN:
        return
    if _agreed(paper):
        _arrive(paper)


def _agreed(paper: Paper) -> bool:
    """Whether the applicant's last word was electronic service."""
    way = (
        ServiceChoice.objects.filter(subject_kind=paper.subject_kind, subject_id=paper.subject_id)
        .order_by("-chosen_at", "-id")
        .values_list("way", flat=True)
        .first()
    )
    return way == ServiceWay.ELECTRONIC


def _arrive(paper: Paper) -> None:
    """Electronic service. On arrival in the system, as 民事诉讼法 90 has it, unless the city lets it
    count when it is first opened.
    """
    if settings.ELECTRONIC_SERVICE == OPENED:
        return
    served(paper, system("电子送达"), ServiceWay.ELECTRONIC, paper.addressee)


def served(
    paper: Paper,
    actor: Actor,
    way: ServiceWay,
    received_by: str,
    *,
    at: datetime | None = None,
    relation: str = "",
    service: PaperService | None = None,
) -> PaperService:
    """Write a service down as done, with its 送达回证 where the kind has one."""
    moment = at or now()
    made = service or PaperService(
        paper=paper, division_code=paper.division_code, way=way, by=actor.as_value()
    )
    made.state, made.served_at = ServiceState.DONE, moment
    made.received_by, made.relation = received_by, relation
    made.save()
    Paper.objects.filter(id=paper.id).update(state=PaperState.SERVED)
    paper.state = PaperState.SERVED
    note(paper, "serve_paper", actor, way=way)
    if KINDS[PaperKind(paper.kind)].has_return:
        _make_return(paper, made, actor)
    return made


def _make_return(paper: Paper, service: PaperService, actor: Actor) -> None:
    """送达回证: the proof, with the last days of the remedies counted from this service."""
    assert service.served_at is not None
    at = to_shanghai(service.served_at)
    remedy = remedy_of(paper, at)
    with official():
        way = str(ServiceWay(service.way).label)
    places = {
        ServiceWay.ELECTRONIC: f"{settings.CITY['name']}政务服务网个人空间",
        ServiceWay.WINDOW: actor.department_name,
        ServiceWay.POST: f"{service.carrier} {service.tracking_number}".strip(),
        ServiceWay.LEFT: service.place,
        ServiceWay.PUBLISHED: f"{settings.CITY['name']}政务服务网“公告送达”",
    }
    relation = f"（{service.relation}）" if service.relation else ""
    make_paper(
        actor=actor,
        kind=PaperKind.SERVICE_RETURN,
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
            "addressee": paper.addressee,
            "way": way,
            "place": places[ServiceWay(service.way)],
            "served_at": f"{in_figures(at.date())} {at.hour}时{at.minute:02d}分",
            "received_by": f"{service.received_by}{relation}",
            "cause": service.cause,
            "witnesses": service.witnesses,
            "served_by": actor.name,
            "review_until": _day(remedy.review_until) if remedy else "",
            "lawsuit_until": _day(remedy.lawsuit_until) if remedy else "",
        },
        about_id=paper.id,
    )


def _day(day: date | None) -> str:
    return in_figures(day) if day else ""


@in_one_transaction
def open_paper(*, actor: Actor, paper_id: UUID) -> Paper:
    """The applicant opens a paper in one's space; the first time is kept as proof.

    Where the city lets electronic service count from the opening, and the applicant agreed to it,
    this is the service. Raises Missing for what is not signed.
    """
    must(actor, "open_paper")
    paper = locked_paper(paper_id)
    must(actor, "open_paper", (paper.subject_kind, paper.subject_id))
    if paper.state not in IN_FORCE:
        raise Missing(_("没有这份文书。"))
    if (
        settings.ELECTRONIC_SERVICE == OPENED
        and paper.state == PaperState.SIGNED
        and paper.kind != PaperKind.SERVICE_RETURN
        and _agreed(paper)
        and not paper.services.filter(state=ServiceState.SENT).exists()
    ):
        served(paper, system("电子送达"), ServiceWay.ELECTRONIC, paper.addressee)
    paper.services.filter(way=ServiceWay.ELECTRONIC, opened_at__isnull=True).update(opened_at=now())
    note(paper, "open_paper", actor)
    return paper


@in_one_transaction
def hand_over_paper(
    *, actor: Actor, paper_id: UUID, received_by: str, relation: str = ""
) -> PaperService:
    """当面送达: handed over at the window, with who took it and what they are to the addressee.

    Raises Invalid without a name, or without the relation of somebody else (民事诉讼法 88: a proof
    that does not say it proves nothing); Conflict when it is served or on its way already.
    """
    paper = to_be_served("hand_over_paper", actor, paper_id)
    name = _word(received_by, "received_by", _("请填谁收下的。"), LONGEST_NAME)
    what = " ".join(relation.replace("\x00", "").split())[:40]
    if not what and name not in {paper.addressee, THEMSELVES}:
        wanted = _("不是本人收下的，请填和受送达人是什么关系。")
        raise Invalid(wanted, findings=[FieldFinding("relation", "required", wanted)])
    return served(paper, actor, ServiceWay.WINDOW, name, relation=what)


@in_one_transaction
def post_paper(
    *, actor: Actor, paper_id: UUID, tracking_number: str, carrier: str = "EMS"
) -> PaperService:
    """邮寄送达, first half: it is on its way under that tracking number; not served yet."""
    paper = to_be_served("post_paper", actor, paper_id)
    number = _word(tracking_number, "tracking_number", _("请填邮件号。"), 40)
    made = PaperService.objects.create(
        paper=paper,
        division_code=paper.division_code,
        way=ServiceWay.POST,
        state=ServiceState.SENT,
        carrier=carrier.strip()[:40],
        tracking_number=number,
        sent_at=now(),
        by=actor.as_value(),
    )
    note(paper, "post_paper", actor)
    return made


@in_one_transaction
def confirm_service(
    *, actor: Actor, paper_id: UUID, received_by: str, served_at: datetime | None = None
) -> PaperService:
    """邮寄送达, second half: the receipt is back; served on the day that it names.

    Raises Invalid for a day before it was sent or still to come, Conflict when nothing is on its way.
    """
    paper, service = _on_its_way("confirm_service", actor, paper_id)
    name = _word(received_by, "received_by", _("请填谁签收的。"), LONGEST_NAME)
    moment = served_at or now()
    assert service.sent_at is not None
    if not service.sent_at.date() <= to_shanghai(moment).date() <= now().date():
        raise Invalid(
            _("签收日期对不上。"),
            findings=[
                FieldFinding("served_on", "range", _("签收日期不能早于寄出，也不能晚于今天。"))
            ],
        )
    return served(paper, actor, ServiceWay.POST, name, at=moment, service=service)


@in_one_transaction
def return_service(*, actor: Actor, paper_id: UUID, reason: str) -> PaperService:
    """It came back: not served, with the reason; another way is open again."""
    paper, service = _on_its_way("return_service", actor, paper_id)
    service.reason = _word(reason, "reason", _("请填为什么退回。"), 200)
    service.state, service.returned_at = ServiceState.RETURNED, now()
    service.save(update_fields=["reason", "state", "returned_at"])
    note(paper, "return_service", actor)
    return service


def to_be_served(act: str, actor: Actor, paper_id: UUID) -> Paper:
    """How an act of service begins: may this post, the paper locked, signed and not on its way. What
    is being published may still be served in another way, which ends the publication.
    """
    must(actor, act)
    paper = locked_paper(paper_id)
    must(actor, act, paper)
    if paper.state not in MAY["serve"] or paper.kind == PaperKind.SERVICE_RETURN:
        raise _not_now(paper)
    if paper.services.filter(state=ServiceState.SENT).exclude(way=ServiceWay.PUBLISHED).exists():
        raise Conflict(_("这份文书已经寄出，先登记签收或者退回。"), code="paper_on_its_way")
    published = paper.services.filter(state=ServiceState.SENT).first()
    if published is not None:
        if act == "publish_service":
            raise Conflict(_("这份文书已经在公告，期满就算送达。"), code="paper_published")
        # Reached after all: from now on the other way counts, and the days are not waited for.
        with official():
            published.reason = _("公告期间用别的办法送达")
        published.state, published.returned_at = ServiceState.RETURNED, now()
        published.save(update_fields=["state", "reason", "returned_at"])
    return paper


def _on_its_way(act: str, actor: Actor, paper_id: UUID) -> tuple[Paper, PaperService]:
    must(actor, act)
    paper = locked_paper(paper_id)
    must(actor, act, paper)
    service = (
        paper.services.select_for_update()
        .filter(state=ServiceState.SENT, way=ServiceWay.POST)
        .first()
    )
    if service is None:
        raise Conflict(_("这份文书没有在邮寄的路上。"), code="paper_not_on_its_way")
    return paper, service


def _not_now(paper: Paper) -> Conflict:
    return Conflict(
        _("现在不能送达：文书是“%(state)s”。") % {"state": paper.get_state_display()},
        code="paper_state",
    )


def locked_paper(paper_id: UUID) -> Paper:
    """The paper with its row locked until the act ends; raises Missing."""
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("template", "department")
        .filter(id=paper_id)
        .first()
    )
    if paper is None:
        raise Missing(_("没有这份文书。"))
    return paper


def _word(text: str, place: str, wanted: str, longest: int) -> str:
    plain = " ".join(text.replace("\x00", "").split())
    if not plain or len(plain) > longest:
        raise Invalid(
            _("没有保存，请按提示改正。"), findings=[FieldFinding(place, "required", wanted)]
        )
    return plain
