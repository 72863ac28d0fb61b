"""What came in by post, as a panel of the desk."""

from collections.abc import Mapping
from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.post import badge_of, may_order
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.incoming import papers_that_come
from tongban.handling.cases.types import KIND
from tongban.management.catalog import queries as catalog
from tongban.management.delivery import queries as parcels
from tongban.management.delivery.types import Direction, ParcelState

_AGAIN = {ParcelState.RETURNED, ParcelState.LOST}


def incoming_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """Every parcel that came, with what went back of it; asks nothing where the guide knows no
    post.
    """
    if case.number is None or not catalog.guide(case.revision_id).by_post:
        return None
    found = parcels.parcels_of(KIND, case.id)
    may_do = (
        may(actor, "register_papers")
        and may(actor, "register_papers", case, only="post")
        and not is_own(actor, case)
    )
    came = [parcel for parcel in found if parcel.direction == Direction.IN]
    backs = [parcel for parcel in found if parcel.direction == Direction.BACK]
    wanted = papers_that_come(case) if may_do else ()
    if not (came or wanted):
        return None
    rows = []
    for parcel in came:
        back = next((b for b in backs if b.answers_id == parcel.id), None)
        rows.append(
            {
                "parcel": parcel,
                "badge": badge_of(parcel),
                "back": back,
                "back_badge": badge_of(back) if back is not None else "",
                "may_receive": may_do and parcel.received_at is None,
                "may_return": may_do
                and parcel.received_at is not None
                and (back is None or back.state in _AGAIN),
            }
        )
    return {
        "rows": rows,
        "wanted": wanted,
        "may_order": may_order(actor, case, [*came, *backs]),
        "is_quiet": not rows,
        "possible_ways": ["incoming"] if wanted else [],
    }
