"""My space: cases, corrections, licences, ratings; and progress without signing in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import queries as accounts
from tongban.base.audit import queries as audit
from tongban.base.clocks import queries as clocks
from tongban.base.files import queries as files
from tongban.base.kernel.actors import Capacity
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.pages.access import actor_of, applicants, appliers, everybody
from tongban.base.pages.fields import Choice, Fault, Field
from tongban.handling.bundles import queries as bundles
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import correct_case, save_answers, withdraw_case
from tongban.handling.cases.types import KIND, LOOKED_AT, CaseState, EventKind, PanelPlace
from tongban.management.catalog import queries as catalog
from tongban.management.documents import queries as papers
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.queries import questions_of
from tongban.management.eforms.types import BoundPage
from tongban.management.workflow import queries as workflow
from tongban.portal.feedback import queries as feedback
from tongban.portal.feedback.services import rate_case
from tongban.portal.feedback.types import TAGS, RatingChannel, Satisfaction
from tongban.portal.web.views.applying import _upload, channel_of, shown_to
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials import queries as materials

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 20


@appliers
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One's cases, one's own turn first."""
    actor = actor_of(request)
    person = getattr(request.user, "person", None)
    pages = Paginator(cases.my_cases(actor), PAGE)
    page = pages.get_page(request.GET.get("page"))
    views = cases.views_of(page.object_list)
    return render(
        request,
        "web/my.html",
        {
            "page": page,
            "bundles": bundles.my_bundles(actor)[:PAGE] if page.number == 1 else [],
            "who": actor,
            "invitations": (
                accounts.invitations_for(person)
                if actor.capacity is Capacity.SELF and person is not None
                else []
            ),
            "has_concerns": cases.has_concerns(actor),
            "yours": [v for v in views if v.is_your_turn],
            "open": [v for v in views if not v.is_your_turn and v.case.closed_at is None],
            "ended": [v for v in views if not v.is_your_turn and v.case.closed_at is not None],
        },
    )


@appliers
@require_safe
def licenses_page(request: HttpRequest) -> HttpResponse:
    """The electronic licences that one's cases brought."""
    actor = actor_of(request)
    rows = list(cases.my_licensed_cases(actor)[:200])
    return render(request, "web/my_licenses.html", {"cases": rows, "who": actor})


def _remedy(case: Any) -> dict[str, Any] | None:
    """Reason and the way to appeal of a refusal."""
    for event in cases.events_of(case.id):
        if event.kind in {EventKind.REFUSED, EventKind.NOT_ACCEPTED, EventKind.TERMINATED}:
            served = papers.remedies_of(KIND, case.id)
            return {"reason": event.opinion, **event.detail, "served": served}
    return None


@appliers
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """One case: what now, by when, does one have to do anything."""
    actor = actor_of(request)
    found = cases.my_case(actor, case_id)
    if found.state == CaseState.DRAFT:
        return redirect("web:apply", found.item.code)
    view = cases.view_of(found)
    return render(
        request,
        "web/my_case.html",
        {
            "case": found,
            "view": view,
            "guide": catalog.guide(found.revision_id),
            "ruler": clocks.ruler_of(KIND, found.id, view.clocks),
            "used": cases.used_in_words(view),
            "events": cases.timeline_of(found, view),
            "remedy": _remedy(found),
            "panels": cases.panels_at(PanelPlace.OWN_CASE, actor, found),
            "below": cases.panels_at(PanelPlace.OWN_CASE_BELOW, actor, found),
            "pages": shown_to(actor, found),
            "materials": materials.materials_of(KIND, found.id),
            "rating": feedback.rating_of(found.id),
            "looks": [
                (look, _("、").join(str(LOOKED_AT.get(f, f)) for f in look.fields))
                for look in (() if actor.is_assisting else audit.looks_at(KIND, found.id)[:50])
            ],
            "is_helper": actor.is_assisting,
            "may_withdraw": not actor.is_assisting
            and found.state
            in {
                CaseState.FILED,
                CaseState.PREREVIEWED,
                CaseState.CORRECTING,
                CaseState.ACCEPTED,
                CaseState.REVIEWED,
            },
            "may_rate": not actor.is_assisting
            and found.state in {CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.NOT_CORRECTED},
            "query_number": " ".join(
                (found.query_number or "")[i : i + 4] for i in range(0, 12, 4)
            ),
            "chart": workflow.live_chart(KIND, found.id),
        },
    )


