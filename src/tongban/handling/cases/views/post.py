"""Parcels of a case: the applicant's choice, and the office's handing over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of, applicants, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.views.case import done_on_case


@applicants
@require_POST
def my_post(request: HttpRequest, case_id: UUID, move: str) -> HttpResponseBase:
    """Say how the result comes, or send papers in."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    where = {key: request.POST.get(key, "") for key in ("name", "phone", "address")}
    try:
        if move == "result":
            way = request.POST.get("way", "")
            services.choose_result_way(actor=actor, case_id=case_id, way=way, **where)
            messages.success(request, _("已记下怎么拿结果。"))
        elif move == "papers":
            key = request.POST.get("requirement", "")
            services.send_papers(actor=actor, case_id=case_id, requirement_key=key, **where)
            messages.success(request, _("快递会来取，到了会告诉您。"))
        else:
            raise Missing(_("没有这个页面。"))
    except (Invalid, Conflict) as error:
        messages.warning(request, error.message)
    return redirect("web:my_case", case_id)


@officers
@require_POST
def post_act(request: HttpRequest, number: str, parcel_id: UUID, move: str) -> HttpResponseBase:
    """Give a result to the courier, or to somebody at the window; try again to order a courier."""
    if move == "send":
        return done_on_case(
            request,
            number,
            lambda actor, found: services.send_result(
                actor=actor, case_id=found.id, parcel_id=parcel_id
            ),
            lambda _case: _("已交给快递，申请人会收到短信。"),
            focus="post",
        )
    if move == "out":
        return done_on_case(
            request,
            number,
            lambda actor, found: services.hand_result_out(
                actor=actor, case_id=found.id, parcel_id=parcel_id, to=request.POST.get("to", "")
            ),
            lambda _case: _("已记下谁领走的。"),
            focus="post",
        )
    if move == "again":
        return done_on_case(
            request,
            number,
            lambda actor, found: services.try_courier_again(
                actor=actor, case_id=found.id, parcel_id=parcel_id
            ),
            lambda _case: _("已再叫一次快递。还叫不到的话，会再回到这里和工作台首页。"),
            focus="post",
        )
    raise Missing(_("没有这个办理动作。"))
