"""The desk: what waits for me, one case with its materials side by side, the acts allowed now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.audit.services import record_look
from tongban.base.clocks import queries as clocks
from tongban.base.files import queries as files
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TongbanError
from tongban.base.kernel.moments import today
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, Measure
from tongban.handling.cases.queries.timeline import timeline_of
from tongban.handling.cases.rights import is_own
from tongban.handling.cases.types import KIND, ActChoice, SealedPart
from tongban.management.workflow import queries as workflow
from tongban.sharing.materials import queries as materials

ActFunction = Callable[[Actor, Case, HttpRequest], Any]


def _opinion(request: HttpRequest) -> str:
    return request.POST.get("opinion", "")[:1000]


def _corrections(request: HttpRequest) -> list[tuple[str, str]]:
    """The places that were ticked, with what to do about each."""
    return [
        (place, request.POST.get(f"why-{place}", "")[:400])
        for place in request.POST.getlist("place")[:100]
    ]


DOERS: dict[str, ActFunction] = {
    "pass_prereview": lambda actor, case, request: services.pass_prereview(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "request_correction_at_prereview": lambda actor, case, request: services.request_correction(
        actor=actor, case_id=case.id, items=_corrections(request)
    ),
    "request_correction": lambda actor, case, request: services.request_correction(
        actor=actor, case_id=case.id, items=_corrections(request)
    ),
    "refuse_to_accept_at_prereview": lambda actor, case, request: services.refuse_to_accept(
        actor=actor,
        case_id=case.id,
        reason=_opinion(request),
        right_body=request.POST.get("right_body", "")[:200],
    ),
    "refuse_to_accept": lambda actor, case, request: services.refuse_to_accept(
        actor=actor,
        case_id=case.id,
        reason=_opinion(request),
        right_body=request.POST.get("right_body", "")[:200],
    ),
    "accept_case": lambda actor, case, request: services.accept_case(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "pass_review": lambda actor, case, request: services.pass_review(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "fail_review": lambda actor, case, request: services.fail_review(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "fail_inspection": lambda actor, case, request: services.fail_inspection(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "return_review": lambda actor, case, request: services.return_review(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "pass_inspection": lambda actor, case, request: services.pass_inspection(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "grant": lambda actor, case, request: services.grant(
        actor=actor, case_id=case.id, opinion=_opinion(request)
    ),
    "refuse": lambda actor, case, request: services.refuse(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
    "return_decision": lambda actor, case, request: services.return_decision(
        actor=actor, case_id=case.id, reason=_opinion(request)
    ),
}
"""The act behind each button."""


def _groups(rows: list[queries.InboxRow]) -> list[tuple[str, list[queries.InboxRow]]]:
    """The inbox by due date: over, today, later, without a date."""
    day = today()
    named: dict[str, list[queries.InboxRow]] = {}
    for row in rows:
        if row.due_on is None:
            name = _("没有规定期限")
        elif row.due_on < day:
            name = _("已经超期")
        elif row.due_on == day:
            name = _("今天到期")
        else:
            name = _("以后到期")
        named.setdefault(name, []).append(row)
    return list(named.items())


def _inbox(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    search = request.GET.get("q", "")[:80]
    wanted = request.GET.get("page", "1")
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    rows, total = queries.inbox(actor, search=search, page=page)
    return {
        "groups": _groups(rows),
        "total": total,
        "search": search,
        "page": max(1, page),
        "more": total > max(1, page) * 50,
        "rows": rows,
    }


@officers
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this post, sorted by due date."""
    actor = actor_of(request)
    inbox = _inbox(request, actor)
    # The most urgent one is offered, not opened: who looks at a case is recorded, so a look must
    # be somebody's decision.
    first = next(iter(inbox["rows"]), None)
    return render(
        request,
        "cases/desk.html",
        {**inbox, "case": None, "next": first, "awaiting": queries.measures_awaiting(actor)},
    )


