"""What a decision has to wait for, and what ends with its case."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.handling.cases.models import Case, Hearing
from tongban.handling.cases.types import (
    BeyondState,
    HearingState,
    InspectionState,
    PromiseState,
)

OPEN_INSPECTION = (InspectionState.PLANNED, InspectionState.RECORDED)

OPEN_HEARING = (HearingState.ASKED, HearingState.PLANNED, HearingState.RECORDED)


def must_wait_for_nothing(case: Case) -> None:
    """Raises Conflict while somebody was asked whose answer is what one decides upon."""
    if case.inspections.filter(state__in=OPEN_INSPECTION).exists():
        raise Conflict(
            _("现场核查还没有做完。先登记结果、由核查的人都确认，再作决定。"),
            code="inspection_open",
        )
    opinion = case.opinions.filter(received_at=None, dropped_at=None).first()
    if opinion is not None:
        raise Conflict(
            _("请%(who)s出的意见还没有收到。先登记收到的意见，再作决定。") % {"who": opinion.who},
            code="opinion_open",
        )


def must_have_held(hearings: Iterable[Hearing]) -> None:
    """Raises Conflict (``hearing_unheld``) while one of the hearings is open."""
    if any(one.state in OPEN_HEARING for one in hearings):
        raise Conflict(
            _("听证还没有做完：举行、记录、参加的人确认笔录以后，再根据笔录作决定。"),
            code="hearing_unheld",
        )


def drop_pending(case: Case) -> None:
    """What was planned or asked for ends with its case; part of the act that ends it."""
    case.inspections.filter(state__in=OPEN_INSPECTION).update(
        state=InspectionState.CANCELLED, ended_at=now()
    )
    case.hearings.filter(state__in=OPEN_HEARING).update(state=HearingState.DROPPED, ended_at=now())
    case.opinions.filter(received_at=None, dropped_at=None).update(dropped_at=now())
    case.beyond_requests.filter(state__in=[BeyondState.ASKED, BeyondState.OPEN]).update(
        state=BeyondState.DROPPED, ended_at=now()
    )
    case.promises.filter(state__in=[PromiseState.DRAWN, PromiseState.SIGNED]).update(
        state=PromiseState.DROPPED, ended_at=now(), code_digest=None
    )
