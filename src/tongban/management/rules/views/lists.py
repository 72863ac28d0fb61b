"""The tables of the department, one table as it is in force, and each of its versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Field
from tongban.management.rules import queries, services
from tongban.management.rules.models import RuleRevision, RuleTable
from tongban.management.rules.rights import may
from tongban.management.rules.showing import shown
from tongban.management.rules.views.guards import GET_POST, keepers


@keepers
@GET_POST
def tables(request: HttpRequest) -> HttpResponseBase:
    """The department's tables, what waits for approval, and a form for a new one."""
    actor = actor_of(request)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        if actor.department_id is None:
            raise Missing(_("您的岗位没有部门。"))
        try:
            draft = services.open_table(
                actor=actor,
                key=request.POST.get("key", "")[:80],
                name=request.POST.get("name", "")[:400],
                department_id=actor.department_id,
            )
        except Invalid as error:
            wrong = {finding.place: finding.message for finding in error.findings}
        except Conflict as error:
            wrong = {"key": error.message}
        else:
            messages.success(request, _("已新建，先写要看哪些信息。"))
            return redirect("rules:inputs", draft.table.key)
    found = list(queries.managed_tables(actor))
    drafts = queries.drafts_of(found)
    fields = [
        Field(
            name="name",
            label=_("名称"),
            value=request.POST.get("name", ""),
            error=wrong.get("name", ""),
        ),
        Field(
            name="key",
            label=_("代码"),
            value=request.POST.get("key", ""),
            error=wrong.get("key", ""),
            hint=_("小写字母、数字和下划线，以后不能改。指南里按它找这张表。"),
        ),
    ]
    return render(
        request,
        "rules/tables.html",
        {
            "rows": [(one, drafts.get(one.id)) for one in found],
            "fields": fields,
            "may_open": actor.department_id is not None
            and may(actor, "open_table", actor.department_id),
            "nav": "rules",
        },
        status=422 if wrong else 200,
    )


@keepers
@require_safe
def table(request: HttpRequest, key: str) -> HttpResponse:
    """One table as it is in force."""
    found = queries.managed_table(actor_of(request), key)
    return _page(request, found, found.revision)


@keepers
@require_safe
def version(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """One version of it."""
    found = queries.managed_table(actor_of(request), key)
    revision = found.revisions.filter(version=version).first()
    if revision is None:
        raise Missing(_("没有这一版规则。"))
    return _page(request, found, revision)


def _page(request: HttpRequest, found: RuleTable, revision: RuleRevision | None) -> HttpResponse:
    actor = actor_of(request)
    return render(
        request,
        "rules/table.html",
        {
            "table": found,
            "revision": revision,
            "shown": shown(revision.content) if revision else None,
            "is_current": revision is not None and revision.id == found.revision_id,
            "versions": queries.revisions_of(found),
            "draft": queries.open_draft(found),
            "may_begin": may(actor, "begin_rules", found),
            "nav": "rules",
        },
    )
