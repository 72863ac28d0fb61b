"""Find an item and read its guide."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.moments import today
from tongban.base.orgs import queries as orgs
from tongban.base.pages.access import actor_of, everybody
from tongban.base.pages.parts import Answer, Material
from tongban.handling.cases.queries import (
    month_figures,
    my_draft_for,
    open_matters,
    popular_items,
    views_of,
)
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Guide, ItemState, Origin, Requirement
from tongban.management.eforms import queries as eforms
from tongban.management.workflow import queries as workflow
from tongban.portal.feedback.queries import tally_since

PAGE = 20
OFTEN = ("居住证", "高龄津贴", "教师资格", "开饭馆")
SHOWN_THEMES = 12
SHOWN_DEPARTMENTS = 20


def _strip(request: HttpRequest) -> list[Any]:
    actor = actor_of(request)
    return views_of(open_matters(actor)) if actor.is_applicant else []


@everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, one's own open matters, themes, the most used items, ways without a screen."""
    audience = "company" if request.GET.get("for") == "company" else "person"
    themes = catalog.themes(audience)[:SHOWN_THEMES]
    return render(
        request,
        "web/home.html",
        {
            "matters": _strip(request),
            "audience": audience,
            "themes": themes,
            "popular": popular_items(),
            "month": month_figures(),
            "ratings": tally_since(today().replace(day=1)),
            "often": OFTEN,
        },
    )


@everybody
@require_safe
def elder_home(request: HttpRequest) -> HttpResponse:
    """长者版: five tasks, search, one telephone number."""
    matters = _strip(request)
    response = render(
        request,
        "web/elder_home.html",
        {
            "matters": matters,
            "your_turn": [m for m in matters if m.is_your_turn],
            "tasks": catalog.items_for_elders(),
            "mode": "elder",
            "is_elder": True,
        },
    )
    response.set_cookie("tb_mode", "elder", max_age=365 * 24 * 3600, samesite="Lax")
    return response


@everybody
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Items in people's own words, narrowed to what they say besides."""
    query = request.GET.get("q", "")[:200]
    audience = request.GET.get("for", "")
    online = request.GET.get("online") == "1"
    area, theme = request.GET.get("area", "")[:12], request.GET.get("theme", "")[:32]
    department = _uuid(request.GET.get("department", ""))
    result = catalog.search(
        query,
        limit=60,
        audience=audience,
        online_only=online,
        division_code=area,
        theme=theme,
        department_id=department,
    )
    counted = {UUID(one.key): one.count for one in result.departments[:SHOWN_DEPARTMENTS]}
    shown = {*counted} if department is None else {*counted, department}
    return render(
        request,
        "web/search.html",
        {
            "query": query,
            "result": result,
            "audience": audience,
            "online": online,
            "area": area,
            "areas": orgs.divisions_with_departments(),
            "theme": theme,
            "themes": catalog.themes("company" if audience == "company" else "person"),
            "department": department,
            "departments": [
                (one, counted.get(one.id)) for one in orgs.departments().filter(id__in=shown)
            ],
        },
    )


def _uuid(text: str) -> UUID | None:
    """What is typed into an address is no filter unless it can be one."""
    try:
        return UUID(text)
    except ValueError:
        return None


@everybody
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggestions while typing: names and where they lead."""
    found = catalog.suggest(request.GET.get("q", "")[:60], limit=8)
    return JsonResponse(
        {
            "suggestions": [
                {
                    "label": one.text,
                    "url": reverse("web:guide", args=[one.code])
                    if one.code
                    else f"{reverse('web:search')}?{urlencode({'q': one.text})}",
                }
                for one in found
            ]
        }
    )


@everybody
@require_safe
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Items of one theme."""
    audience = "company" if request.GET.get("for") == "company" else "person"
    items = Paginator(catalog.items_of(theme, audience=audience), PAGE)
    return render(
        request,
        "web/theme.html",
        {"theme": theme, "audience": audience, "page": items.get_page(request.GET.get("page"))},
    )


