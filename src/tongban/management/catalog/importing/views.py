"""A list of items that is brought in at the desk."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.errors import Conflict, Invalid, TooLarge
from tongban.base.pages.access import actor_of
from tongban.management.catalog import services
from tongban.management.catalog.exchange.forms import ExportForm, ImportForm
from tongban.management.catalog.exchange.views import administrators, desk_page
from tongban.management.catalog.importing.decoding import MAX_BYTES
from tongban.management.catalog.importing.empty import ENDINGS, empty_list
from tongban.management.catalog.importing.forms import ListForm

MOST_ROWS = 50_000
"""As many as are taken in half a minute: a page that answers later is broken off."""
MOST_NAMED = 10
"""New departments that are named."""


@administrators
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """A list to fill in, as a workbook or, with ``?as=csv``, as CSV."""
    ending = ENDINGS[request.GET.get("as") == "csv"]
    name = _("空白事项清单")
    return HttpResponse(
        empty_list(ending),
        content_type="text/csv; charset=utf-8"
        if ending == "csv"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{ending}") or ""},
    )


@administrators
@require_POST
def take_list(request: HttpRequest) -> HttpResponse:
    """Take a list in whole, or say of every row why it was not."""
    form = ListForm(request.POST, request.FILES)
    told: list[str] = []
    if form.is_valid():
        try:
            report = services.import_items(
                actor=actor_of(request),
                content=form.cleaned_data["list"].read(MAX_BYTES + 1),
                most=MOST_ROWS,
            )
        except (Conflict, Invalid, TooLarge) as error:
            told = [finding.message for finding in error.findings]
            # The rows stand below, so the first of them need not stand at the field as well.
            form.add_error("list", _("有要改的行，都列在“要改的行”里。") if told else error.message)
        else:
            said = _(
                "读入 %(read)s 行：新增 %(new)s，变更 %(changed)s，未变 %(unchanged)s，"
                "编码等要改正的 %(flagged)s。下面是各部门还缺什么。"
            )
            messages.success(
                request,
                said
                % {
                    "read": report.read,
                    "new": report.new,
                    "changed": report.changed,
                    "unchanged": report.unchanged,
                    "flagged": report.flagged,
                },
            )
            if report.founded:
                named = "、".join(report.founded[:MOST_NAMED])
                founded = _(
                    "清单里有 %(n)s 个部门是新的，已经建好：%(names)s。其实是已有部门、只是名称写得"
                    "不一样的，请改清单里的名称，再导入一次。"
                )
                more = _("等") if len(report.founded) > MOST_NAMED else ""
                told_of = {"n": len(report.founded), "names": named + more}
                messages.warning(request, founded % told_of)
            return redirect("catalog:departments")
    return desk_page(
        request,
        ExportForm(),
        ImportForm(),
        HTTPStatus.UNPROCESSABLE_ENTITY,
        listing=form,
        told=told,
    )
