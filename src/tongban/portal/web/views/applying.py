"""Apply: a small group of questions a page, saved at each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing, TongbanError
from tongban.base.kernel.moments import now
from tongban.base.pages.access import actor_of, applicants, appliers
from tongban.base.pages.fields import Fault, Field
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import (
    discard_draft,
    drop_material,
    file_case,
    save_answers,
    start_draft,
    upload_material,
)
from tongban.handling.cases.types import KIND, Channel
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import OwnCase
from tongban.management.catalog.types import Guide, Origin
from tongban.management.documents.services import choose_service
from tongban.management.documents.types import ServiceWay
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.queries import hide_known, prefilled_of, questions_of
from tongban.management.eforms.types import Form
from tongban.portal.web.glances import with_answers

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def channel_of(request: HttpRequest) -> str:
    """移动端 or 电脑端, for the usage by channel."""
    agent = request.headers.get("User-Agent", "")
    return Channel.PHONE if "Mobile" in agent else Channel.COMPUTER


def _draft(request: HttpRequest, code: str) -> Any:
    draft = cases.my_draft_for(actor_of(request), code)
    if draft is None:
        raise Missing(_("还没有开始填，或者已经提交了。请从办事指南点“开始办理”。"))
    return draft


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an application as the list of steps shows it."""

    number: int
    title: str
    url: str
    is_done: bool
    is_here: bool


def _shell(code: str, draft: Any, form: Form, answers: dict[str, Any], here: str) -> dict[str, Any]:
    """What every page of an application shows: its steps, the present one, the way on and back."""
    pages = [
        (page.key, page.title, reverse("web:apply_page", args=[code, page.key]))
        for page in form.pages_asked(answers)
    ]
    pages += [
        ("materials", _("上传材料"), reverse("web:apply_materials", args=[code])),
        ("check", _("核对并提交"), reverse("web:apply_check", args=[code])),
    ]
    place = next((n for n, (key, _title, _url) in enumerate(pages) if key == here), 0)
    steps = [
        Step(n + 1, title, url, n < place, n == place) for n, (_key, title, url) in enumerate(pages)
    ]
    return {
        "code": code,
        "draft": draft,
        "steps": steps,
        "number": place + 1,
        "count": len(steps),
        "previous": steps[place - 1].url if place else reverse("web:apply", args=[code]),
        "following": steps[place + 1].url if place + 1 < len(steps) else "",
    }


def _step_up(code: str, level: int, own: OwnCase) -> str:
    """The page that raises the level and leads back here, with the answers of the guide."""
    here = with_answers(reverse("web:apply", args=[code]), own.query)
    asked = urlencode({"level": level, "next": here})
    return f"{reverse('accounts:step_up')}?{asked}"


def _own_case(request: HttpRequest, item: Any, guide: Guide) -> OwnCase:
    """What was chosen on the guide's page, as the address says it."""
    form = eforms.form(item.revision.form_id) if item.revision.form_id else None
    return catalog.own_case(guide, form, request.GET.dict())


def _take_over(actor: Actor, draft: Any, chosen: dict[str, Any]) -> None:
    """What was answered on the guide's page is not asked again; what was typed here stays."""
    typed = cases.draft_answers(draft)
    new = {key: value for key, value in chosen.items() if key not in typed}
    if new:
        save_answers(actor=actor, case_id=draft.id, answers=new)


