"""Papers that came by post: registering them and giving them back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import officers
from tongban.handling.cases import services
from tongban.handling.cases.views.case import done_on_case

MOVES = {"receive", "new", "post", "window"}


@officers
@require_POST
def papers_in(request: HttpRequest, number: str, move: str) -> HttpResponseBase:
    """Register a parcel or a letter nobody announced; give papers back by post or by hand."""
    if move not in MOVES:
        raise Missing(_("没有这个办理动作。"))
    given = {key: request.POST.get(key, "") for key in ("words", "requirement", "number")}
    if move == "new":
        return done_on_case(
            request,
            number,
            lambda actor, found: services.register_papers(
                actor=actor,
                case_id=found.id,
                requirement_key=given["requirement"],
                number=given["number"],
                words=given["words"],
            ),
            lambda _case: _("已登记收到。"),
            focus="way-incoming",
        )
    parcel_id = _parcel(request)
    if move == "receive":
        return done_on_case(
            request,
            number,
            lambda actor, found: services.register_papers(
                actor=actor, case_id=found.id, parcel_id=parcel_id, words=given["words"]
            ),
            lambda _case: _("已登记收到。"),
            focus="incoming",
        )
    where = {key: request.POST.get(key, "") for key in ("name", "phone", "address")}
    return done_on_case(
        request,
        number,
        lambda actor, found: services.return_papers(
            actor=actor, case_id=found.id, parcel_id=parcel_id, way=move, **where
        ),
        lambda _case: _("已退还，申请者会收到短信。"),
        focus="incoming",
    )


def _parcel(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("parcel", ""))
    except ValueError:
        raise Missing(_("没有这件寄送。")) from None
