"""一件事: the guide of a bundle, one application for all its items, and how far all of them are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.errors import Invalid, Missing, TongbanError
from tongban.base.kernel.moments import now
from tongban.base.pages.access import actor_of, applicants, everybody
from tongban.base.pages.fields import Choice, Fault, Field
from tongban.handling.bundles import queries as bundles
from tongban.handling.bundles import services
from tongban.handling.bundles.types import ApplicationState
from tongban.handling.cases import queries as cases
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.queries import prefilled_of, questions_of
from tongban.portal.web.views.applying import Step, channel_of

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@everybody
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every bundle, for people and for companies."""
    return render(
        request,
        "web/bundles.html",
        {"people": bundles.bundles_for("person"), "companies": bundles.bundles_for("company")},
    )


@everybody
@require_safe
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """Who, what, how long, in which order, and what is left to hand in: counted, not invented."""
    bundle = bundles.public_bundle(key)
    view = bundles.view_of(bundle)
    codes = {item.key: item.code for item in view.content.items}
    needs = view.content.needs()
    names = {k: part.name for k, part in view.merged.parts.items()}
    return render(
        request,
        "web/bundle.html",
        {
            "bundle": bundle,
            "view": view,
            "stages": [
                [
                    (
                        part,
                        codes[part.key],
                        [names[k] for k in sorted(needs[part.key]) if k in names],
                    )
                    for part in stage
                ]
                for stage in view.stages
            ],
            "sometimes": [
                names[item.key]
                for item in view.content.items
                if item.question and item.key in names
            ],
        },
    )


def _questions(view: Any, chosen: dict[str, str], wrong: dict[str, str]) -> list[Field]:
    return [
        Field(
            name=question.key,
            label=question.question,
            kind="radio",
            choices=[
                Choice(value, label, is_chosen=chosen.get(question.key) == value)
                for value, label in question.choices
            ],
            error=wrong.get(question.key, ""),
        )
        for question in view.content.questions
    ]


@applicants
@GET_POST
def begin(request: HttpRequest, key: str) -> HttpResponseBase:
    """Whose matter and which situation it is; then the first page."""
    actor = actor_of(request)
    bundle = bundles.public_bundle(key)
    view = bundles.view_of(bundle)
    chosen = {q.key: request.POST.get(q.key, "") for q in view.content.questions}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        application = services.start_bundle(actor=actor, key=key, channel=channel_of(request))
        try:
            services.choose_situation(actor=actor, application_id=application.id, chosen=chosen)
        except Invalid as error:
            wrong = {f.place: f.message for f in error.findings}
        else:
            return redirect("web:my_bundle", application.id)
    fields = _questions(view, chosen, wrong)
    return render(
        request,
        "web/bundle_begin.html",
        {
            "bundle": bundle,
            "view": view,
            "fields": fields,
            "who": actor,
            "is_for_others": (actor.capacity == "clerk") != view.content.for_companies,
        },
        status=422 if wrong else 200,
    )


def _draft(request: HttpRequest, application_id: UUID) -> Any:
    application = bundles.my_bundle(actor_of(request), application_id)
    if application.state != ApplicationState.DRAFT:
        raise Missing(_("已经提交了，请看办理进度。"))
    return application


def _shell(application: Any, merged: Any, answers: dict[str, Any], here: str) -> dict[str, Any]:
    """What every page of an application shows: its steps, the present one, the way on and back."""
    pages = [
        (page.key, page.title, reverse("web:my_bundle_page", args=[application.id, page.key]))
        for page in merged.form.pages_asked(answers)
    ]
    pages += [
        ("materials", _("上传材料"), reverse("web:my_bundle_materials", args=[application.id])),
        ("check", _("核对并提交"), reverse("web:my_bundle_check", args=[application.id])),
    ]
    key = application.revision.bundle.key
    place = next((n for n, (name, _t, _u) in enumerate(pages) if name == here), 0)
    steps = [
        Step(n + 1, title, url, n < place, n == place) for n, (_k, title, url) in enumerate(pages)
    ]
    return {
        "draft": application,
        "bundle": application.revision.bundle,
        "guide_url": reverse("web:bundle", args=[key]),
        "steps": steps,
        "number": place + 1,
        "count": len(steps),
        "previous": steps[place - 1].url if place else reverse("web:bundle_apply", args=[key]),
        "following": steps[place + 1].url if place + 1 < len(steps) else "",
    }


