"""Whose turn a waiting step is: what every act on a case asks of claims."""

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.rights import has_in_hand


def claim_of(case: Case, duty: str) -> Claim | None:
    """Who has the step in hand that waits for this duty; None when nobody has."""
    return (
        Claim.objects.filter(case=case, duty=duty, ended_at__isnull=True)
        .select_related("account")
        .first()
    )


def must_not_be_anothers(actor: Actor, case: Case, duty: str) -> Claim | None:
    """Raises Conflict (``claimed``) when a colleague has the step in hand; else the claim."""
    claim = claim_of(case, duty)
    if claim is not None and not has_in_hand(actor, claim):
        raise Conflict(
            _("这件由%(name)s领办。要由您办，请他转交，或者请首席代表、签发人改派。")
            % {"name": claim.name},
            code="claimed",
        )
    return claim


def end_claim(claim: Claim) -> None:
    """What was in hand is done, or given away."""
    claim.ended_at = now()
    claim.save(update_fields=["ended_at"])


def end_claims_but(case: Case) -> None:
    """What the case waits for no more is in nobody's hand."""
    Claim.objects.filter(case=case, ended_at__isnull=True).exclude(
        duty__in=case.waiting_duties
    ).update(ended_at=now())
