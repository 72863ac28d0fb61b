"""Hearings at the desk, for both sides, and as announced to everybody."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import SHANGHAI
from tongban.base.pages.access import actor_of, applicants, everybody, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.hearings import announced, announced_hearings
from tongban.handling.cases.views.case import done_on_case
from tongban.handling.cases.views.inspecting import idents_in

PAGE = 20
LONGEST = 20_000
LONGEST_RECORD = 100_000
"""More than is taken: what is too long is refused with words and not cut."""
"""More is not looked at; the acts take less and say so."""


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Invalid(
            _("请选听证的时间。"),
            findings=[FieldFinding("planned_at", "required", _("请选听证的时间。"))],
        ) from None


def _chair(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(
            _("请选谁主持。"),
            findings=[FieldFinding("chair", "required", _("请选谁主持。"))],
        ) from None


@officers
@require_POST
def hearing_open(request: HttpRequest, number: str) -> HttpResponseBase:
    """Open a hearing."""
    reason = request.POST.get("reason", "")[:LONGEST]
    return done_on_case(
        request,
        number,
        lambda actor, found: services.open_hearing(actor=actor, case_id=found.id, reason=reason),
        lambda _it: _("已登记要举行听证。请定时间、地点和主持人，通知各方。"),
        focus="way-hearing",
    )


@officers
@require_POST
def hearing_act(request: HttpRequest, number: str, hearing_id: UUID, move: str) -> HttpResponseBase:
    """Tell time and place, write the record, write down who signed, or call it off."""
    if move not in _DOERS:
        raise Missing(_("没有这个办理动作。"))
    do, done = _DOERS[move]
    return done_on_case(
        request,
        number,
        lambda actor, found: do(actor, found, hearing_id, request.POST),
        lambda _it: done(),
        focus="hearing",
    )


def _lines(posted: QueryDict, name: str) -> list[str]:
    return posted.get(name, "")[:LONGEST].splitlines()[:100]


Doer = Callable[[Actor, Case, UUID, QueryDict], Any]
_DOERS: dict[str, tuple[Doer, Callable[[], str]]] = {
    "plan": (
        lambda actor, found, ident, posted: services.plan_hearing(
            actor=actor,
            case_id=found.id,
            hearing_id=ident,
            planned_at=_moment(posted.get("planned_at", "")),
            place=posted.get("place", "")[:LONGEST],
            chair_id=_chair(posted.get("chair", "")),
            subject=posted.get("subject", "")[:LONGEST],
            announced=bool(posted.get("announced")),
        ),
        lambda: _("通知书已经做好，请送达。停算时限等签发人批准。"),
    ),
    "record": (
        lambda actor, found, ident, posted: services.record_hearing(
            actor=actor,
            case_id=found.id,
            hearing_id=ident,
            record=posted.get("record", "")[:LONGEST_RECORD],
            applicant_came=bool(posted.get("applicant_came")),
            interested_ids=idents_in(posted.getlist("interested")),
            reviewers=_lines(posted, "reviewers"),
            others=_lines(posted, "others"),
        ),
        lambda: _("已登记笔录，请参加的人确认或者签字。"),
    ),
    "sign": (
        lambda actor, found, ident, posted: services.sign_hearing_record(
            actor=actor,
            case_id=found.id,
            hearing_id=ident,
            member_id=next(iter(idents_in(posted.getlist("member")[:1])), ident),
            consent=posted.get("consent", "")[:20],
            words=posted.get("words", "")[:LONGEST],
        ),
        lambda: _("已登记签字。"),
    ),
    "off": (
        lambda actor, found, ident, posted: services.call_off_hearing(
            actor=actor,
            case_id=found.id,
            hearing_id=ident,
            cause=posted.get("cause", "")[:20],
            words=posted.get("words", "")[:LONGEST],
        ),
        lambda: _("已登记听证不再举行。"),
    ),
}
"""The act behind each button, and what is said when it is done."""


@applicants
@require_POST
def my_hearing(request: HttpRequest, case_id: UUID, move: str) -> HttpResponse:
    """The applicant asks for a hearing, or confirms its record."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    hearing = next(iter(idents_in([request.POST.get("hearing", "")])), case_id)
    doers: dict[str, Callable[[], Any]] = {
        "ask": lambda: services.ask_hearing(
            actor=actor, case_id=case_id, reason=request.POST.get("reason", "")[:LONGEST]
        ),
        "confirm": lambda: services.confirm_hearing_record(
            actor=actor, case_id=case_id, hearing_id=hearing
        ),
    }
    return _done(request, doers, move, reverse("web:my_case", args=[case_id]))


@applicants
@require_POST
def my_concern_hearing(request: HttpRequest, interested_id: UUID, move: str) -> HttpResponse:
    """The same by an interested person."""
    actor = actor_of(request)
    queries.my_concern(actor, interested_id)
    hearing = next(iter(idents_in([request.POST.get("hearing", "")])), interested_id)
    doers: dict[str, Callable[[], Any]] = {
        "ask": lambda: services.ask_hearing_concerned(
            actor=actor,
            interested_id=interested_id,
            reason=request.POST.get("reason", "")[:LONGEST],
        ),
        "confirm": lambda: services.confirm_record_concerned(
            actor=actor, interested_id=interested_id, hearing_id=hearing
        ),
    }
    return _done(request, doers, move, reverse("cases:my_concern", args=[interested_id]))


def _done(
    request: HttpRequest, doers: dict[str, Callable[[], Any]], move: str, back: str
) -> HttpResponse:
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    try:
        doers[move]()
    except (Invalid, Conflict) as error:
        messages.warning(request, error.message)
    else:
        done = {
            "ask": _("已经收到您的听证要求。时间和地点定了会通知您，不收费。"),
            "confirm": _("已经确认笔录。"),
        }
        messages.success(request, done[move])
    return redirect(f"{back}#hearing")


@everybody
@require_safe
def hearings(request: HttpRequest) -> HttpResponse:
    """听证公告: when and where hearings are held that everybody may come to."""
    page = Paginator(announced_hearings(), PAGE).get_page(request.GET.get("page"))
    rows = [announced(one) for one in page.object_list]
    return render(request, "cases/hearings.html", {"page": page, "rows": rows})
