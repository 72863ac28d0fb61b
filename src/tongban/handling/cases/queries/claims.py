"""Who has a case in hand, and who might."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.base.orgs.types import Duty
from tongban.handling.cases.colleagues import colleagues_for
from tongban.handling.cases.keeping_out import has_chaired, is_own
from tongban.handling.cases.looking import seen
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.rights import has_in_hand, may, may_do


def claims_on(case: Case) -> Sequence[Claim]:
    """What officers have in hand of a case now; one for a waiting step at most."""
    claims = Claim.objects.filter(case=case, ended_at__isnull=True)
    return seen("claims", case.id, lambda: list(claims.select_related("account", "post")))


def claimed_by_another(actor: Actor, case: Case) -> str:
    """The name of the colleague who has in hand what this actor could do; empty without one."""
    for claim in claims_on(case):
        if not has_in_hand(actor, claim) and may_do(actor, case, claim.duty):
            return claim.name
    return ""


def claim_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """Who has the case in hand, and what this actor may do about that."""
    if case.closed_at is not None or case.elsewhere or not case.waiting_duties:
        return None
    claims = claims_on(case)
    mine = next((c for c in claims if has_in_hand(actor, c)), None)
    taken = {c.duty for c in claims}
    free = [duty for duty in case.waiting_duties if duty not in taken and may_do(actor, case, duty)]
    may_claim = bool(free) and not is_own(actor, case) and not has_chaired(actor, case)
    may_assign = may(actor, "assign_case", case) and case.waiting_duties[0] in Duty.values
    if not (claims or may_claim or may_assign):
        return None
    duty = mine.duty if mine else case.waiting_duties[0]
    colleagues = colleagues_for(case, duty) if mine or may_assign else []
    return {
        "claims": claims,
        "mine": mine,
        "may_claim": may_claim and mine is None,
        "may_assign": may_assign,
        "colleagues": [c for c in colleagues if mine is None or c.account_id != mine.account_id],
    }
