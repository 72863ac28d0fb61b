"""Many items at once: the list, how far each department is, the same change for many, taking over."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.errors import Invalid
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Choice, Fault, Field
from tongban.management.catalog import managing, proposals, recounting, services
from tongban.management.catalog.editing.typed import clean
from tongban.management.catalog.elements import ELEMENTS, Shape
from tongban.management.catalog.lacking import column_label
from tongban.management.catalog.models import Item
from tongban.management.catalog.rights import may
from tongban.management.catalog.services.bulk import MOST_ITEMS, SHARED
from tongban.management.catalog.types import ItemState, ItemType
from tongban.management.catalog.views.guards import (
    GET_POST,
    editors,
    keepers,
)

PAGE = 50


def choices_of(pairs: Any, chosen: str, nothing: str) -> list[Choice]:
    """The choices of a filter; ``nothing`` is what it is called when nothing is asked."""
    made = [Choice("", nothing)]
    return made + [Choice(value, str(label), is_chosen=value == chosen) for value, label in pairs]


def _filters(asked: Mapping[str, str], *, all_departments: bool) -> list[Field]:
    left = (
        ("incomplete", _("指南不完整")),
        ("change", _("正在改")),
        ("findings", _("有要改的问题")),
        ("overdue", _("超过 5 天没审核")),
    )
    states = [*ItemState.choices, ("all", _("包括已取消的"))]
    sorts = [("worst", _("最不完整的在前"))]
    fields = [
        Field(name="q", label=_("名称或编码"), value=asked.get("q", "")),
        Field(name="state", label=_("状态"), kind="select",
              choices=choices_of(states, asked.get("state", ""), _("没有取消的"))),
        Field(name="type", label=_("事项类型"), kind="select",
              choices=choices_of(ItemType.choices, asked.get("type", ""), _("全部"))),
        Field(name="left", label=_("还要做什么"), kind="select",
              choices=choices_of(left, asked.get("left", ""), _("不限"))),
        Field(name="sort", label=_("怎么排"), kind="select",
              choices=choices_of(sorts, asked.get("sort", ""), _("按名称"))),
    ]  # fmt: skip
    if all_departments:
        fields.append(Field(name="department", label=_("部门"), value=asked.get("department", "")))
    return fields


@keepers
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    """The department's items, what waits for approval first."""
    actor = actor_of(request)
    asked = request.GET.dict()
    found = managing.filtered(managing.managed_items(actor), asked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    items = list(page)
    drafts, imported = managing.drafts_of(items), managing.import_findings_of(items)
    everywhere = managing.sees_all_items(actor)
    return render(
        request,
        "catalog/list.html",
        {
            "page": page,
            "rows": [(i, drafts.get(str(i.id)), imported.get(str(i.id), 0)) for i in items],
            "filters": _filters(asked, all_departments=everywhere),
            "is_filtered": any(value for key, value in asked.items() if key != "page"),
            "awaiting": managing.drafts_awaiting(actor),
            "proposals": proposals.proposals_awaiting(actor),
            "standings": [] if everywhere else managing.standings(actor),
            "everywhere": everywhere,
            "of": managing.department_asked(asked),
            "department_id": actor.department_id,
            "may_edit": may(actor, "change_items"),
            "nav": "items",
        },
    )


@keepers
@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """Department by department: how many items, how complete, what is lacking."""
    told = managing.standings(actor_of(request))
    return render(
        request,
        "catalog/departments.html",
        {
            "recount": recounting.last_recount(),
            "standings": [(one, column_label(one.lacking)) for one in told],
            "items": sum(one.items for one in told),
            "without_guide": sum(one.without_guide for one in told),
            "to_mend": sum(one.to_mend for one in told),
            "nav": "items",
        },
    )


def _chosen(request: HttpRequest) -> list[Item]:
    """The chosen items, out of those that the actor may look into."""
    asked = request.POST if request.method == "POST" else request.GET
    codes = [clean(code) for code in asked.getlist("item")][: MOST_ITEMS + 1]
    return list(
        managing.managed_items(actor_of(request)).filter(code__in=codes).order_by("name_key")
    )


def _value(request: HttpRequest, place: str) -> Any:
    text = clean(request.POST.get(place, ""))
    match ELEMENTS[place].shape:
        case Shape.FLAG:
            return bool(text)
        case Shape.LINES:
            return tuple(line.strip() for line in text.split("\n") if line.strip())
        case _:
            return text


def _bulk_field(request: HttpRequest, place: str) -> tuple[Field, Field]:
    """Whether it is changed, and to what."""
    element = ELEMENTS[place]
    label = str(element.label)
    value = request.POST.get(place, "")
    kind: Any = {Shape.FLAG: "select", Shape.LINES: "textarea"}.get(element.shape, "text")
    answers = (("on", _("是")), ("", _("否")))
    choices = [Choice(v, said, is_chosen=v == value) for v, said in answers]
    asked = Field(
        name=f"change-{place}",
        label=_("改“%(label)s”") % {"label": label},
        kind="checkbox",
        is_checked=f"change-{place}" in request.POST,
    )
    return asked, Field(
        name=place,
        label=_("“%(label)s”改成") % {"label": label},
        kind=kind,
        value=value,
        hint=str(element.hint),
        choices=choices if kind == "select" else (),
        rows=3,
    )


@editors
@GET_POST
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Change what several items tell alike; each gets a change of its own."""
    items = _chosen(request)
    faults: list[Fault] = []
    outcomes: list[Any] = []
    if request.method == "POST" and request.POST.get("do") == "submit":
        return submit_chosen(request)
    if request.method == "POST" and "go" in request.POST:
        values = {p: _value(request, p) for p in SHARED if f"change-{p}" in request.POST}
        try:
            outcomes = services.change_items(
                actor=actor_of(request),
                item_ids=[item.id for item in items],
                values=values,
                note=clean(request.POST.get("note", "")),
            )
        except Invalid as error:
            faults = [Fault(error.message)]
    context = {
        "items": items,
        "fields": [_bulk_field(request, place) for place in SHARED],
        "faults": faults,
        "outcomes": outcomes,
        "note": request.POST.get("note", ""),
        "nav": "items",
    }
    name = "catalog/outcomes.html" if outcomes else "catalog/bulk.html"
    return render(request, name, context, status=422 if faults else 200)


@editors
@require_POST
def submit_chosen(request: HttpRequest) -> HttpResponseBase:
    """Hand in the changes of the chosen items together."""
    try:
        outcomes = services.submit_drafts(
            actor=actor_of(request), item_ids=[item.id for item in _chosen(request)]
        )
    except Invalid as error:
        messages.warning(request, error.message)
        return redirect("catalog:items")
    return render(
        request, "catalog/outcomes.html", {"outcomes": outcomes, "submitted": True, "nav": "items"}
    )
