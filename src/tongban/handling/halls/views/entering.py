"""录入: the whole form on one page, the papers beside it, one button to take it in; and, of a case
that was accepted with a promise, the papers that were promised.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import FieldFinding, Invalid, TongbanError
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Fault, Field, named_fault
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import correct_case, drop_material, file_case, save_answers
from tongban.handling.cases.types import KIND, CaseState
from tongban.handling.halls.services import scan_material
from tongban.handling.halls.views.serving import GOES_ON, served_of, serving_officers, whom
from tongban.management.catalog.types import Origin
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.queries import prefilled_of, questions_of
from tongban.management.eforms.types import Form, Page
from tongban.sharing.materials.types import TrustLevel

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp"


@serving_officers
@GET_POST
def case(request: HttpRequest, delegation_id: UUID, case_id: UUID) -> HttpResponseBase:
    """One case of the person: fill in, save, take in. A draft whole, a correction as its notice,
    and of a case under way what was promised for later.
    """
    served = served_of(request, delegation_id)
    found = cases.my_case(served, case_id)
    if found.state not in GOES_ON:
        return _under_way(request, served, found)
    if request.method != "POST":
        record_look(
            actor=served,
            subject_kind=KIND,
            subject_id=found.id,
            fields=["answers", "materials"],
            reason=_("代申请人录入"),
            division_code=found.division_code,
        )
        return _page(request, served, found)
    try:
        _save(request, served, found)
        if dropped := request.POST.get("drop"):
            drop_material(actor=served, case_id=found.id, material_id=UUID(dropped))
        elif request.POST.get("go"):
            _take_in(request, served, found)
            return redirect("halls:entering", delegation_id, case_id)
    except Invalid as error:
        return _page(request, served, cases.my_case(served, case_id), error=error)
    messages.success(request, _("存好了。"))
    return redirect("halls:entering", delegation_id, case_id)


def _under_way(request: HttpRequest, served: Actor, found: Any) -> HttpResponse:
    """Nothing is entered any more; what was promised may still be brought."""
    if request.method != "POST" and cases.late_wanted(found):
        record_look(
            actor=served,
            subject_kind=KIND,
            subject_id=found.id,
            fields=["materials"],
            reason=_("代申请人补交"),
            division_code=found.division_code,
        )
        return _late(request, served, found)
    if found.number and found.receiver_id == served.account_id:
        return redirect("halls:receipt", found.number)
    return redirect("halls:serve", served.delegation_id)


def _late(
    request: HttpRequest, served: Actor, found: Any, *, error: TongbanError | None = None
) -> HttpResponse:
    return render(
        request,
        "halls/late.html",
        {
            **whom(served),
            "case": found,
            "papers": [(requirement, []) for requirement in cases.late_wanted(found)],
            "accepted": ACCEPTED,
            "faults": _faults(error, list(error.findings) if error else []),
        },
        status=422 if error else 200,
    )


def _asked(found: Any, form: Form) -> tuple[Page, ...]:
    """The pages to ask: all that apply, or what the notice lets one change."""
    if found.state == CaseState.DRAFT:
        return tuple(form.pages_asked(cases.draft_answers(found)))
    places = cases.open_notice(found).places
    keys = [p.removeprefix("form:") for p in places if p.startswith("form:")]
    return (eforms.page_of(tuple(form.fields[key] for key in keys)),) if keys else ()


def _save(request: HttpRequest, served: Actor, found: Any) -> None:
    """Keep what was typed. Of a question that the page did not have, nothing is taken away."""
    typed: dict[str, Any] = {}
    form = eforms.form(found.form_id)
    known = cases.known_values(found)
    for page in _asked(found, form):
        read = eforms.read_page(page, request.POST)
        typed |= {key: value for key, value in read.items() if key not in known}
    if typed:
        save_answers(actor=served, case_id=found.id, answers=typed)


def _take_in(request: HttpRequest, served: Actor, found: Any) -> None:
    if found.state == CaseState.CORRECTING:
        correct_case(actor=served, case_id=found.id)
        messages.success(request, _("补正已经交上去了。"))
        return
    filed = file_case(
        actor=served,
        case_id=found.id,
        promised=request.POST.get("promise") == "on",
        result=cases.result_choice(request.POST),
    )
    messages.success(request, _("已经收件，办件编号 {number}。").format(number=filed.number))


def _page(
    request: HttpRequest, served: Actor, found: Any, *, error: TongbanError | None = None
) -> HttpResponse:
    form = eforms.form(found.form_id)
    findings = list(error.findings) if error else []
    answers = cases.draft_answers(found)
    known = cases.known_values(found) if found.state == CaseState.DRAFT else {}
    bound = [
        eforms.bound_page(form, page, answers, known=known, findings=findings)
        for page in _asked(found, form)
    ]
    listed = None
    if found.state == CaseState.CORRECTING:
        notice = cases.open_notice(found)
        listed = {p.removeprefix("material:") for p in notice.places}
    papers = [
        (r, [(m, m.trust_level == TrustLevel.B) for m in given])
        for r, given in cases.materials_for_desk(found)
        if r.origin == Origin.UPLOAD and (listed is None or r.key in listed)
    ]
    return render(
        request,
        "halls/entering.html",
        {
            **whom(served),
            "case": found,
            # A page of which everything is known already has nothing to ask.
            "sections": [(one.page, asked) for one in bound if (asked := questions_of(one))],
            "known": [
                value
                for one in bound
                for value in prefilled_of(one, for_helper=not _at_window(served), at_desk=True)
            ],
            "papers": papers,
            "missing": [r for r, given in papers if r.required and not given],
            "getting": (
                cases.result_question(served, found, cases.result_choice(request.POST), findings)
                if listed is None
                else None
            ),
            "notice": cases.open_notice(found) if listed is not None else None,
            "accepted": ACCEPTED,
            "faults": _faults(
                error, findings, {f.field.key: f.field.label for one in bound for f in one.fields}
            ),
            "promise": Field(
                name="promise",
                label=_("本人看过以上内容，确认真实，同意由我代录"),
                kind="checkbox",
                error=next((f.message for f in findings if f.place == "promise"), ""),
                is_checked=request.POST.get("promise") == "on",
            ),
        },
        status=422 if error else 200,
    )


def _at_window(served: Actor) -> bool:
    return served.capacity is Capacity.WINDOW


def _faults(
    error: TongbanError | None, findings: list[FieldFinding], asked: Mapping[str, str] | None = None
) -> list[Fault]:
    """What to mend; at a question of the form (key → label) with the question, because “choose one”
    says nothing in a list.
    """
    if error is None:
        return []
    if not findings:
        return [Fault(error.message)]
    labels = asked or {}
    return [
        Fault(named_fault(labels[f.place], f.message) if f.place in labels else f.message, at)
        for f in findings
        for at in [_focus(f.place)]
    ]


def _focus(place: str) -> str:
    if place == "result_way":
        return "f-result_way-1"
    kind, _colon, key = place.partition(":")
    return f"f-m-{key}" if kind == "material" else f"f-{place}"


@serving_officers
@require_POST
def scan(request: HttpRequest, delegation_id: UUID, case_id: UUID) -> HttpResponse:
    """Keep the pages of one paper."""
    served = served_of(request, delegation_id)
    found = cases.my_case(served, case_id)
    key = request.POST.get("requirement", "")[:100]
    try:
        scan_material(
            actor=actor_of(request),
            delegation_id=delegation_id,
            case_id=case_id,
            requirement_key=key,
            pages=[(f, f.name or "") for f in request.FILES.getlist("pages")],  # type: ignore[misc]
            original_seen=request.POST.get("original") == "on" and _at_window(served),
        )
    except (Invalid, TongbanError) as error:
        if error.status >= 500:
            raise
        if cases.late_wanted(found):
            return _late(request, served, found, error=error)
        if found.state not in GOES_ON:
            messages.warning(request, error.message)
            return redirect("halls:serve", delegation_id)
        return _page(request, served, found, error=error)
    messages.success(request, _("已经扫描进去。"))
    # On a telephone the next paper is scanned where this one was, not at the top of the page.
    page = reverse("halls:entering", args=[delegation_id, case_id])
    return redirect(f"{page}#f-m-{quote(key)}")
