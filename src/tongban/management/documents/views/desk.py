"""A case's papers at the desk: read, review, sign, serve."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.audit.services import record_look
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.fields import Fault
from tongban.management.documents import queries, services
from tongban.management.documents.models import Paper
from tongban.management.documents.types import subject_of


@officers
@require_safe
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """One paper with what may be done with it. The look is recorded; the applicant can see it."""
    actor = actor_of(request)
    found = queries.desk_paper(actor, paper_id)
    _look(actor, found)
    return paper_page(request, actor, found, [])


@officers
@require_safe
def file(request: HttpRequest, paper_id: UUID) -> FileResponse:
    """The sealed PDF."""
    actor = actor_of(request)
    found = queries.desk_paper(actor, paper_id)
    _look(actor, found)
    stream, name = queries.open_file(paper_id)
    return FileResponse(stream, content_type="application/pdf", filename=name, as_attachment=True)


@officers
@require_POST
def act(request: HttpRequest, paper_id: UUID, move: str) -> HttpResponseBase:
    """Do one act and come back to the paper. Rights and state are checked in the act."""
    actor = actor_of(request)
    found = queries.desk_paper(actor, paper_id)
    if move not in _DOERS:
        raise Missing(_("没有这个办理动作。"))
    do, done = _DOERS[move]
    try:
        do(actor, paper_id, request.POST)
    except Invalid as error:
        faults = [Fault(f.message, f"{move}-{f.place}") for f in error.findings]
        return paper_page(request, actor, found, faults or [Fault(error.message)], status=422)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, str(done()))
    if move == "amend":
        return redirect(subject_of(found.subject_kind).desk_address(found.subject_id))
    return redirect("papers:desk", paper_id)


def _look(actor: Actor, found: Paper) -> None:
    record_look(
        actor=actor,
        subject_kind=found.subject_kind,
        subject_id=found.subject_id,
        fields=["papers"],
        reason=_("为了办理这个办件"),
        division_code=found.division_code,
    )


def paper_page(
    request: HttpRequest, actor: Actor, found: Paper, faults: list[Fault], *, status: int = 200
) -> HttpResponse:
    """The officer's page of a paper."""
    return render(
        request,
        "documents/desk.html",
        {
            "view": queries.view_of(found, actor),
            "choice": queries.choice_of(found.subject_kind, found.subject_id),
            "back": subject_of(found.subject_kind).desk_address(found.subject_id),
            "faults": faults,
            "typed": request.POST,
            "today": moments.today(),
        },
        status=status,
    )


def served_at(text: str) -> datetime | None:
    """The day on a receipt, as the end of it: the hour is not on the paper. Today: now."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    if day == moments.today():
        return moments.now()
    return moments.end_of(day) - timedelta(minutes=1)


Posted = Any
Doer = Callable[[Actor, UUID, Posted], object]
_DOERS: dict[str, tuple[Doer, Callable[[], str]]] = {
    "review": (
        lambda actor, ident, _posted: services.review_paper(actor=actor, paper_id=ident),
        lambda: _("审核通过，等签发。"),
    ),
    "sign": (
        lambda actor, ident, _posted: services.sign_paper(actor=actor, paper_id=ident),
        lambda: _("已签发，有了文号。"),
    ),
    "drop": (
        lambda actor, ident, _posted: services.drop_paper(actor=actor, paper_id=ident),
        lambda: _("已作废，没有占用文号。"),
    ),
    "hand_over": (
        lambda actor, ident, posted: services.hand_over_paper(
            actor=actor,
            paper_id=ident,
            received_by=posted.get("received_by", ""),
            relation=posted.get("relation", ""),
        ),
        lambda: _("已登记当面送达，送达回证已经做好。"),
    ),
    "post": (
        lambda actor, ident, posted: services.post_paper(
            actor=actor,
            paper_id=ident,
            tracking_number=posted.get("tracking_number", ""),
            carrier=posted.get("carrier", "EMS"),
        ),
        lambda: _("已登记寄出，签收以后再登记送达。"),
    ),
    "confirm": (
        lambda actor, ident, posted: services.confirm_service(
            actor=actor,
            paper_id=ident,
            received_by=posted.get("received_by", ""),
            served_at=served_at(posted.get("served_on", "")),
        ),
        lambda: _("已登记签收，从签收那天起算复议和起诉的期限。"),
    ),
    "return": (
        lambda actor, ident, posted: services.return_service(
            actor=actor, paper_id=ident, reason=posted.get("reason", "")
        ),
        lambda: _("已登记退回，可以换一种方式送达。"),
    ),
    "publish": (
        lambda actor, ident, posted: services.publish_service(
            actor=actor, paper_id=ident, cause=posted.get("cause", "")
        ),
        lambda: _("已公告。期满那天算送达，复议和起诉的期限从那天起算。"),
    ),
    "withdraw": (
        lambda actor, ident, posted: services.withdraw_publication(
            actor=actor, paper_id=ident, reason=posted.get("reason", "")
        ),
        lambda: _("已撤下。从开放接口抄走的系统会知道它撤下了，文书本身还有效。"),
    ),
    "amend": (
        lambda actor, ident, posted: services.draft_amendment(
            actor=actor,
            paper_id=ident,
            wrong=posted.get("wrong", ""),
            right=posted.get("right", ""),
            reason=posted.get("reason", ""),
        ),
        lambda: _("更正通知书已拟好，等审核和签发。"),
    ),
}
"""The act behind each button, and what is said when it is done."""
