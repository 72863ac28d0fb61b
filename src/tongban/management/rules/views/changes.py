"""A change to a table on its way: what is left to mend, what it would change, who decides on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import DRAFT_MOVES
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Fault, Field
from tongban.management.rules import checks, queries, services
from tongban.management.rules.models import RuleDraft, RuleTable
from tongban.management.rules.rights import may
from tongban.management.rules.showing import shown
from tongban.management.rules.types import past_cases
from tongban.management.rules.views.guards import keepers
from tongban.management.rules.what_if import last_month, what_if


def draft_of(actor: Actor, key: str) -> tuple[RuleTable, RuleDraft]:
    """A table that the actor looks after, with its open change; raises Missing."""
    found = queries.managed_table(actor, key)
    draft = queries.open_draft(found)
    if draft is None:
        raise Missing(_("这张规则表现在没有正在改的内容。"), code="draft_missing")
    return found, draft


def moves_of(actor: Actor, draft: RuleDraft) -> set[str]:
    """What this actor may do with the change now."""
    return {
        move
        for move, states in DRAFT_MOVES.items()
        if draft.state in states and may(actor, f"{move}_rules", draft)
    }


def change_page(
    request: HttpRequest, draft: RuleDraft, faults: list[Fault], status: int = 200
) -> HttpResponse:
    """The page of a change."""
    actor = actor_of(request)
    return render(
        request,
        "rules/change.html",
        {
            "table": draft.table,
            "draft": draft,
            "shown": shown(draft.content),
            "told": checks.findings(draft.content),
            "moves": moves_of(actor, draft),
            "own_change": draft.state == "submitted" and actor.account_id in draft.editors,
            "faults": faults,
            "effective_on": Field(
                name="effective_on",
                label=_("从哪一天起执行"),
                kind="date",
                value=request.POST.get("effective_on", ""),
                hint=_("空着就是马上执行。"),
                is_required=False,
            ),
            "reason": Field(
                name="reason",
                label=_("为什么退回"),
                kind="textarea",
                value=request.POST.get("reason", ""),
            ),
            "nav": "rules",
        },
        status=status,
    )


@keepers
@require_safe
def change(request: HttpRequest, key: str) -> HttpResponse:
    """The change of a table."""
    _table, draft = draft_of(actor_of(request), key)
    return change_page(request, draft, [])


@keepers
@require_POST
def decide(request: HttpRequest, key: str) -> HttpResponseBase:
    """Begin, submit, take back, give up; approve or return."""
    actor = actor_of(request)
    if request.POST.get("move") == "begin":
        found = queries.managed_table(actor, key)
        services.begin_rules(actor=actor, table_id=found.id)
        return redirect("rules:change", key)
    _found, draft = draft_of(actor, key)
    try:
        said = _moved(request, actor, draft)
    except Invalid as error:
        faults = [Fault(f.message) for f in error.findings] or [Fault(error.message)]
        return change_page(request, draft, faults, 422)
    except (Conflict, Forbidden) as error:
        messages.warning(request, error.message)
        return redirect("rules:change", key)
    if said:
        messages.success(request, said)
    still_open = queries.open_draft(draft.table) is not None
    return redirect("rules:change" if still_open else "rules:table", key)


def _moved(request: HttpRequest, actor: Actor, draft: RuleDraft) -> str:
    given: dict[str, Any] = {"actor": actor, "draft_id": draft.id}
    match request.POST.get("move", ""):
        case "submit":
            services.submit_rules(**given)
            return _("已提交，等另一个人审核。")
        case "take_back":
            services.take_back_rules(**given)
            return _("已收回，可以接着改。")
        case "discard":
            services.discard_rules(**given)
            return _("已放弃这次修改，现在执行的规则没有变。")
        case "return":
            services.return_rules(**given, reason=request.POST.get("reason", "")[:1000])
            return _("已退回，编辑的人看得到您写的原因。")
        case "approve":
            done = services.approve_rules(
                **given,
                effective_on=_day(request.POST.get("effective_on", "")),
                saved=_number(request.POST.get("saved", "")),
            )
            return (
                _("已通过并发布，现在就按新的执行。")
                if done.state == "published"
                else _("已通过，到生效那一天自动发布。")
            )
        case _:
            return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Invalid(_("日期写成 2027-01-31 这样。")) from None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@keepers
@require_safe
def try_out(request: HttpRequest, key: str) -> HttpResponse:
    """What the change would have done with last month's cases, or what is in force, anew."""
    actor = actor_of(request)
    found = queries.managed_table(actor, key)
    draft = queries.open_draft(found)
    content = draft.content if draft else found.revision.content if found.revision else None
    if content is None:
        raise Missing(_("这张规则表还是空的。"))
    faults = [f for f in checks.findings(content) if not f.place.startswith("example")]
    offered = [one for source in past_cases() for one in source.items(found.department_id)]
    asked = request.GET.get("item", "")
    item_code = asked if asked in {code for code, _name in offered} else ""
    first, last = last_month()
    result = None if faults else what_if(found.key, content, first, last, item_code=item_code)
    return render(
        request,
        "rules/what_if.html",
        {
            "table": found,
            "draft": draft,
            "result": result,
            "faults": [Fault(f.message) for f in faults],
            "items": offered,
            "item_code": item_code,
            "nav": "rules",
        },
    )
