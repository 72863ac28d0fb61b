"""权责清单: public lists that are made of the items, to read, to print and as a table."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.base.pages.access import everybody
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import public_lists
from tongban.management.catalog.types import Guide, ItemType

PAGE = 50
BOM = "\ufeff"
"""So that spreadsheet programs read the table as UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class PublicList:
    """One of the lists: what it is called, where it comes from, and its columns in a table."""

    title: str | Promise
    source: str | Promise
    columns: tuple[str | Promise, ...]


LISTS: dict[str, PublicList] = {
    "powers": PublicList(
        gettext_lazy("权力清单"),
        gettext_lazy("从事项库里列出所有行政权力，包括指南还在完善的。"),
        (gettext_lazy("部门"), gettext_lazy("类型"), gettext_lazy("事项"), gettext_lazy("设定依据"),
         gettext_lazy("编码")),
    ),
    "duties": PublicList(
        gettext_lazy("责任清单"),
        gettext_lazy("从已发布的指南里列出责任事项；还没有写的不在这里。"),
        (gettext_lazy("部门"), gettext_lazy("事项"), gettext_lazy("责任事项"), gettext_lazy("监督电话"),
         gettext_lazy("编码")),
    ),
    "services": PublicList(
        gettext_lazy("公共服务清单"),
        gettext_lazy("从事项库里列出所有公共服务，包括指南还在完善的。"),
        (gettext_lazy("部门"), gettext_lazy("事项"), gettext_lazy("说明"), gettext_lazy("编码")),
    ),
    "intermediaries": PublicList(
        gettext_lazy("中介服务目录"),
        gettext_lazy("从已发布的指南里列出法律要求先请第三方做的事。清单以外的，部门不能要。"),
        (gettext_lazy("中介服务"), gettext_lazy("依据"), gettext_lazy("哪个事项要"),
         gettext_lazy("部门"), gettext_lazy("机构在哪里查")),
    ),
    "negative": PublicList(
        gettext_lazy("负面清单"),
        gettext_lazy("国家和本地公布的清单，由部门按原文保存，不从事项算出。"),
        (gettext_lazy("标题"), gettext_lazy("文号"), gettext_lazy("发布机关"), gettext_lazy("发布日期"),
         gettext_lazy("是否有效")),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader narrowed a list to."""

    department: UUID | None
    query: str
    kind: str


def _asked(request: HttpRequest) -> Asked:
    try:
        department = UUID(request.GET.get("department", ""))
    except ValueError:
        department = None
    kind = request.GET.get("type", "")
    return Asked(
        department,
        request.GET.get("q", "")[:100].replace("\0", ""),
        kind if kind in public_lists.POWERS else "",
    )


def _rows(which: str, asked: Asked) -> Any:
    if which == "powers":
        return public_lists.powers(asked.department, asked.query, asked.kind)
    if which == "duties":
        return public_lists.duties(asked.department, asked.query)
    if which == "services":
        return public_lists.services(asked.department, asked.query)
    if which == "intermediaries":
        return public_lists.intermediaries(asked.department, asked.query)
    return [d for d in catalog.negative_lists() if asked.query in d.title]


def _known(which: str) -> PublicList:
    if which not in LISTS:
        raise Missing(_("没有这张清单。"))
    return LISTS[which]


@everybody
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Which lists there are, and how many each holds."""
    counts = public_lists.list_counts() | {"negative": len(catalog.negative_lists())}
    rows = [(key, one.title, one.source, counts[key]) for key, one in LISTS.items()]
    return render(request, "web/lists.html", {"rows": rows})


@everybody
@require_safe
def one(request: HttpRequest, which: str) -> HttpResponse:
    """One list, by department, words and type; all on one page to print."""
    found, asked = _known(which), _asked(request)
    rows = _rows(which, asked)
    whole = request.GET.get("whole") == "1"
    page = Paginator(rows, max(len(rows), 1) if whole else PAGE).get_page(request.GET.get("page"))
    asked_for = request.GET.copy()
    asked_for.pop("page", None)
    asked_for.pop("whole", None)
    return render(
        request,
        "web/list.html",
        {
            "which": which,
            "list": found,
            "page": page,
            "rows": [_row_shown(which, row) for row in page.object_list],
            "asked": asked,
            "departments": public_lists.list_departments() if which != "negative" else [],
            "types": [(k.value, k.label) for k in ItemType if k in public_lists.POWERS],
            "query_string": asked_for.urlencode(),
            "whole": whole,
            "day": today(),
        },
    )


def _row_shown(which: str, row: Any) -> Any:
    if which == "duties":
        return {"item": row, "duties": public_lists.responsibilities_of(row)}
    return {"item": row}


@everybody
@require_safe
def table(request: HttpRequest, which: str) -> HttpResponseBase:
    """The list as CSV, narrowed like the page: every row, none left out."""
    found, asked = _known(which), _asked(request)
    lines = _lines(which, _rows(which, asked))
    header = [str(column) for column in found.columns]
    response = StreamingHttpResponse(
        _written(header, lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{which}-{today():%Y%m%d}.csv"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def _lines(which: str, rows: Any) -> Iterator[list[str]]:
    if which == "powers":
        rows = rows.defer(None).select_related("department", "revision", "entry")
    for row in rows:
        if which == "powers":
            yield [row.department.name, row.get_item_type_display(), row.name, _laws(row), row.code]
        elif which == "duties":
            guide = Guide.from_json(row.revision.guide)
            duties = "\n".join(guide.responsibilities)
            complaint = guide.contact.complaint_phone
            yield [row.department.name, row.name, duties, complaint, row.code]
        elif which == "services":
            yield [row.department.name, row.name, row.summary, row.code]
        elif which == "intermediaries":
            service = row.service
            yield [
                service.name,
                service.by_law,
                row.item_name,
                row.department,
                service.directory,
            ]
        else:
            issued = row.issued_on.isoformat() if row.issued_on else ""
            yield [row.title, row.number, row.issuer, issued, str(row.validity.label)]


def _laws(item: Any) -> str:
    if item.revision is None:
        return item.entry.by_law if item.entry else ""
    laws = Guide.from_json(item.revision.guide).by_law
    return "；".join(f"《{clause.title}》{clause.article}" for clause in laws)


class _Echo:
    """A file that gives back what is written, so that a long table is never held as a whole."""

    def write(self, text: str) -> str:
        return text


def _written(header: Iterable[str], lines: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(header))
    for line in lines:
        yield str(writer.writerow([_harmless(cell) for cell in line]))


def _harmless(cell: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