@applicants
@GET_POST
def page(request: HttpRequest, application_id: UUID, page: str) -> HttpResponseBase:
    """One group of questions, each of which stands for all the forms that ask it."""
    application = _draft(request, application_id)
    merged = bundles.merged_of(application)
    here = merged.form.page(page)
    if here is None:
        raise Missing(_("没有这一页。"))
    findings = []
    if request.method == "POST":
        application = services.answer_bundle(
            actor=actor_of(request),
            application_id=application.id,
            answers=eforms.read_page(here, request.POST),
        )
        if request.POST.get("autosave"):
            return JsonResponse({"saved_at": f"{now():%H:%M}"})
        findings = bundles.findings_on_page(application, merged, page)
        if not findings:
            answers = bundles.whole_answers(application, merged)
            return redirect(_shell(application, merged, answers, page)["following"])
    answers = bundles.whole_answers(application, merged)
    bound = eforms.bound_page(
        merged.form,
        here,
        answers,
        known=bundles.known_of(application, merged),
        findings=findings,
    )
    part = merged.parts[page.partition("-")[0]]
    return render(
        request,
        "web/bundle_page.html",
        {
            **_shell(application, merged, answers, page),
            "page": here,
            "part": part,
            "questions": questions_of(bound),
            "fields": [q.field for q in questions_of(bound)],
            "known": prefilled_of(bound),
        },
        status=422 if findings else 200,
    )


