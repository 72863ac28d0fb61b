"""Pages of the exchange: files out and in for the system administrator, changes above for those
who manage items.
"""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.errors import Invalid, TooLarge
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.management.catalog import queries, services
from tongban.management.catalog.exchange.forms import ExportForm, ImportForm
from tongban.management.catalog.exchange.reading import MOST_FILE
from tongban.management.catalog.importing.forms import ListForm
from tongban.management.catalog.types import RejectedRow

PAGE = 30
WAITS = 10
"""Each is read as on its day, to tell what it will alter."""
SHOWN_REJECTED = 200
MOST_ITEMS = 1_500
"""As many as are taken in half a minute: a page that answers later is broken off."""
ENDINGS = {"xlsx": "xlsx", "csv": "zip", "json": "json"}
administrators = officers_with(Duty.SYSTEM_ADMIN)
managers = officers_with(Duty.ITEM_MANAGER)


@administrators
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Export, import, and what was imported so far."""
    return desk_page(request, ExportForm(), ImportForm())


def desk_page(
    request: HttpRequest,
    out: ExportForm,
    into: ImportForm,
    status: int = HTTPStatus.OK,
    *,
    listing: ListForm | None = None,
    told: Sequence[str] = (),
) -> HttpResponse:
    """The page of the exchange with its three forms; ``told`` are the faults of a list, by row."""
    imports = Paginator(queries.guide_imports(actor_of(request)), PAGE)
    return render(
        request,
        "exchange/desk.html",
        {
            "nav": "exchange",
            "out": out,
            "into": into,
            "listing": listing or ListForm(),
            "told": told,
            "imports": imports.get_page(request.GET.get("page")),
        },
        status=status,
    )


@administrators
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The items as a file."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return desk_page(request, form, ImportForm(), HTTPStatus.UNPROCESSABLE_ENTITY)
    given = form.cleaned_data
    out = services.export_items(
        actor=actor_of(request),
        file_format=given["file_format"],
        profile=given["profile"],
        division_code=given["division"],
        department_id=UUID(given["department"]) if given["department"] else None,
    )
    name = _("事项") + f".{ENDINGS[given['file_format']]}"
    return FileResponse(out, as_attachment=True, filename=name)


@administrators
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """A file of upload tables."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return desk_page(request, ExportForm(), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    given = form.cleaned_data
    try:
        report = services.import_guides(
            actor=actor_of(request),
            content=given["file"].read(MOST_FILE + 1),
            file_name=given["file"].name,
            owner=given["owner"],
            profile=given["profile"],
            most=MOST_ITEMS,
        )
    except (Invalid, TooLarge) as error:
        form.add_error("file", error.message)
        return desk_page(request, ExportForm(), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not report.batch and not report.told_in:
        messages.info(request, _("这个文件没有新的内容，什么也没有改。"))
        return redirect("exchange:desk")
    if not report.batch:
        told = _("这个文件以前导入过，这次什么也没有改；退回的行还是这些，改好以后再导入。")
        messages.info(request, told)
    kept = queries.guide_imports(actor_of(request)).get(batch=report.batch or report.told_in)
    return redirect("exchange:guide_import", kept.id)


@administrators
@require_safe
def guide_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What one import did, and the rows that were given back."""
    found = queries.guide_import(actor_of(request), import_id)
    return render(
        request,
        "exchange/guide_import.html",
        {
            "nav": "exchange",
            "kept": found,
            "rejected": found.rejected[:SHOWN_REJECTED],
            "more": max(0, len(found.rejected) - SHOWN_REJECTED),
        },
    )


@administrators
@require_safe
def rejected(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The error table of one import as CSV."""
    found = queries.guide_import(actor_of(request), import_id)
    rows = [RejectedRow(**row) for row in found.rejected]
    return HttpResponse(
        queries.error_table(rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(
                True, _("退回的行") + f"-{found.batch}.csv"
            )
            or ""
        },
    )


@managers
@require_safe
def upstream(request: HttpRequest) -> HttpResponse:
    """What the province or the nation altered about the items of one's department."""
    attended = request.GET.get("done") == "1"
    found = Paginator(queries.upstream_changes(actor_of(request), attended=attended), PAGE)
    return render(
        request,
        "exchange/upstream.html",
        {
            "nav": "upstream",
            "attended": attended,
            "changes": found.get_page(request.GET.get("page")),
        },
    )


@managers
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What came from above before its day, and what it will alter; or what came of it."""
    settled = request.GET.get("done") == "1"
    waits = queries.upstream_waits(actor_of(request), settled=settled)
    found = Paginator(waits, WAITS).get_page(request.GET.get("page"))
    return render(
        request,
        "exchange/waiting.html",
        {
            "nav": "upstream",
            "settled": settled,
            "waits": found,
            "told": [(one, queries.coming_differences(one)) for one in found],
        },
    )


@managers
@require_POST
def attend(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Say that it was looked at."""
    services.attend_upstream_change(
        actor=actor_of(request), change_id=change_id, note=request.POST.get("note", "")
    )
    messages.success(request, _("已记下，这条变更处理完了。"))
    return redirect("exchange:upstream")
