"""One item: what is in force, its history and neighbours, and what can be done with it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.errors import Missing
from tongban.base.orgs.queries import division_names
from tongban.base.pages.access import actor_of
from tongban.management.catalog import managing, queries, services
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.comparing_runs import form_differences, process_differences
from tongban.management.catalog.forms.items import FindingsForm
from tongban.management.catalog.lacking import column_label, lacks_in_force
from tongban.management.catalog.models import Item, ItemRevision
from tongban.management.catalog.rights import may
from tongban.management.catalog.types import Difference, cases_under_way
from tongban.management.catalog.views.guards import (
    GET_POST,
    editors,
    keepers,
    told_on_the_next_page,
)
from tongban.management.catalog.views.standing_parts import standing_parts
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Form
from tongban.management.workflow import queries as workflow

PAGE = 30


def item_page(
    request: HttpRequest, item: Item, forms: dict[str, FindingsForm], status: int = 200
) -> HttpResponse:
    """The page of an item; ``forms`` are those that hold what was typed and what is wrong with it."""
    actor = actor_of(request)
    model = item.model_item
    of_model: list[Difference] = []
    if model is not None and model.revision_id and item.revision_id:
        of_model = differences(queries.guide(model.revision_id), queries.guide(item.revision_id))
    names = division_names()
    return render(
        request,
        "catalog/item.html",
        {
            "item": item,
            "draft": managing.open_draft(item),
            "revisions": managing.revisions_of(item),
            "findings": [(column_label(f.field), f) for f in queries.findings_of(item.id)],
            "lacks": lacks_in_force(item),
            "siblings": [
                (sibling, names.get(sibling.division_code, sibling.division_code))
                for sibling in managing.siblings_of(item)
            ],
            "below": item.handling_items.order_by("code"),
            "of_model": of_model,
            "under_way": cases_under_way(item.id),
            "may_begin": may(actor, "begin_draft", item) and item.state != "cancelled",
            "nav": "items",
            **standing_parts(actor, item, forms),
        },
        status=status,
    )


@keepers
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item."""
    return item_page(request, managing.managed_item(actor_of(request), code), {})


@editors
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponseBase:
    """Open a change and go on to it."""
    found = managing.managed_item(actor_of(request), code)
    goes_on = "catalog:item"
    with told_on_the_next_page(request):
        services.begin_draft(actor=actor_of(request), item_id=found.id)
        goes_on = "catalog:change"
    return redirect(goes_on, code)


@editors
@GET_POST
def copy(request: HttpRequest, code: str) -> HttpResponseBase:
    """Begin a change with the guide of another district."""
    actor = actor_of(request)
    found = managing.managed_item(actor, code)
    if request.method == "POST":
        source = managing.items_to_copy(found, "").filter(code=request.POST.get("from", "")).first()
        if source is None:
            raise Missing(_("那个事项没有已发布的指南，不能复制。"))
        goes_on = "catalog:copy"
        with told_on_the_next_page(request):
            services.begin_draft(actor=actor, item_id=found.id, from_item_id=source.id)
            messages.success(request, _("已复制。地点、电话和救济机关没有复制，请填本部门的。"))
            goes_on = "catalog:change"
        return redirect(goes_on, code)
    search = request.GET.get("q", found.main_item or found.name)[:60]
    page = Paginator(managing.items_to_copy(found, search), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "catalog/copy.html",
        {
            "item": found,
            "page": page,
            "search": search,
            "divisions": division_names(),
            "draft": managing.open_draft(found),
            "nav": "items",
        },
    )


def named_differences(
    before: ItemRevision | None, name: str, form_id: UUID | None, process_id: UUID | None
) -> list[Difference]:
    """What differs beside the guide: the name, the form, the process."""
    told = []
    old_name = before.name if before else ""
    if old_name != name:
        told.append(Difference("name", _("事项名称"), old_name, name))
    old_form = before.form_id if before else None
    if old_form != form_id:
        told.append(Difference("form", _("表单"), form_words(old_form), form_words(form_id)))
        told += form_differences(old_form, form_id)
    old_process = before.process_id if before else None
    if old_process != process_id:
        words = process_words(old_process), process_words(process_id)
        told.append(Difference("process", _("流程"), *words))
        told += process_differences(old_process, process_id)
    return told


def _form(form_id: UUID | None) -> Form | None:
    return eforms.form(form_id) if form_id is not None else None


def form_words(form_id: UUID | None) -> str:
    """A form's name and version."""
    if form_id is None:
        return ""
    form = eforms.form(form_id)
    return _("%(name)s（第 %(version)s 版）") % {"name": form.name, "version": form.version}


def process_words(process_id: UUID | None) -> str:
    """A process's name and version."""
    if process_id is None:
        return ""
    view = workflow.process(process_id)
    return _("%(name)s（第 %(version)s 版）") % {"name": view.name, "version": view.version}


@keepers
@require_safe
def between(request: HttpRequest, code: str) -> HttpResponse:
    """What two revisions of an item tell differently."""
    found = managing.managed_item(actor_of(request), code)
    revisions = managing.revisions_of(found)
    if not revisions:
        raise Missing(_("这个事项还没有发布过指南。"))
    by_version = {str(revision.version): revision for revision in revisions}
    newer = by_version.get(request.GET.get("to", ""), revisions[0])
    older = by_version.get(request.GET.get("from", ""))
    if older is None:
        older = next((r for r in revisions if r.version < newer.version), newer)
    before, after = queries.guide(older.id), queries.guide(newer.id)
    return render(
        request,
        "catalog/between.html",
        {
            "item": found,
            "revisions": revisions,
            "older": older,
            "newer": newer,
            "told": [
                *named_differences(older, newer.name, newer.form_id, newer.process_id),
                *differences(before, after, (_form(older.form_id), _form(newer.form_id))),
            ],
            "nav": "items",
        },
    )
