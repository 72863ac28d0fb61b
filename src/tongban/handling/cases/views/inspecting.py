"""On-site inspections and opinions at the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import SHANGHAI
from tongban.base.pages.access import actor_of, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.inspecting import inspection_file as file_of
from tongban.handling.cases.views.case import done_on_case
from tongban.management.catalog import queries as catalog

Doer = Callable[[Actor, Case], Any]


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Invalid(
            _("请选约定的时间。"),
            findings=[FieldFinding("planned_at", "required", _("请选约定的时间。"))],
        ) from None


def idents_in(texts: list[str]) -> list[UUID]:
    """The identifiers among what was posted, twenty at most; what is none is left out."""
    found = []
    for text in texts[:20]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@officers
@require_POST
def inspection_plan(request: HttpRequest, number: str) -> HttpResponseBase:
    """Agree on an inspection."""
    return done_on_case(
        request,
        number,
        lambda actor, found: services.plan_inspection(
            actor=actor,
            case_id=found.id,
            planned_at=_moment(request.POST.get("planned_at", "")),
            place=request.POST.get("place", ""),
            account_ids=idents_in(request.POST.getlist("inspector")),
        ),
        lambda _inspection: _("已约好，已经告知申请人。"),
        focus="way-inspection",
    )


def _points(request: HttpRequest, found: Case) -> list[tuple[str, bool, str]]:
    """What was said of each point of the guide. One without an answer is not given, and what names
    a point beyond the guide is given as it came: the act refuses both.
    """
    wanted = catalog.guide(found.revision_id).inspection_points
    given = [
        (point, request.POST[f"point-{n}"] == "yes", request.POST.get(f"words-{n}", "")[:400])
        for n, point in enumerate(wanted)
        if request.POST.get(f"point-{n}") in {"yes", "no"}
    ]
    asked = {f"{part}-{n}" for n in range(len(wanted)) for part in ("point", "words")}
    beyond = [
        name for name in request.POST if name.startswith(("point-", "words-")) and name not in asked
    ]
    return [*given, *((name, False, "") for name in beyond)]


@officers
@require_POST
def inspection_act(
    request: HttpRequest, number: str, inspection_id: UUID, move: str
) -> HttpResponseBase:
    """Add a photograph, write down what was found, confirm it, or call it off."""
    photo = request.FILES.get("photo")

    def add(actor: Actor, found: Case) -> Any:
        if photo is None:
            raise Invalid(
                _("请选一张照片。"),
                findings=[FieldFinding("photo", "required", _("请选一张照片。"))],
            )
        return services.add_inspection_photo(
            actor=actor,
            case_id=found.id,
            inspection_id=inspection_id,
            stream=photo,  # type: ignore[arg-type]
            filename=photo.name or "",
        )

    doers: dict[str, tuple[Doer, str]] = {
        "photo": (add, _("照片已经存好。")),
        "record": (
            lambda actor, found: services.record_inspection(
                actor=actor,
                case_id=found.id,
                inspection_id=inspection_id,
                points=_points(request, found),
                result=request.POST.get("result", ""),
                words=request.POST.get("words", ""),
            ),
            _("已登记，等另一位核查人员确认。"),
        ),
        "confirm": (
            lambda actor, found: services.confirm_inspection(
                actor=actor, case_id=found.id, inspection_id=inspection_id
            ),
            _("已确认。"),
        ),
        "cancel": (
            lambda actor, found: services.cancel_inspection(
                actor=actor,
                case_id=found.id,
                inspection_id=inspection_id,
                reason=request.POST.get("reason", ""),
            ),
            _("已取消，已经告知申请人。"),
        ),
    }
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    do, done = doers[move]
    return done_on_case(request, number, do, lambda _it: done, focus="inspection")


@officers
@require_POST
def opinion_ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask an expert or a third party."""
    return done_on_case(
        request,
        number,
        lambda actor, found: services.commission_opinion(
            actor=actor,
            case_id=found.id,
            kind=request.POST.get("kind", ""),
            who=request.POST.get("who", ""),
            question=request.POST.get("question", ""),
        ),
        lambda opinion: _("已登记请{who}出意见。").format(who=opinion.who),
        focus="way-opinion",
    )


@officers
@require_POST
def opinion_receive(request: HttpRequest, number: str, opinion_id: UUID) -> HttpResponseBase:
    """Write down what came."""
    report = request.FILES.get("report")
    return done_on_case(
        request,
        number,
        lambda actor, found: services.receive_opinion(
            actor=actor,
            case_id=found.id,
            opinion_id=opinion_id,
            result=request.POST.get("result", ""),
            stream=report,  # type: ignore[arg-type]
            filename=(report.name or "") if report is not None else "",
        ),
        lambda opinion: _("已登记{who}的意见。").format(who=opinion.who),
        focus="inspection",
    )


@officers
@require_safe
def inspection_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponseBase:
    """A photograph or a report, as it was handed in."""
    found = queries.desk_case(actor_of(request), number)
    return files.download_response(file_of(found, file_id), inline=True)
