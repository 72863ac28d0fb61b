"""The desk's home: what waits for me."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.base.pages.access import actor_of, officers
from tongban.handling.cases import queries
from tongban.handling.cases.panels import panels_at
from tongban.handling.cases.types import PanelPlace


def _groups(rows: list[queries.InboxRow]) -> list[tuple[str, list[queries.InboxRow]]]:
    """The inbox by due date: over, today, later, without a date."""
    day = today()
    named: dict[str, list[queries.InboxRow]] = {}
    for row in rows:
        if row.due_on is None:
            name = _("没有规定期限")
        elif row.due_on < day:
            name = _("已经超期")
        elif row.due_on == day:
            name = _("今天到期")
        else:
            name = _("以后到期")
        named.setdefault(name, []).append(row)
    return list(named.items())


def inbox_beside(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What the inbox needs, on its own or beside a case."""
    search = request.GET.get("q", "")[:80]
    wanted = request.GET.get("page", "1")
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    rows, total = queries.inbox(actor, search=search, page=page)
    return {
        "groups": _groups(rows),
        "total": total,
        "search": search,
        "page": max(1, page),
        "more": total > max(1, page) * 50,
        "rows": rows,
    }


@officers
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this post, sorted by due date."""
    actor = actor_of(request)
    inbox = inbox_beside(request, actor)
    # The most urgent one is offered, not opened: who looks at a case is recorded, so a look must
    # be somebody's decision.
    first = next(iter(inbox["rows"]), None)
    return render(
        request,
        "cases/desk.html",
        {**inbox, "case": None, "next": first, "panels": panels_at(PanelPlace.DESK, actor)},
    )
