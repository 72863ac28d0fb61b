"""暂停、恢复、取消: proposed by one, decided by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.access import actor_of
from tongban.management.catalog import managing, proposals, services
from tongban.management.catalog.forms.items import ReturnStandingForm
from tongban.management.catalog.models import Item
from tongban.management.catalog.types import StandingState
from tongban.management.catalog.views.guards import editors, keepers, told_on_the_next_page
from tongban.management.catalog.views.items import item_page
from tongban.management.catalog.views.standing_parts import FORMS, RETURN_IDS


@editors
@require_POST
def standing(request: HttpRequest, code: str) -> HttpResponseBase:
    """Propose that the item is suspended, resumed or cancelled."""
    actor = actor_of(request)
    found = managing.managed_item(actor, code)
    move = request.POST.get("move", "")
    if move not in FORMS:
        return redirect("catalog:item", code)
    kind, ids = FORMS[move]
    form = kind(request.POST, auto_id=ids)
    if form.is_valid():
        try:
            services.propose_standing(actor=actor, item_id=found.id, move=move, **form.cleaned_data)
        except (Conflict, Invalid) as error:
            form.show(error.findings, error.message)
        else:
            messages.success(request, _("已提交，等另一个人审核。审核通过以前，什么都没有变。"))
            return redirect("catalog:item", code)
    return item_page(request, found, {f"{move}_form": form}, 422)


@keepers
@require_POST
def decide_standing(request: HttpRequest, code: str) -> HttpResponseBase:
    """Approve, refuse or take back what was proposed."""
    actor = actor_of(request)
    found = managing.managed_item(actor, code)
    change = proposals.open_proposal(found)
    if change is None or str(change.id) != request.POST.get("change", ""):
        messages.warning(request, _("这个提议已经有人处理过了。"))
        return redirect("catalog:item", code)
    given: dict[str, Any] = {"actor": actor, "change_id": change.id}
    match request.POST.get("move", ""):
        case "approve":
            with told_on_the_next_page(request):
                done = services.approve_standing(**given)
                messages.success(request, _said(done.state, done.under_way or 0))
        case "return":
            return _refused(request, found, given)
        case "take_back":
            with told_on_the_next_page(request):
                services.take_back_standing(**given)
                messages.success(request, _("已收回，事项没有变。"))
        case _:
            pass
    return redirect("catalog:item", code)


def _refused(request: HttpRequest, found: Item, given: dict[str, Any]) -> HttpResponseBase:
    form = ReturnStandingForm(request.POST, auto_id=RETURN_IDS)
    if form.is_valid():
        try:
            services.return_standing(**given, reason=form.cleaned_data["reason"])
        except (Conflict, Invalid) as error:
            form.show(error.findings, error.message)
        else:
            messages.success(request, _("已退回，事项没有变。"))
            return redirect("catalog:item", found.code)
    return item_page(request, found, {"refuse_form": form}, 422)


def _said(state: str, left: int) -> str:
    if state != StandingState.DONE:
        return _("已通过，到那一天自动生效。")
    if left:
        return _("已通过，现在生效。还有 %(n)s 件在办，按原来的指南接着办完。") % {"n": left}
    return _("已通过，现在生效。")
