"""领办、退回、转交、分派 and 便签 at the desk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.pages.access import officers
from tongban.handling.cases import services
from tongban.handling.cases.models import Case
from tongban.handling.cases.views.case import done_on_case


def _chosen(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = _("请选一位同事。")
        raise Invalid(message, findings=[FieldFinding("to", "required", message)]) from None


@officers
@require_POST
def claim_act(request: HttpRequest, number: str, move: str) -> HttpResponseBase:
    """Take it in hand, give it back, hand it over, share it out."""
    to = request.POST.get("to", "")[:40]
    words = request.POST.get("words", "")[:2000]
    doers: dict[str, tuple[Callable[[Actor, Case], Any], str]] = {
        "take": (
            lambda actor, found: services.claim_case(actor=actor, case_id=found.id),
            _("由您领办了，同事看得到。"),
        ),
        "back": (
            lambda actor, found: services.give_back_case(actor=actor, case_id=found.id),
            _("已退回，岗位上的同事都可以办。"),
        ),
        "over": (
            lambda actor, found: services.hand_over_case(
                actor=actor, case_id=found.id, to=_chosen(to), words=words
            ),
            _("已转交给{name}。"),
        ),
        "assign": (
            lambda actor, found: services.assign_case(
                actor=actor,
                case_id=found.id,
                to=None if to == "least" else _chosen(to),
                words=words,
            ),
            _("已分派给{name}。"),
        ),
    }
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    do, done = doers[move]
    return done_on_case(
        request, number, do, lambda claim: done.format(name=claim.name), focus="claim"
    )


@officers
@require_POST
def note_write(request: HttpRequest, number: str) -> HttpResponseBase:
    """Leave a note for colleagues."""
    text = request.POST.get("note", "")[:2000]
    return done_on_case(
        request,
        number,
        lambda actor, found: services.write_note(actor=actor, case_id=found.id, text=text),
        lambda _note: _("便签已留下，只有工作人员看得到。"),
        focus="note",
    )


@officers
@require_POST
def note_strike(request: HttpRequest, number: str, note_id: UUID) -> HttpResponseBase:
    """Strike one's own note through."""
    return done_on_case(
        request,
        number,
        lambda actor, found: services.strike_note(actor=actor, case_id=found.id, note_id=note_id),
        lambda _note: _("已划去，原文还留着。"),
        focus="notes",
    )