@appliers
@GET_POST
def correct(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Mend what the notice lists, and nothing else."""
    actor = actor_of(request)
    found = cases.my_case(actor, case_id)
    if found.state != CaseState.CORRECTING:
        return redirect("web:my_case", case_id)
    notice = cases.open_notice(found)
    form = eforms.form(found.form_id)
    answers = cases.draft_answers(found)
    keys = [p.removeprefix("form:") for p in notice.places if p.startswith("form:")]
    asked = tuple(form.fields[key] for key in keys)
    faults: list[Fault] = []
    findings: list[FieldFinding] = []
    if request.method == "POST":
        page = eforms.page_of(asked)
        typed = eforms.read_page(page, request.POST)
        if typed:
            save_answers(actor=actor, case_id=case_id, answers=typed)
            answers = {**answers, **typed}
        faults = _upload(request, case_id)
        if not faults:
            try:
                correct_case(actor=actor, case_id=case_id)
            except Invalid as error:
                findings = list(error.findings)
                faults = [Fault(f.message, _focus(f.place)) for f in findings]
            else:
                messages.success(request, _("已经补好交上去了。"))
                return redirect("web:my_case", case_id)
        # The new answers may ask for an upload that the old ones did not.
        notice = cases.open_notice(cases.my_case(actor, case_id))
    bound = eforms.bound_page(form, eforms.page_of(asked), answers, findings=findings)
    return render(
        request,
        "web/my_correct.html",
        {
            "case": found,
            "notice": notice,
            "questions": questions_of(BoundPage(bound.page, bound.fields)),
            "advice": {i.place.removeprefix("form:"): i.message for i in notice.items},
            "listed": {i.place.removeprefix("form:") for i in notice.items},
            "wrong": {f.focus_id: f.message for f in faults},
            "uploads": [
                i for i in (*notice.items, *notice.opened) if i.place.startswith("material:")
            ],
            "faults": faults,
            "limit": cases.upload_limit(),
        },
        status=422 if faults else 200,
    )


def _focus(place: str) -> str:
    kind, _colon, key = place.partition(":")
    return f"f-m-{key}" if kind == "material" else f"f-{place}"


@applicants
@require_POST
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the application back."""
    actor = actor_of(request)
    cases.my_case(actor, case_id)
    withdraw_case(actor=actor, case_id=case_id, reason=request.POST.get("reason", "")[:200])
    messages.success(request, _("申请已经撤回。"))
    return redirect("web:my_case", case_id)


@applicants
@GET_POST
def rate(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Five levels, tags of the level, words if one likes."""
    actor = actor_of(request)
    found = cases.my_case(actor, case_id)
    faults: list[Fault] = []
    chosen = request.POST.get("satisfaction", request.GET.get("level", ""))
    level = int(chosen) if chosen in {str(v) for v in Satisfaction.values} else 0
    if request.method == "POST":
        try:
            rate_case(
                actor=actor,
                case_id=case_id,
                satisfaction=level,
                tags=request.POST.getlist("tags"),
                text=request.POST.get("text", ""),
                channel=RatingChannel.MOBILE
                if channel_of(request) == "3"
                else RatingChannel.COMPUTER,
            )
        except Invalid as error:
            faults = [
                Fault(
                    f.message, "f-satisfaction-1" if f.place == "satisfaction" else f"f-{f.place}"
                )
                for f in error.findings
            ]
        else:
            messages.success(request, _("谢谢您的评价。"))
            return redirect("web:my_case", case_id)
    return render(
        request,
        "web/my_rate.html",
        {
            "case": found,
            "levels": list(Satisfaction),
            "level": level,
            "tags": [(Satisfaction(6 - stars).value, tags) for stars, tags in TAGS.items()],
            "chosen_tags": request.POST.getlist("tags"),
            "faults": faults,
            "satisfaction": Field(
                name="satisfaction",
                label=_("满意吗"),
                kind="radio",
                choices=[
                    Choice(str(one.value), str(one.label), is_chosen=one.value == level)
                    for one in Satisfaction
                ],
                error=next((f.message for f in faults if f.focus_id == "f-satisfaction-1"), ""),
            ),
            "words": Field(
                name="text",
                label=_("还想说点什么"),
                kind="textarea",
                is_required=False,
                value=request.POST.get("text", ""),
                attrs={"maxlength": 500},
            ),
        },
        status=422 if faults else 200,
    )


@appliers
@require_safe
def license_file(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """The licence as a signed PDF, made when first asked for."""
    found = cases.my_licensed_case(actor_of(request), case_id)
    assert found.license_id is not None
    stream, name = licenses.open_pdf(found.license_id)
    return FileResponse(stream, content_type="application/pdf", filename=name, as_attachment=True)


@appliers
@require_safe
def material_file(request: HttpRequest, case_id: UUID, material_id: UUID) -> HttpResponseBase:
    """One's own uploaded material."""
    found = cases.my_case(actor_of(request), case_id)
    for material in materials.materials_of(KIND, found.id, with_history=True):
        if material.id == material_id and material.file_id:
            return files.download_response(material.file_id, inline=True)
    raise Missing(_("没有这份材料。"))


@everybody
@GET_POST
def progress(request: HttpRequest) -> HttpResponse:
    """Progress by query number and the last four of the document; nothing personal is shown."""
    # The code on a receipt leads here with the number; the four characters one has to know.
    context: dict[str, Any] = {"number": request.GET.get("n", "")[:12], "faults": []}
    status = 200
    if request.method == "POST":
        context["number"] = request.POST.get("number", "")[:40]
        try:
            found = cases.case_by_query_number(
                context["number"], request.POST.get("last_four", "")[:10]
            )
        except Missing as error:
            context["faults"] = [Fault(error.message, "f-number")]
            status = 404
        else:
            view = cases.view_of(found)
            context |= {"case": found, "view": view}
    context["asked"] = {
        "number": Field(
            name="number",
            label=_("查询号"),
            value=context["number"],
            error=context["faults"][0].message if context["faults"] else "",
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 40},
        ),
        "last_four": Field(
            name="last_four",
            label=_("申请人证件号的后四位"),
            hint=_("个人填身份证号，单位填统一社会信用代码。"),
            is_short=True,
            attrs={"maxlength": 4, "autocomplete": "off"},
        ),
    }
    return render(request, "web/progress.html", context, status=status)