@appliers
@GET_POST
def begin(request: HttpRequest, code: str) -> HttpResponseBase:
    """What it takes, and the button that begins."""
    actor = actor_of(request)
    item = catalog.item(code)
    if item.revision_id is None or not item.is_online:
        if request.method == "POST":
            start_draft(actor=actor, item_code=code)  # refuses and says why
        return redirect("web:guide", code)
    guide = catalog.guide(item.revision_id)
    own = _own_case(request, item, guide)
    wanted = guide.min_assurance
    if request.method == "POST" and actor.assurance < wanted and item.is_online:
        # Prove one more element, then back to this very page.
        return redirect(_step_up(code, wanted, own))
    if request.method == "POST":
        begun = start_draft(actor=actor, item_code=code, channel=channel_of(request))
        form = eforms.form(begun.form_id)
        _take_over(actor, begun, catalog.answers_to_take_over(form, own))
        first = form.pages_asked(cases.draft_answers(begun))[0]
        return redirect("web:apply_page", code, first.key)
    draft = cases.my_draft_for(actor, code)
    return render(
        request,
        "web/apply_begin.html",
        {
            "item": item,
            "guide": guide,
            "draft": draft,
            "uploads": (
                own.uploads
                if own.is_whole
                else [m for m in guide.materials if m.origin == Origin.UPLOAD]
            ),
            "own": own,
            "who": actor,
            "not_entrusted": cases.refused_to_clerk(actor, item.code, item.department_id),
            "too_young": cases.too_young(actor, guide),
            "step_up": _step_up(code, wanted, own) if actor.assurance < wanted else "",
            "level": wanted,
        },
    )


@appliers
@GET_POST
def page(request: HttpRequest, code: str, page: str) -> HttpResponseBase:
    """One group of questions."""
    draft = _draft(request, code)
    form = eforms.form(draft.form_id)
    answers = cases.draft_answers(draft)
    here = form.page(page)
    if here is None:
        raise Missing(_("没有这一页。"))
    findings: list[FieldFinding] = []
    if request.method == "POST":
        typed = eforms.read_page(here, request.POST)
        # A field that has a source and is known is never asked; one whose source holds nothing
        # for this person is asked like any other.
        save_answers(actor=actor_of(request), case_id=draft.id, answers=typed)
        answers = {**answers, **{k: v for k, v in typed.items() if v is not None}}
        for key, value in typed.items():
            if value is None:
                answers.pop(key, None)
        if request.POST.get("autosave"):
            return JsonResponse({"saved_at": f"{now():%H:%M}"})
        findings = eforms.findings_of(
            draft.form_id, {**answers, **cases.known_values(draft)}, page=here
        )
        if not findings:
            shell = _shell(code, draft, form, answers, page)
            if request.POST.get("leave"):
                messages.success(request, _("已经存好，下次可以接着填。"))
                return redirect("web:my")
            return redirect(shell["following"])
    bound = eforms.bound_page(
        form, here, answers, known=cases.known_values(draft), findings=findings
    )
    return render(
        request,
        "web/apply_page.html",
        {
            **_shell(code, draft, form, answers, page),
            "page": here,
            "questions": questions_of(bound),
            "fields": [q.field for q in questions_of(bound)],
            "known": prefilled_of(bound, for_helper=actor_of(request).is_assisting),
            "whys": [(f.field.label, f.field.why) for f in bound.asked if f.field.why],
        },
        status=422 if findings else 200,
    )


def _upload(request: HttpRequest, case_id: UUID) -> list[Fault]:
    """Keep every file of the request; what is refused comes back as faults."""
    faults = []
    for key, stream in request.FILES.items():
        try:
            upload_material(
                actor=actor_of(request),
                case_id=case_id,
                requirement_key=key.removeprefix("m-"),
                stream=stream,  # type: ignore[arg-type]
                filename=stream.name or "",  # type: ignore[union-attr]
            )
        except TongbanError as error:
            faults.append(Fault(error.message, f"f-{key}"))
    return faults


