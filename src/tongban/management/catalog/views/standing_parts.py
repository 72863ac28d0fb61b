"""What the page of an item shows of its standing: what may be proposed, what is, what was."""

from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.management.catalog import proposals
from tongban.management.catalog.forms.items import (
    CancelForm,
    FindingsForm,
    ResumeForm,
    ReturnStandingForm,
    SuspendForm,
)
from tongban.management.catalog.models import Item
from tongban.management.catalog.rights import may
from tongban.management.catalog.states import ITEM_MOVES, STANDING_MOVES
from tongban.management.catalog.types import StandingMove, StandingState

FORMS: dict[str, tuple[type[FindingsForm], str]] = {
    StandingMove.SUSPEND.value: (SuspendForm, "s-%s"),
    StandingMove.RESUME.value: (ResumeForm, "m-%s"),
    StandingMove.CANCEL.value: (CancelForm, "c-%s"),
}
"""Move → its form, and how its inputs are named on a page with several."""
RETURN_IDS = "n-%s"


def standing_parts(actor: Actor, item: Item, forms: dict[str, FindingsForm]) -> dict[str, Any]:
    """The part of the page's context; ``forms`` are those that hold what was typed."""
    change = proposals.open_proposal(item)
    moves: list[str] = []
    if change is None and may(actor, "propose_standing", item):
        moves = [move for move in FORMS if item.state in ITEM_MOVES[move]]
    decisions = set()
    if change is not None:
        decisions = {
            move
            for move, states in STANDING_MOVES.items()
            if change.state in states and may(actor, f"{move}_standing", change)
        }
    own = (
        change is not None
        and change.state == StandingState.PROPOSED
        and actor.account_id is not None
        and actor.account_id == change.proposed_by
    )
    if own:
        decisions.discard("return")  # one takes one's own back
    return {
        "change": change,
        "decisions": decisions,
        "own_proposal": own,
        "past_changes": proposals.past_proposals(item),
        "moves": moves,
        **{f"{move}_form": kind(auto_id=ids) for move, (kind, ids) in FORMS.items()},
        "refuse_form": ReturnStandingForm(auto_id=RETURN_IDS),
        **forms,
    }
