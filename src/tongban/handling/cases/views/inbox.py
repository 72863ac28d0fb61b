"""The desk's home: what waits for me, how much there is, and several at once."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.navigation import desk_entries
from tongban.handling.cases import queries
from tongban.handling.cases.panels import panels_at
from tongban.handling.cases.rights import may
from tongban.handling.cases.states import HANDLING_DUTIES
from tongban.handling.cases.types import Channel, PanelPlace
from tongban.handling.cases.wanted import WAITING_STATES, Due, Held, Wanted

_WORKED_DUTIES = HANDLING_DUTIES - {Duty.INSPECTOR.value, Duty.ITEM_MANAGER.value}
"""Duties that cases come to; the others of those that handle only read them."""


def grouped(
    rows: Sequence[queries.InboxRow],
) -> list[tuple[str, list[queries.InboxRow]]]:
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
    wanted = Wanted.read(request.GET.dict())
    found = queries.inbox(actor, wanted)
    return {
        "inbox": found,
        "groups": grouped(found.rows),
        "wanted": wanted,
        "choices": {
            "state": [(s.value, s.label) for s in WAITING_STATES],
            "due": Due.choices,
            "held": Held.choices,
            "channel": Channel.choices,
            "division": [(d.code, d.name) for d in orgs.children_of(actor.division_code)],
        },
        "may_see_workload": may(actor, "workload"),
    }


@officers
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this post, sorted by due date."""
    actor = actor_of(request)
    beside = inbox_beside(request, actor)
    # The most urgent one is offered, not opened: who looks at a case is recorded, so a look must
    # be somebody's decision. What a colleague has in hand is not the next for me.
    first = next((r for r in beside["inbox"].rows if r.claim is None or r.is_mine), None)
    return render(
        request,
        "cases/desk.html",
        {
            **beside,
            "case": None,
            "next": first,
            "panels": panels_at(PanelPlace.DESK, actor),
            "elsewhere": []
            if actor.has(*_WORKED_DUTIES)
            else [one for one in desk_entries(request) if one.key != "desk"],
        },
    )


@officers
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """How much waits, by post and by officer; for chiefs and signers."""
    actor = actor_of(request)
    if not may(actor, "workload"):
        raise Missing(_("没有这个页面，或者不归您的岗位看。"))
    return render(request, "cases/workload.html", {"load": queries.workload(actor)})
