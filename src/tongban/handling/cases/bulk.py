"""What may be done with several cases at once, and with which.

Only what leaves nothing to weigh: taking in hand, and letting complete applications for one and the
same instant item (即办件) pass. Nothing is decided, refused or sent back in bulk. Each case gets an
act, a look and a transaction of its own, so one that cannot go on holds up no other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.audit.services import record_look
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, TongbanError
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.desk import acts_allowed, desk_case, materials_for_desk
from tongban.handling.cases.queries.waiting import InboxRow
from tongban.handling.cases.services.accepting import accept_case, pass_prereview
from tongban.handling.cases.services.claims import claim_case
from tongban.handling.cases.states import ACTS, STATE_OF_STEP
from tongban.handling.cases.types import KIND
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Origin

MOST = 20
"""As many as somebody can look over on one page."""

WAYS = {
    "claim_case": gettext_lazy("领办"),
    "pass_prereview": gettext_lazy("预审通过"),
    "accept_case": gettext_lazy("受理"),
}
"""What may be done with several."""


def ways_for(rows: Sequence[InboxRow]) -> list[tuple[str, Any]]:
    """(way, label) of what one of these lines waits for; whatever waits may be taken in hand."""
    states = {row.case.state for row in rows}
    return [
        (way, label)
        for way, label in WAYS.items()
        if way not in ACTS or STATE_OF_STEP[ACTS[way].step] in states
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them."""

    number: str
    name: str
    words: str
    is_done: bool


def do_together(actor: Actor, way: str, numbers: Sequence[str]) -> list[Outcome]:
    """Do it with each; what became of each, in their order.

    Raises Invalid when nothing was chosen, too many, or another way than those of ``WAYS``; and for
    cases of several items, where what they ask is not the same.
    """
    chosen = list(dict.fromkeys(numbers))
    if way not in WAYS:
        raise _wrong("way", _("这件事不能几件一起办，请一件一件办。"))
    if not 0 < len(chosen) <= MOST:
        raise _wrong("number", _("请选 1 到 %(most)s 件。") % {"most": MOST})
    cases = [desk_case(actor, number) for number in chosen]
    if way != "claim_case" and len({case.revision_id for case in cases}) > 1:
        raise _wrong("number", _("一起预审或者受理的，要是同一个事项、同一版指南。"))
    return [_one(actor, way, case) for case in cases]


def _wrong(place: str, message: str) -> Invalid:
    return Invalid(message, findings=[FieldFinding(place, "bulk", message)])


def _one(actor: Actor, way: str, case: Case) -> Outcome:
    number = case.number or ""
    try:
        _DOERS[way](actor, case)
    except TongbanError as error:
        return Outcome(number, case.applicant_name, error.message, is_done=False)
    return Outcome(number, case.applicant_name, _("已办"), is_done=True)


def _claim(actor: Actor, case: Case) -> None:
    claim_case(actor=actor, case_id=case.id)


def _pass(act: Callable[..., Any], name: str) -> Callable[[Actor, Case], None]:
    @in_one_transaction
    def do(actor: Actor, case: Case) -> None:
        if not catalog.guide(case.revision_id).is_instant:
            raise Conflict(_("不是即办件，要打开来一件一件办。"), code="not_instant")
        missing = [
            requirement.name
            for requirement, given in materials_for_desk(case)
            if requirement.origin == Origin.UPLOAD and requirement.required and not given
        ]
        if missing:
            raise Conflict(
                _("材料不齐，要打开来办：%(names)s。") % {"names": _("、").join(missing)},
                code="incomplete",
            )
        if all(choice.act != name for choice in acts_allowed(actor, case)):
            raise Conflict(_("现在不能这样办，可能同事刚办过。"), code="wrong_state")
        record_look(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            fields=["applicant", "materials"],
            reason="一次办几件时核对",
            division_code=case.division_code,
        )
        act(actor=actor, case_id=case.id)

    return do


_DOERS: dict[str, Callable[[Actor, Case], None]] = {
    "claim_case": _claim,
    "pass_prereview": _pass(pass_prereview, "pass_prereview"),
    "accept_case": _pass(accept_case, "accept_case"),
}
