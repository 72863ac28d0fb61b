"""Templates of papers: what each kind says, the next wording, how a body numbers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.kernel.errors import Invalid, Missing
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.base.pages.fields import Fault
from tongban.management.documents import numbers, queries, services
from tongban.management.documents.types import PaperKind

KEEPERS = officers_with(Duty.SEAL_KEEPER, Duty.ITEM_MANAGER)
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@KEEPERS
@GET_POST
def templates(request: HttpRequest) -> HttpResponseBase:
    """Every kind, and the words with which one's own body numbers."""
    actor = actor_of(request)
    assert actor.department_id is not None
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            services.set_numbering(
                actor=actor,
                department_id=actor.department_id,
                word=request.POST.get("word", ""),
                pattern=request.POST.get("pattern", ""),
            )
        except Invalid as error:
            faults = [Fault(f.message, f"n-{f.place}") for f in error.findings]
        else:
            messages.success(request, _("文号规则已保存，以后签发的文书照它编号。"))
            return redirect("papers:templates")
    numbering = queries.numbering_of(actor.department_id)
    typed = request.POST if faults else {}
    return render(
        request,
        "documents/templates.html",
        {
            "kinds": queries.templates_in_force(),
            "who": actor,
            "word": typed.get("word", numbering.word if numbering else ""),
            "pattern": typed.get("pattern", numbering.pattern if numbering else ""),
            "city_pattern": numbers.default_pattern(),
            "faults": faults,
        },
        status=422 if faults else 200,
    )


@KEEPERS
@GET_POST
def template(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One kind: preview what was typed, then publish it as the next revision."""
    if kind not in PaperKind.values:
        raise Missing(_("没有这种文书。"))
    wanted = PaperKind(kind)
    _kind, wording, revision, is_shipped = next(
        row for row in queries.templates_in_force() if row[0] == wanted
    )
    given: dict[str, Any] = {
        "title": wording.title,
        "mark": wording.mark,
        "body": "\n\n".join(wording.paragraphs),
        "needs_review": wording.needs_review,
    }
    faults: list[Fault] = []
    if request.method == "POST":
        given = {
            "title": request.POST.get("title", "")[:200],
            "mark": request.POST.get("mark", "")[:40],
            "body": request.POST.get("body", "")[:100_000],
            "needs_review": bool(request.POST.get("needs_review")),
        }
        said: dict[str, Any] = {
            "kind": kind,
            "title": given["title"],
            "mark": given["mark"],
            "paragraphs": given["body"].splitlines(),
            "needs_review": given["needs_review"],
        }
        faults = [Fault(f.message, f"t-{f.place}") for f in queries.findings_of_wording(**said)]
        if not faults and request.POST.get("do") == "publish":
            made = services.publish_paper_template(actor=actor_of(request), **said)
            messages.success(
                request, _("已发布第 {n} 版，以后的文书照它写。").format(n=made.revision)
            )
            return redirect("papers:template", kind)
    return render(
        request,
        "documents/template.html",
        {
            "kind": wanted,
            "rule": queries.rule_of(wanted),
            "names": list(queries.rule_of(wanted).names.items()),
            "must": [
                (queries.rule_of(wanted).names[name], name, clause)
                for name, clause in queries.rule_of(wanted).must_state.items()
            ],
            "given": given,
            "revision": revision,
            "is_shipped": is_shipped,
            "revisions": queries.revisions_of(wanted),
            "preview": None
            if faults
            else queries.previewed(wanted, given["title"], given["body"].splitlines()),
            "faults": faults,
        },
        status=422 if faults else 200,
    )
