"""What a department's items lack, to be printed and handed out, and the same as a table."""

import csv
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.base.pages.access import actor_of
from tongban.management.catalog import lacking, managing
from tongban.management.catalog.exchange.injection import guarded
from tongban.management.catalog.models import Item
from tongban.management.catalog.types import ItemState
from tongban.management.catalog.views.guards import keepers

MOST_SHOWN = 300
"""Items that a page tells one by one; the table has all."""
BOM = "\ufeff"
"""So that spreadsheet programs read the table as UTF-8."""


@keepers
@require_safe
def lacks(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """One department: what rules find how often, then item by item."""
    items = lacking.items_of_department(actor_of(request), department_id)
    rows = list(lacking.lacks_of(items))
    told = [row for row in rows if row.lacks]
    written = [row for row in told if row.has_guide]
    unwritten = [row for row in told if not row.has_guide]
    return render(
        request,
        "catalog/lacking.html",
        {
            "department": rows[0].item.department,
            "day": today(),
            "items": len(rows),
            "whole": len(rows) - len(told),
            "counts": lacking.counts_of(rows),
            "written": written[:MOST_SHOWN],
            "unwritten": unwritten[:MOST_SHOWN],
            "unwritten_count": len(unwritten),
            "more": max(0, len(written) - MOST_SHOWN) + max(0, len(unwritten) - MOST_SHOWN),
        },
    )


@keepers
@require_safe
def lacks_table(request: HttpRequest) -> HttpResponseBase:
    """Everything that items lack as CSV, of one ``department`` or of all that the actor sees."""
    actor = actor_of(request)
    if asked := request.GET.get("department", ""):
        try:
            department_id = UUID(asked)
        except ValueError:
            raise Missing(_("没有这个部门。")) from None
        items = lacking.items_of_department(actor, department_id)
    else:
        items = managing.managed_items(actor).exclude(state=ItemState.CANCELLED)
        items = items.order_by("department__name", "name_key", "code")
    response = StreamingHttpResponse(
        _lines(items, get_language() or ""), content_type="text/csv; charset=utf-8"
    )
    name = _("事项缺什么") + f"-{today():%Y%m%d}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


class _Echo:
    """A file that gives back what is written, so that a long table is never held as a whole."""

    def write(self, text: str) -> str:
        """Nothing is kept."""
        return text


def _lines(items: QuerySet[Item], language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    with override(language):
        header = [
            _("部门"), _("事项名称"), _("事项编码"), _("状态"), _("完整度（%）"), _("规则"),
            _("轻重"), _("要素"), _("问题"), _("怎么改"),
        ]  # fmt: skip
        yield BOM + str(writer.writerow(header))
        for row in lacking.lacks_of(items):
            item = row.item
            for lack in row.lacks:
                cells = [
                    item.department.name, item.name, item.code, item.get_state_display(),
                    str(item.completeness), lack.rule,
                    _("必须改") if lack.must else _("建议改"),
                    lack.where, lack.message, lack.mend,
                ]  # fmt: skip
                yield str(writer.writerow([guarded(cell) for cell in cells]))
