"""Extensions and special procedures at the desk."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import actor_of, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, Measure
from tongban.handling.cases.views.case import done_on_case


@officers
@require_POST
def measure_ask(request: HttpRequest, number: str, move: str) -> HttpResponseBase:
    """Ask for more time, or for a special procedure."""
    reason = request.POST.get("reason", "")
    if move == "extension":
        return done_on_case(
            request,
            number,
            lambda actor, found: services.ask_extension(
                actor=actor, case_id=found.id, reason=reason
            ),
            lambda measure: _("已申请{name}，等签发人批准。").format(name=measure.name),
            focus="way-extension",
        )
    if move != "procedure":
        raise Missing(_("没有这个办理动作。"))
    procedure, _colon, own = request.POST.get("procedure", "").partition(":")
    days = request.POST.get("days", "")
    return done_on_case(
        request,
        number,
        lambda actor, found: services.ask_procedure(
            actor=actor,
            case_id=found.id,
            procedure=procedure,
            own=own,
            reason=reason,
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
        ),
        lambda measure: _("已申请{name}，等签发人批准。").format(name=measure.name),
        focus="way-procedure",
    )


@officers
@require_POST
def measure_act(request: HttpRequest, number: str, measure_id: UUID, move: str) -> HttpResponseBase:
    """Approve what was asked for, or not, or end a special procedure."""
    text = request.POST.get("text", "")
    doers: dict[str, tuple[Callable[[Actor, Case], Measure], str]] = {
        "approve": (
            lambda actor, _found: services.approve_measure(
                actor=actor, measure_id=measure_id, answer=text
            ),
            _("已批准{name}，已经告知申请人。"),
        ),
        "refuse": (
            lambda actor, _found: services.refuse_measure(
                actor=actor, measure_id=measure_id, answer=text
            ),
            _("没有批准{name}。"),
        ),
        "end": (
            lambda actor, _found: services.end_procedure(
                actor=actor, measure_id=measure_id, result=text
            ),
            _("{name}已结束，时限接着算，已经告知申请人。"),
        ),
    }
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    found = queries.desk_case(actor_of(request), number)
    if all(m.id != measure_id for m in queries.measures_of(found)):
        raise Missing(_("没有这一项申请。"))
    do, done = doers[move]
    return done_on_case(
        request, number, do, lambda measure: done.format(name=measure.name), focus="time"
    )