def glance_of(guide: Guide) -> list[Answer]:
    """Who, what, where, how long, how much."""
    mine = [m for m in guide.materials if m.origin == Origin.UPLOAD]
    held = [m for m in guide.materials if m.origin == Origin.HELD]
    who = _("个人") if guide.for_people else ""
    if guide.for_companies:
        who = _("个人和单位") if who else _("企业、个体户等单位")
    if guide.is_instant:
        how_long, legal = _("当场办完"), ""
    else:
        how_long = guide.promised.limit.text if guide.promised else ""
        legal = (
            _("法定 {limit}").format(limit=guide.statutory.limit.text)
            if guide.statutory
            else _("法律没有规定期限")
        )
    extension = guide.statutory.extension if guide.statutory and not guide.is_instant else None
    extra = (
        _("经{approver}批准可以延长一次，最多 {limit}").format(
            approver=extension.approver, limit=extension.limit.text
        )
        if extension
        else ""
    )
    online = "2" in guide.handle_forms
    return [
        Answer(_("谁能办"), who, guide.conditions[0] if len(guide.conditions) == 1 else ""),
        Answer(
            _("要什么"),
            _("交 {count} 份材料").format(count=len(mine)) if mine else _("不用交材料"),
            _("另外 {count} 份不用您交").format(count=len(held)) if held else "",
        ),
        Answer(
            _("去哪办"),
            (
                _("网上办，不用跑")
                if online and not guide.visits
                else _("要到现场 {count} 次").format(count=guide.visits or 1)
            ),
            guide.visit_reason or _("也可到大厅、代办点"),
        ),
        Answer(_("多久"), how_long, _("；").join(part for part in (legal, extra) if part)),
        Answer(
            _("多少钱"),
            _("不收费") if guide.is_free else _("收费"),
            ""
            if guide.is_free
            else _("；").join(
                _("%(name)s：%(standard)s") % {"name": f.name, "standard": f.standard}
                for f in guide.fees
            ),
        ),
    ]


def material_row(requirement: Requirement) -> Material:
    """A material of the guide as its row."""
    states = {
        Origin.FORM.value: ("form", ""),
        Origin.HELD.value: ("held", _("系统会去取，无需提交")),
        Origin.UPLOAD.value: ("need", _("需要上传") if requirement.required else _("有就上传")),
    }
    state, words = states[requirement.origin]
    return Material(
        name=requirement.name,
        state=state,  # type: ignore[arg-type]
        why=requirement.why,
        source=requirement.source,
        state_words=words,
        links=(),
    )


def _situations(guide: Guide, form_id: Any) -> list[Any]:
    """The questions that some material depends on, from the form itself."""
    if form_id is None:
        return []
    form = eforms.form(form_id)
    wanted = {m.when["field"] for m in guide.materials if m.when}
    return [f for key, f in form.fields.items() if key in wanted and f.options]


@everybody
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """办事指南: the answers first, then the list for one's own situation, the executed chart."""
    item = catalog.item(code)
    if item.state == ItemState.LISTED or item.revision_id is None:
        return render(request, "web/listed.html", {"item": item})
    revision = item.revision
    assert revision is not None
    found = catalog.guide(item.revision_id)
    questions = _situations(found, revision.form_id)
    answers = {q.key: request.GET.get(f"s-{q.key}", "") for q in questions}
    chosen = {key: value for key, value in answers.items() if value}
    materials = (
        found.materials_for(chosen)
        if chosen
        else tuple(m for m in found.materials if m.when is None)
        if questions
        else found.materials
    )
    actor = actor_of(request)
    steps = workflow.steps_of(revision.process_id) if revision.process_id else []
    return render(
        request,
        "web/guide.html",
        {
            "item": item,
            "revision": revision,
            "guide": found,
            "glance": glance_of(found),
            "questions": [(q, answers[q.key]) for q in questions],
            "is_chosen": bool(chosen),
            "materials": [material_row(m) for m in materials],
            "mine": sum(m.origin == Origin.UPLOAD for m in materials),
            "held": sum(m.origin != Origin.UPLOAD for m in materials),
            "steps": steps,
            "chart": workflow.chart(process_id=revision.process_id) if revision.process_id else "",
            "draft": my_draft_for(actor, code) if actor.is_applicant else None,
            "is_open": item.state == ItemState.PUBLISHED and item.is_online,
            "is_suspended": item.state == ItemState.SUSPENDED,
        },
    )
