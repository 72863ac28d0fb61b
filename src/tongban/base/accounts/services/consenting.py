"""同意: given by version, withdrawn again."""

from django.utils.translation import gettext as _

from tongban.base.accounts.models import Consent, NaturalPerson
from tongban.base.accounts.queries import person as person_of
from tongban.base.accounts.rights import must
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


def keep_consent(*, person: NaturalPerson, given_by: NaturalPerson, kind: TermsKind) -> None:
    """Part of the acts in which somebody agrees; said again it changes nothing."""
    terms = TERMS[kind]
    Consent.objects.get_or_create(
        person=person,
        kind=kind.value,
        version=terms.version,
        withdrawn_at=None,
        defaults={"given_by": given_by, "text_digest": terms.digest},
    )


@in_one_transaction
def withdraw_consent(*, actor: Actor, kind: str) -> None:
    """Take back what one agreed to (PIPL 15); what was done before stays done.

    A text that the account cannot be without is withdrawn by closing the account: Conflict
    (``closes_the_account``). Raises Missing when it was not agreed to.
    """
    must(actor, "withdraw_consent")
    assert actor.person_id is not None
    person_of(actor.person_id)
    if kind == TermsKind.CHILD:
        raise Conflict(
            _("撤回后就不能再替孩子办事，请到办事大厅结束监护登记。"), code="ends_the_guardianship"
        )
    if kind in set(TermsKind) and TERMS[TermsKind(kind)].is_needed:
        raise Conflict(_("没有它就不能提供服务。要撤回，请注销账户。"), code="closes_the_account")
    rows = list(
        Consent.objects.select_for_update().filter(
            person_id=actor.person_id, kind=kind, withdrawn_at__isnull=True
        )
    )
    if not rows:
        raise Missing(_("您没有同意过这一项，或者已经撤回了。"))
    moment = now()
    for row in rows:
        row.withdrawn_at = moment
        row.save(update_fields=["withdrawn_at"])
    record(
        actor=actor,
        act="withdraw_consent",
        subject_kind="person",
        subject_id=actor.person_id,
        detail={"kind": kind, "versions": [row.version for row in rows]},
    )
