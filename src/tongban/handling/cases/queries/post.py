"""How the result comes and where papers are, as panels."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.orgs.queries import within
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import may, sees
from tongban.handling.cases.services.post import may_choose, own_address, papers_of, ways_of
from tongban.handling.cases.types import KIND, Decision
from tongban.management.catalog import queries as catalog
from tongban.management.delivery import queries as parcels
from tongban.management.delivery.types import Direction, ParcelState, Way

_BADGES = {
    ParcelState.DELIVERED.value: "done",
    ParcelState.RETURNED.value: "no",
    ParcelState.LOST.value: "no",
}
_CHANGEABLE = {ParcelState.ASKED, ParcelState.RETURNED, ParcelState.LOST}


def _shown(case: Case) -> list[tuple[Any, str]]:
    """Parcels, each with the colour of its badge; asks nothing where the guide knows no post."""
    guide = catalog.guide(case.revision_id)
    if not (guide.by_post or ways_of(case)):
        return []
    found = parcels.parcels_of(KIND, case.id)
    return [(parcel, badge_of(parcel)) for parcel in found]


def badge_of(parcel: Any) -> str:
    """The colour of how far a parcel is."""
    return _BADGES.get(parcel.state, "doing")


def own_post_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What the applicant may choose, and where everything is."""
    shown = _shown(case)
    out = [parcel for parcel, _badge in shown if parcel.direction == Direction.OUT]
    may_say = may(actor, "choose_result_way", case) and may_choose(case)
    ways = ways_of(case) if may_say and (not out or out[0].state in _CHANGEABLE) else ()
    papers = papers_of(case) if may(actor, "send_papers", case) else ()
    if not (shown or ways or papers):
        return None
    chosen = out[0].way if out and out[0].state == ParcelState.ASKED else ""
    return {
        "shown": shown,
        "ways": ways,
        "by_post": Way.POST in ways,
        "chosen": chosen or "electronic",
        "chosen_words": Way(chosen).label if chosen else _("只要电子的，网上下载"),
        "papers": papers,
        **own_address(case),
    }


def post_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What the office has to hand over, and what is on its way."""
    shown = [(p, badge) for p, badge in _shown(case) if p.direction == Direction.OUT]
    is_electronic = bool(ways_of(case)) and not shown
    if not (shown or is_electronic):
        return None
    return {
        "shown": shown,
        "is_electronic": is_electronic,
        "may_hand": case.closed_at is not None
        and case.decision == Decision.GRANTED
        and may(actor, "send_result")
        and may(actor, "send_result", case, only="post")
        and not is_own(actor, case),
        "may_order": may_order(actor, case, [p for p, _badge in shown]),
    }


def may_order(actor: Actor, case: Case, shown: Sequence[Any]) -> bool:
    """Whether a courier could not be ordered and this actor may try it again; asks the rights only
    then.
    """
    return any(parcel.is_unbooked for parcel in shown) and may(actor, "try_courier_again", case)


def unbooked_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """The desk's home: cases of the post with a parcel whose courier nobody tries to order any more."""
    if not may(actor, "try_courier_again"):
        return None
    stuck = parcels.unbooked(KIND, within(actor.division_code))
    if not stuck:
        return None
    cases = Case.objects.filter(id__in=stuck).select_related("item", "revision", "department")
    rows = [case for case in cases.order_by("number") if sees(actor, case)]
    return {"rows": rows} if rows else None