@officers
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case. Looking at it is recorded; the applicant sees who looked."""
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    record_look(
        actor=actor,
        subject_kind=KIND,
        subject_id=found.id,
        fields=["applicant", "answers", "materials"],
        reason=_("为了办理这个办件"),
        division_code=found.division_code,
    )
    return _case_page(request, actor, found, [])


@officers
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The case with one kind of number whole, this once. Not redirected: it is in no address.

    Who comes back to the address without a reason gets the case as it always is.
    """
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    if request.method != "POST":
        return redirect("cases:desk_case", number)
    try:
        _seen, part = services.reveal(
            actor=actor,
            case_id=found.id,
            part=request.POST.get("part", "")[:20],
            reason=request.POST.get("look_reason", "")[:2000],
        )
    except Invalid as error:
        faults = [Fault(f.message, "look_reason") for f in error.findings]
        return _case_page(request, actor, found, faults, status=422)
    return _case_page(request, actor, found, [], revealed=part)


def _case_page(
    request: HttpRequest,
    actor: Actor,
    found: Case,
    faults: list[Fault],
    *,
    status: int = 200,
    revealed: str = "",
) -> HttpResponse:
    view = queries.view_of(found)
    acts = queries.acts_allowed(actor, found)
    measures = queries.measures_of(found)
    own = is_own(actor, found)
    rows = queries.materials_for_desk(found)
    shown = request.GET.get("material", "")
    given = [m for _requirement, ms in rows for m in ms]
    company, person = found.legal_person, found.person
    number = company.credit_code if company else person.id_number if person else ""
    selected = next((m for m in given if str(m.id) == shown), None) or next(
        (m for m in given if m.file_id), None
    )
    return render(
        request,
        "cases/case.html",
        {
            **_inbox(request, actor),
            "case": found,
            "view": view,
            "measures": measures,
            "measure_choices": queries.measure_choices(actor, found, measures, own=own),
            "acts": [a for a in acts if not a.is_correction],
            "correction": next((a for a in acts if a.is_correction), None),
            "places": queries.correctable_places(found).items(),
            "ticked": {p: request.POST.get(f"why-{p}", "") for p in request.POST.getlist("place")},
            "opinion": request.POST.get("opinion", ""),
            "needs_reason": any(a.needs_reason for a in acts),
            "may_name_body": any(a.outcome == "refuse" and "accept" in a.act for a in acts),
            "rows": rows,
            "selected": selected,
            "check_points": [
                (r, point)
                for r, ms in rows
                for point in r.check_points
                if selected is None or any(m.id == selected.id for m in ms)
            ],
            "pages": queries.answers_shown(found),
            "events": timeline_of(found, view, for_officer=True),
            "ruler": clocks.ruler_of(KIND, found.id) if view.promised or view.statutory else None,
            "chart": workflow.live_chart(KIND, found.id),
            "id_number": number if revealed == SealedPart.ID_NUMBER else mask_id_number(number),
            "phone": (
                found.contact_phone
                if revealed == SealedPart.PHONE
                else mask_phone(found.contact_phone)
            ),
            "revealed": revealed,
            "look_reason": request.POST.get("look_reason", "") if faults else "",
            "is_reveal_refused": any(f.focus_id == "look_reason" for f in faults),
            "sealed_parts": [p for p in SealedPart if p != revealed],
            "faults": faults,
            "is_own": own,
        },
        status=status,
    )


def _allowed(actor: Actor, found: Case, name: str) -> ActChoice | None:
    return next((a for a in queries.acts_allowed(actor, found) if a.act == name), None)


@officers
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponseBase:
    """Do one act. Rights and state are checked in the act itself; this only calls it."""
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    doer = DOERS.get(act)
    if doer is None:
        raise Missing(_("没有这个办理动作。"))
    choice = _allowed(actor, found, act)
    try:
        doer(actor, found, request)
    except Invalid as error:
        faults = [Fault(f.message, _focus(f.place)) for f in error.findings]
        return _case_page(request, actor, found, faults or [Fault(error.message)], status=422)
    except TongbanError as error:
        if choice is not None or error.status.value != 409:
            raise
        messages.warning(request, error.message)
        return redirect("cases:desk_case", number)
    messages.success(
        request,
        _("已办：{act}，{title}。").format(
            act=choice.label if choice else act, title=found.title or found.number
        ),
    )
    return redirect("cases:desk")