@applicants
@GET_POST
def materials(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """Each paper once, with the items it is for; and what need not be handed in, and why not."""
    actor = actor_of(request)
    application = _draft(request, application_id)
    merged = bundles.merged_of(application)
    answers = bundles.whole_answers(application, merged)
    faults: list[Fault] = []
    if request.method == "POST":
        if dropped := request.POST.get("drop"):
            services.drop_from_bundle(
                actor=actor, application_id=application.id, material_id=UUID(dropped)
            )
            return redirect("web:my_bundle_materials", application.id)
        for name, stream in request.FILES.items():
            try:
                services.hand_in_for_bundle(
                    actor=actor,
                    application_id=application.id,
                    key=name.removeprefix("m-"),
                    stream=stream,  # type: ignore[arg-type]
                    filename=stream.name or "",  # type: ignore[union-attr]
                )
            except TongbanError as error:
                faults.append(Fault(error.message, f"f-{name}"))
        if not faults and request.POST.get("go"):
            given = bundles.handed_in(application)
            faults = [
                Fault(_("请上传“{name}”").format(name=m.requirement.name), f"f-m-{m.key}")
                for m in merged.uploads(answers)
                if m.requirement.required and m.key not in given
            ]
            if not faults:
                return redirect("web:my_bundle_check", application.id)
    given = bundles.handed_in(application)
    return render(
        request,
        "web/bundle_materials.html",
        {
            **_shell(application, merged, answers, "materials"),
            "rows": _papers(merged, answers, given),
            "spared": merged.spared(answers),
            "faults": faults,
            "wrong": {f.focus_id: f.message for f in faults},
            "limit": cases.upload_limit(),
        },
        status=422 if faults else 200,
    )


def _papers(merged: Any, answers: dict[str, Any], given: dict[str, list[Any]]) -> list[Any]:
    """(paper, what was handed in, names of the items that it is for)."""
    return [
        (
            paper,
            given.get(paper.key, []),
            _("、").join(merged.parts[key].name for key, _name in paper.places),
        )
        for paper in merged.uploads(answers)
    ]


@applicants
@GET_POST
def check(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """Everything once more, then file everything at once."""
    actor = actor_of(request)
    application = bundles.my_bundle(actor, application_id)
    if application.state != ApplicationState.DRAFT:
        # Pressed twice: the first press filed it, the second shows it.
        return redirect("web:my_bundle", application.id)
    merged = bundles.merged_of(application)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            filed = services.file_bundle(
                actor=actor,
                application_id=application.id,
                promised=request.POST.get("promise") == "on",
            )
        except Invalid as error:
            faults = [
                Fault(f.message, "f-promise" if f.place == "promise" else "")
                for f in error.findings
            ]
        else:
            messages.success(request, _("已提交，编号 {number}。").format(number=filed.number))
            return redirect("web:my_bundle", application.id)
    answers = bundles.whole_answers(application, merged)
    return render(
        request,
        "web/bundle_check.html",
        {
            **_shell(application, merged, answers, "check"),
            "pages": eforms.summary(merged.form, answers),
            "rows": _papers(merged, answers, bundles.handed_in(application)),
            "items": [part.name for part in merged.parts.values()],
            "faults": faults,
            "promise": Field(
                name="promise",
                label=_("以上内容真实。如果不真实，我承担法律责任。"),
                kind="checkbox",
                error=next((f.message for f in faults if f.focus_id == "f-promise"), ""),
                is_checked=request.POST.get("promise") == "on",
            ),
        },
        status=422 if faults else 200,
    )


@applicants
@require_safe
def mine(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """All lines of an application; of a draft, its first page."""
    actor = actor_of(request)
    application = bundles.my_bundle(actor, application_id)
    if application.state == ApplicationState.DRAFT:
        merged = bundles.merged_of(application)
        pages = merged.form.pages_asked(bundles.whole_answers(application, merged))
        if pages:
            return redirect("web:my_bundle_page", application.id, pages[0].key)
        return redirect("web:my_bundle_materials", application.id)
    return render(
        request,
        "web/my_bundle.html",
        {
            "application": application,
            "bundle": application.revision.bundle,
            "view": bundles.application_view(application),
        },
    )


@applicants
@require_safe
def paper(request: HttpRequest, application_id: UUID, material_id: UUID) -> HttpResponseBase:
    """One's own uploaded paper."""
    application = bundles.my_bundle(actor_of(request), application_id)
    for given in bundles.handed_in(application).values():
        for material in given:
            if material.id == material_id and material.file_id:
                return files.download_response(material.file_id, inline=True)
    raise Missing(_("没有这份材料。"))


@applicants
@require_POST
def discard(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Throw the draft away."""
    actor = actor_of(request)
    application = bundles.my_bundle(actor, application_id)
    services.discard_bundle(actor=actor, application_id=application.id)
    messages.success(request, _("草稿已经删除。"))
    return redirect("web:my")


@applicants
@require_POST
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take the whole back, or one item of it."""
    actor = actor_of(request)
    application = bundles.my_bundle(actor, application_id)
    reason = request.POST.get("reason", "")[:200]
    if part := request.POST.get("part", "")[:40]:
        services.withdraw_part(
            actor=actor, application_id=application.id, part_key=part, reason=reason
        )
        messages.success(request, _("这一项已经撤回。"))
    else:
        services.withdraw_bundle(actor=actor, application_id=application.id, reason=reason)
        messages.success(request, _("没有办完的都撤回了。"))
    return redirect("web:my_bundle", application.id)


@applicants
@require_POST
def go_on(request: HttpRequest, application_id: UUID, part: str) -> HttpResponse:
    """Go on with an item that was stuck or blocked."""
    actor = actor_of(request)
    application = bundles.my_bundle(actor, application_id)
    try:
        services.continue_part(actor=actor, application_id=application.id, part_key=part)
    except TongbanError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("好的，接着办。提交好了会发短信给您。"))
    return redirect("web:my_bundle", application.id)
