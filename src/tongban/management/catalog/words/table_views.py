"""The desk's pages of the table as a whole: as a file out and in, and its versions."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Conflict, Invalid, Missing, TooLarge
from tongban.base.pages.access import actor_of
from tongban.management.catalog import queries, services
from tongban.management.catalog.importing.decoding import MAX_BYTES
from tongban.management.catalog.search.synonyms import revisions
from tongban.management.catalog.search.thesaurus import Line
from tongban.management.catalog.views.guards import GET_POST, wordsmiths
from tongban.management.catalog.words.forms import TableForm
from tongban.management.catalog.words.groups import (
    Group,
    differences,
    draft_mark,
    drafted_lines,
    groups,
)
from tongban.management.catalog.words.tables import ENDINGS, read_table, table_file

PAGE = 100
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@wordsmiths
@GET_POST
def table(request: HttpRequest) -> HttpResponseBase:
    """Bring a whole table in as the draft, give it out, and look at its versions."""
    form = TableForm()
    told: list[str] = []
    if request.method == "POST":
        form = TableForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                count = services.replace_words(
                    actor=actor_of(request),
                    lines=read_table(form.cleaned_data["table"].read(MAX_BYTES + 1)),
                )
            except (Conflict, Invalid, TooLarge) as error:
                told = [finding.message for finding in error.findings]
                form.add_error(
                    "table", _("有要改的行，都列在“要改的行”里。") if told else error.message
                )
            else:
                messages.success(
                    request,
                    _("词表已读进草稿，和现在用的有 %(count)s 组不一样。看过再发布。")
                    % {"count": count},
                )
                return redirect("catalog:word_draft")
    found = groups()
    return render(
        request,
        "catalog/table.html",
        {
            "form": form,
            "told": told,
            "versions": Paginator(revisions(), PAGE).get_page(request.GET.get("page")),
            "current": queries.synonym_version(),
            "changes": sum(one.change is not None for one in found),
            "nav": "words",
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )


def _file(lines: list[Line], name: str, ending: str) -> HttpResponse:
    ending = ending if ending in ENDINGS else ENDINGS[0]
    return HttpResponse(
        table_file(lines, ending),
        content_type=_KINDS[ending],
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{ending}") or ""},
    )


@wordsmiths
@require_safe
def draft_file(request: HttpRequest) -> HttpResponse:
    """The table as the draft has it; ``?as=csv`` for CSV."""
    lines = [Line(said, means) for said, means in drafted_lines(groups())]
    return _file(lines, _("检索词表草稿"), request.GET.get("as", ""))


def _lines(version: int) -> list[Line]:
    if version not in {0, *(revision.version for revision in revisions())}:
        raise Missing(_("没有这一版近义词表。"))
    return queries.synonym_lines(version)


@wordsmiths
@require_safe
def version_file(request: HttpRequest, version: int) -> HttpResponse:
    """The table of one version; ``?as=csv`` for CSV."""
    name = _("检索词表第 %(version)s 版") % {"version": version}
    return _file(_lines(version), name, request.GET.get("as", ""))


@wordsmiths
@GET_POST
def table_version(request: HttpRequest, version: int) -> HttpResponseBase:
    """One version: its groups, what makes it of another; as a new draft."""
    lines = _lines(version)
    current = queries.synonym_version()
    if request.method == "POST":
        try:
            services.replace_words(
                actor=actor_of(request), lines=[(line.said, line.means) for line in lines]
            )
        except Conflict as error:
            messages.warning(request, error.message)
        else:
            messages.success(
                request, _("第 %(version)s 版已放进草稿，看过再发布。") % {"version": version}
            )
        return redirect("catalog:word_draft")
    other = request.GET.get("with", "")
    than = int(other) if other.isdecimal() and len(other) < 9 else current
    told = [one.group for one in differences(_lines(than), lines)]
    return render(
        request,
        "catalog/version.html",
        {
            "version": version,
            "current": current,
            "than": than,
            "told": Paginator(told, PAGE).get_page(request.GET.get("page")),
            "lines": Paginator([Group("", one.said, one.means) for one in lines], PAGE).get_page(
                request.GET.get("lines")
            ),
            "others": [one for one in (*(r.version for r in revisions()), 0) if one != version],
            "revision": next((r for r in revisions() if r.version == version), None),
            "mark": draft_mark(groups()),
            "nav": "words",
        },
    )
