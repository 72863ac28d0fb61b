"""Two registrations turned out to be one human being: the cases follow."""

from uuid import UUID

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import keep, note


@in_one_transaction
def follow_person(*, actor: Actor, old_id: UUID, new_id: UUID) -> int:
    """Put the cases of one registration under another; returns how many. Part of a merge.

    Number, answers, account and history of a case stay as they are. Only a system administrator.
    """
    must(actor, "follow_person")
    accounts.person(new_id)
    rows = list(Case.objects.select_for_update(of=("self",)).filter(person_id=old_id))
    for case in rows:
        case.person_id = new_id
        keep(case, "person")
        note(case, "follow_person", actor, before=str(old_id), after=str(new_id))
    return len(rows)
