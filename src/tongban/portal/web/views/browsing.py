"""Find an item: by words, by theme, from the first page."""

from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.base.kernel.moments import today
from tongban.base.orgs import queries as orgs
from tongban.base.pages.access import actor_of, everybody
from tongban.handling.bundles.queries import bundles_for, search_bundles
from tongban.handling.cases.queries import (
    month_figures,
    open_matters,
    popular_items,
    views_of,
)
from tongban.management.catalog import queries as catalog
from tongban.portal.feedback.queries import tally_since

PAGE = 20
OFTEN = ("居住证", "高龄津贴", "教师资格", "开饭馆")
SHOWN_THEMES = 12
SHOWN_BUNDLES = 6
SHOWN_DEPARTMENTS = 20


class Card(NamedTuple):
    """What the home page shows of a bundle: a value, so that its drawing can be kept."""

    key: str
    name: str


def _strip(request: HttpRequest) -> list[Any]:
    actor = actor_of(request)
    return views_of(open_matters(actor)) if actor.is_applicant else []


@everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, one's own open matters, themes, the most used items, ways without a screen."""
    audience = "company" if request.GET.get("for") == "company" else "person"
    cards = (
        (Card(bundle.key, bundle.name), number, summary)
        for bundle, number, summary in bundles_for(audience)[:SHOWN_BUNDLES]
    )
    return render(
        request,
        "web/home.html",
        {
            "matters": _strip(request),
            "audience": audience,
            "themes": tuple(catalog.themes(audience)[:SHOWN_THEMES]),
            "popular": tuple(popular_items()),
            "month": month_figures(),
            "ratings": tally_since(today().replace(day=1)),
            "often": OFTEN,
            "bundles": tuple(cards),
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
            # Spaces and what is not seen are no query.
            "query": query if result.query else "",
            "result": result,
            "is_filtered": bool(audience or online or area or theme or department),
            "place": orgs.names_of([result.place]).get(result.place) if result.place else None,
            "bundles": search_bundles(
                query, [hit.code for group in result.groups for hit in group.hits]
            )[:SHOWN_BUNDLES],
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
