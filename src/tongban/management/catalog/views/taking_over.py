"""Taking items over from above: found by words and filters, one with its code, or several at once."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Field
from tongban.management.catalog import services
from tongban.management.catalog.editing.typed import clean
from tongban.management.catalog.forms.items import TakeOverForm
from tongban.management.catalog.offered import EITHER, TAKEN, Offered, offered_from_above
from tongban.management.catalog.services.taking_over import MOST_AT_ONCE
from tongban.management.catalog.views.guards import GET_POST, editors
from tongban.management.catalog.views.lists import choices_of

PAGE = 30


@editors
@GET_POST
def take_over(request: HttpRequest) -> HttpResponseBase:
    """Items of bodies above, those first that this department has not taken over."""
    if request.method == "POST":
        return _several(request) if request.POST.get("do") == "several" else _one(request)
    return _page(request)


def _one(request: HttpRequest) -> HttpResponseBase:
    """One item, with the code that was looked at."""
    actor = actor_of(request)
    wanted = request.POST.get("model", "")
    offered = offered_from_above(actor, {})
    model = offered.items.filter(id__in=_ids([wanted])).first()
    if model is None or actor.department_id is None:
        raise Missing(_("没有这个上级事项，或者已经承接了。"))
    form = TakeOverForm(request.POST, auto_id="t-%s")
    if form.is_valid():
        try:
            item = services.take_over_item(
                actor=actor,
                model_item_id=model.id,
                department_id=actor.department_id,
                code=form.cleaned_data["code"],
            )
        except (Conflict, Invalid) as error:
            form.show(error.findings, error.message)
        else:
            messages.success(request, _("已承接。下面是上级的指南，请补上本部门的地点和电话。"))
            return redirect("catalog:change", item.code)
    return _page(request, failed=(wanted, form))


def _several(request: HttpRequest) -> HttpResponseBase:
    """Several, each with the code that it would have here."""
    actor = actor_of(request)
    asked = set(request.POST.getlist("item")[: MOST_AT_ONCE + 1])
    chosen = list(offered_from_above(actor, {}).items.filter(id__in=_ids(asked)))
    if actor.department_id is None or len(chosen) < len(asked):
        raise Missing(_("有的事项不在了，或者已经承接了，请重选。"))
    try:
        outcomes = services.take_over_items(
            actor=actor,
            wanted=[(one.id, one.code_here) for one in chosen],  # type: ignore[attr-defined]
            department_id=actor.department_id,
        )
    except Invalid as error:
        messages.warning(request, error.message)
        return redirect("catalog:take_over")
    return render(
        request,
        "catalog/taken_over.html",
        {
            "taken": [one for one in outcomes if one.is_done],
            "not_taken": [one for one in outcomes if not one.is_done],
            "nav": "items",
        },
    )


def _ids(asked: Iterable[str]) -> list[UUID]:
    """Those that are ids at all."""
    found = []
    for text in asked:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(request: HttpRequest, failed: tuple[str, TakeOverForm] | None = None) -> HttpResponse:
    asked = {key: clean(value) for key, value in request.GET.dict().items()}
    offered = offered_from_above(actor_of(request), asked)
    page = Paginator(offered.items, PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            item,
            failed[1]
            if failed and failed[0] == str(item.id)
            else TakeOverForm(
                initial={"code": item.code_here},  # type: ignore[attr-defined]
                auto_id=f"t{n}-%s",
            ),
        )
        for n, item in enumerate(page)
    ]
    return render(
        request,
        "catalog/take_over.html",
        {
            "page": page,
            "rows": rows,
            "filters": _filters(asked, offered),
            "is_filtered": any(value for key, value in asked.items() if key != "page"),
            "failed": failed[1] if failed else None,
            "nav": "items",
        },
        status=422 if failed else 200,
    )


def _filters(asked: Mapping[str, str], offered: Offered) -> list[Field]:
    bodies = [(str(ident), name) for ident, name in offered.bodies]
    themes = [(theme, theme) for theme in offered.themes]
    taken = [(TAKEN, _("已经承接的")), (EITHER, _("都看"))]
    return [
        Field(name="q", label=_("名称、编码或部门"), value=asked.get("q", "")),
        Field(name="body", label=_("上级部门"), kind="select",
              choices=choices_of(bodies, asked.get("body", ""), _("全部"))),
        Field(name="type", label=_("事项类型"), kind="select",
              choices=choices_of(offered.types, asked.get("type", ""), _("全部"))),
        Field(name="theme", label=_("主题"), kind="select",
              choices=choices_of(themes, asked.get("theme", ""), _("全部"))),
        Field(name="taken", label=_("承接了没有"), kind="select",
              choices=choices_of(taken, asked.get("taken", ""), _("还没有承接的"))),
    ]  # fmt: skip