@appliers
@GET_POST
def materials(request: HttpRequest, code: str) -> HttpResponseBase:
    """Upload what the guide asks for under the answers; see what need not be handed in."""
    draft = _draft(request, code)
    form = eforms.form(draft.form_id)
    answers = cases.draft_answers(draft)
    faults: list[Fault] = []
    if request.method == "POST":
        if dropped := request.POST.get("drop"):
            drop_material(actor=actor_of(request), case_id=draft.id, material_id=UUID(dropped))
            return redirect("web:apply_materials", code)
        faults = _upload(request, draft.id)
        if not faults:
            rows = cases.materials_for_desk(draft)
            later = cases.promised_keys(draft) | cases.replaced_keys(draft)
            missing = [
                r
                for r, given in rows
                if r.origin == Origin.UPLOAD and r.required and not given and r.key not in later
            ]
            if request.POST.get("go") and not missing:
                return redirect("web:apply_check", code)
            faults = [
                Fault(_("请上传“{name}”").format(name=r.name), f"f-m-{r.key}")
                for r in missing
                if request.POST.get("go")
            ]
    rows = cases.materials_for_desk(draft)
    return render(
        request,
        "web/apply_materials.html",
        {
            **_shell(code, draft, form, answers, "materials"),
            "rows": [(r, given) for r, given in rows if r.origin == Origin.UPLOAD],
            "may_be_late": bool(cases.promises_offered(draft)) and not cases.promised_keys(draft),
            "promised": cases.promised_keys(draft),
            "may_promise": bool(cases.replacements_offered(draft)),
            "replaced": cases.replaced_keys(draft),
            "spared": [r for r, _given in rows if r.origin != Origin.UPLOAD],
            "faults": faults,
            "wrong": {f.focus_id: f.message for f in faults},
            "limit": cases.upload_limit(),
        },
        status=422 if faults else 200,
    )


def _asked_here(place: str) -> str:
    """Where on the last page a finding is mended; empty for what earlier pages ask."""
    if place == "result_way":
        return "f-result_way-1"
    return f"f-{place}" if place == "promise" or place.startswith("result_") else ""


def shown_to(actor: Actor, case: Any) -> list[Any]:
    """What was filled in; who helps sees little of what the platform knew already."""
    pages = cases.answers_shown(case)
    return hide_known(pages) if actor.is_assisting else pages


@appliers
@GET_POST
def check(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything once more, then file."""
    actor = actor_of(request)
    draft = cases.my_draft_for(actor, code)
    if draft is None:
        filed = cases.just_filed(actor, code) if request.method == "POST" else None
        if filed is not None:
            # Pressed twice: the first press filed it, the second shows it.
            return redirect("web:my_case", filed.id)
        return redirect("web:guide", code)
    form = eforms.form(draft.form_id)
    faults: list[Fault] = []
    findings: Sequence[FieldFinding] = ()
    result = cases.result_choice(request.POST)
    if request.method == "POST":
        try:
            if request.POST.get("electronic") == "on":
                # Before filing, so that the receipt is the first paper to be served this way.
                choose_service(
                    actor=actor,
                    subject_kind=KIND,
                    subject_id=draft.id,
                    division_code=draft.division_code,
                    way=ServiceWay.ELECTRONIC,
                )
            case = file_case(
                actor=actor,
                case_id=draft.id,
                promised=request.POST.get("promise") == "on",
                by_person=request.POST.get("by_person") == "on",
                result=result,
            )
        except Invalid as error:
            findings = error.findings
            faults = [Fault(f.message, _asked_here(f.place)) for f in findings]
        else:
            said = (
                _("已经办好，办件编号 {number}。")
                if case.closed_at is not None
                else _("已提交，办件编号 {number}。")
            )
            messages.success(request, said.format(number=case.number))
            return redirect("web:my_case", case.id)
    answers = cases.draft_answers(draft)
    return render(
        request,
        "web/apply_check.html",
        {
            **_shell(code, draft, form, answers, "check"),
            "pages": shown_to(actor, draft),
            "rows": cases.materials_for_desk(draft),
            "faults": faults,
            "by_person": Field(
                name="by_person",
                label=_("不用系统自动办，请工作人员办。"),
                kind="checkbox",
                hint=_("这件事符合规则的，系统当场办好；不符合的，本来就由工作人员办。"),
                is_checked=request.POST.get("by_person") == "on",
                is_required=False,
            )
            if catalog.guide(draft.revision_id).rule_table
            else None,
            "getting": cases.result_question(actor, draft, result, findings),
            "electronic": Field(
                name="electronic",
                label=_(
                    "同意电子送达：文书送到我在这里的空间就算送到，复议和起诉的期限从那天算。不同意的，到窗口领取或者邮寄，以后也能改。"
                ),
                kind="checkbox",
                is_required=False,
                is_checked=request.POST.get("electronic") == "on",
            ),
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
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    draft = _draft(request, code)
    discard_draft(actor=actor_of(request), case_id=draft.id)
    messages.success(request, _("草稿已经删除。"))
    return redirect("web:my")
