"""检索用词: what people looked for in vain, and the table of what they say and what items say."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.pages.access import actor_of
from tongban.management.catalog import queries, services
from tongban.management.catalog.forms.items import MissForm, SynonymsForm
from tongban.management.catalog.search.answering import (
    answered_misses,
    open_miss_count,
    open_misses,
)
from tongban.management.catalog.search.synonyms import revisions
from tongban.management.catalog.search.thesaurus import Line
from tongban.management.catalog.types import MissOutcome
from tongban.management.catalog.views.guards import GET_POST, wordsmiths

ARROW = "=>"
SHOWN_MISSES = 100
SHOWN_ANSWERS = 20


@wordsmiths
@GET_POST
def words(request: HttpRequest) -> HttpResponseBase:
    """Queries that found nothing, by day, as work; and what was done about earlier ones."""
    failed: MissForm | None = None
    if request.method == "POST":
        form = MissForm(request.POST, auto_id="m-%s")
        if form.is_valid():
            try:
                services.answer_miss(actor=actor_of(request), **form.cleaned_data)
            except (Conflict, Invalid) as error:
                form.show(error.findings, error.message)
            else:
                messages.success(request, _("已记下。再有人搜不到，它会回到这里。"))
                return redirect("catalog:words")
        failed = form
    misses = open_misses(SHOWN_MISSES)
    rows = []
    for n, miss in enumerate(misses):
        is_failed = failed is not None and failed.data.get("text") == miss.text
        usual = MissForm(
            initial={"text": miss.text, "answer": MissOutcome.SYNONYM}, auto_id=f"m{n}-%s"
        )
        rows.append((miss, failed if is_failed else usual, is_failed))
    return render(
        request,
        "catalog/words.html",
        {
            "rows": rows,
            "more": open_miss_count() - len(misses),
            "failed": failed,
            "answered": answered_misses(SHOWN_ANSWERS),
            "versions": revisions()[:SHOWN_ANSWERS],
            "current": queries.synonym_version(),
            "nav": "words",
        },
        status=422 if failed else 200,
    )


def _as_text(lines: list[Line]) -> str:
    return "\n".join(f"{line.said} {ARROW} {line.means}" for line in lines)


def _read(text: str) -> tuple[list[tuple[str, str]], list[FieldFinding]]:
    lines, wrong = [], []
    for number, row in enumerate(text.replace("\0", "").splitlines(), 1):
        if not row.strip():
            continue
        said, arrow, means = row.partition(ARROW)
        if not arrow:
            message = _("第 %(number)s 行没有 =>：%(row)s") % {"number": number, "row": row[:40]}
            wrong.append(FieldFinding("text", "synonym_line", message))
        lines.append((said.strip(), means.strip()))
    return lines, wrong


@wordsmiths
@GET_POST
def table(request: HttpRequest) -> HttpResponseBase:
    """Edit the whole table; it becomes a new version."""
    text = _as_text(queries.synonym_lines(queries.synonym_version()))
    said = request.GET.get("said", "")[:60]
    start = f"{said} {ARROW} \n{text}" if said else text
    form = SynonymsForm(initial={"text": start})
    if request.method == "POST":
        form = SynonymsForm(request.POST)
        if form.is_valid():
            lines, wrong = _read(form.cleaned_data["text"])
            if wrong:
                form.show(wrong[:20])
            elif _publish(request, form, lines):
                return redirect("catalog:words")
    return render(
        request,
        "catalog/table.html",
        {
            "form": form,
            "current": queries.synonym_version(),
            "lines": text.count("\n") + 1 if text else 0,
            "nav": "words",
        },
        status=422 if form.errors else 200,
    )


def _publish(request: HttpRequest, form: SynonymsForm, lines: list[tuple[str, str]]) -> bool:
    try:
        made = services.publish_synonyms(
            actor=actor_of(request), lines=lines, note=form.cleaned_data["note"]
        )
    except Invalid as error:
        form.show(
            [FieldFinding("text", f.code, f.message) for f in error.findings[:20]], error.message
        )
        return False
    messages.success(
        request, _("第 %(version)s 版近义词表已发布，马上生效。") % {"version": made.version}
    )
    return True


@wordsmiths
@GET_POST
def version(request: HttpRequest, version: int) -> HttpResponseBase:
    """One version of the table: what differs from the one in force; take it back into force."""
    known = {0, *(revision.version for revision in revisions())}
    if version not in known:
        raise Missing(_("没有这一版近义词表。"))
    lines = queries.synonym_lines(version)
    current = queries.synonym_version()
    if request.method == "POST":
        services.publish_synonyms(
            actor=actor_of(request),
            lines=[(line.said, line.means) for line in lines],
            note=_("恢复第 %(version)s 版") % {"version": version},
        )
        messages.success(request, _("已恢复，作为新的一版发布。"))
        return redirect("catalog:words")
    here, now = set(lines), set(queries.synonym_lines(current))
    return render(
        request,
        "catalog/version.html",
        {
            "version": version,
            "current": current,
            "count": len(lines),
            "only_here": sorted(here - now, key=lambda line: line.said)[:200],
            "only_now": sorted(now - here, key=lambda line: line.said)[:200],
            "revision": next((r for r in revisions() if r.version == version), None),
            "nav": "words",
        },
    )