def _measured(
    request: HttpRequest, number: str, do: Callable[[Actor, Case], Measure], done: str
) -> HttpResponseBase:
    """Do one act on the time of a case and come back to it."""
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    try:
        measure = do(actor, found)
    except Invalid as error:
        faults = [Fault(f.message, "time") for f in error.findings]
        return _case_page(request, actor, found, faults or [Fault(error.message)], status=422)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, done.format(name=measure.name))
    return redirect("cases:desk_case", number)


@officers
@require_POST
def measure_ask(request: HttpRequest, number: str, move: str) -> HttpResponseBase:
    """Ask for more time, or for a special procedure."""
    reason = request.POST.get("reason", "")
    if move == "extension":
        return _measured(
            request,
            number,
            lambda actor, found: services.ask_extension(
                actor=actor, case_id=found.id, reason=reason
            ),
            _("已申请{name}，等签发人批准。"),
        )
    if move != "procedure":
        raise Missing(_("没有这个办理动作。"))
    procedure, _colon, own = request.POST.get("procedure", "").partition(":")
    days = request.POST.get("days", "")
    return _measured(
        request,
        number,
        lambda actor, found: services.ask_procedure(
            actor=actor,
            case_id=found.id,
            procedure=procedure,
            own=own,
            reason=reason,
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
        ),
        _("已申请{name}，等签发人批准。"),
    )


@officers
@require_POST
def measure_act(request: HttpRequest, number: str, measure_id: UUID, move: str) -> HttpResponseBase:
    """Approve what was asked for, or not, or end a special procedure."""
    text = request.POST.get("text", "")
    doers: dict[str, tuple[Callable[[Actor, Case], Measure], str]] = {
        "approve": (
            lambda actor, _found: services.approve_measure(
                actor=actor, measure_id=measure_id, answer=text
            ),
            _("已批准{name}，已经告知申请人。"),
        ),
        "refuse": (
            lambda actor, _found: services.refuse_measure(
                actor=actor, measure_id=measure_id, answer=text
            ),
            _("没有批准{name}。"),
        ),
        "end": (
            lambda actor, _found: services.end_procedure(
                actor=actor, measure_id=measure_id, result=text
            ),
            _("{name}已结束，时限接着算，已经告知申请人。"),
        ),
    }
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    found = queries.desk_case(actor_of(request), number)
    if all(m.id != measure_id for m in queries.measures_of(found)):
        raise Missing(_("没有这一项申请。"))
    return _measured(request, number, *doers[move])


def _focus(place: str) -> str:
    return {"reason": "opinion", "items": "places"}.get(place, "places")


def _material(actor: Actor, number: str, material_id: UUID) -> Any:
    found = queries.desk_case(actor, number)
    for material in materials.materials_of(KIND, found.id, with_history=True):
        if material.id == material_id:
            return material
    raise Missing(_("这个办件里没有这份材料。"))


@officers
@require_safe
def material_file(request: HttpRequest, number: str, material_id: UUID) -> HttpResponseBase:
    """The file itself."""
    material = _material(actor_of(request), number, material_id)
    if material.file_id is None:
        raise Missing(_("这份材料没有文件。"))
    return files.download_response(material.file_id, inline=True)


@officers
@require_safe
def material_preview(request: HttpRequest, number: str, material_id: UUID) -> HttpResponseBase:
    """A picture of the file's first page."""
    material = _material(actor_of(request), number, material_id)
    if material.file_id is None:
        raise Missing(_("这份材料没有文件。"))
    return files.preview_response(material.file_id, width=900)
