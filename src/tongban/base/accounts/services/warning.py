"""What an account's owner is told when the ways into it change, so that a thief is noticed."""

from datetime import timedelta

from tongban.base.accounts.models import Account, SignInSession
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.notices.services import send

LATELY = timedelta(days=30)
"""A browser that keeps no cookies is told of once in this time, not at every sign-in."""
JUST_OPENED = timedelta(hours=1)
"""Who registered a moment ago knows that this is the first sign-in."""


def warn_owner(
    actor: Actor, account: Account, template: str, *, to: str = "", **values: str
) -> None:
    """Send the owner one of our warnings, to their phone, else into their mailbox. Part of an act.

    ``to`` is another number, where the account's own is not the owner's any more.
    """
    person = account.person
    send(
        actor=actor,
        template=template,
        address=to or (person.phone if person else "") or str(person.id if person else account.id),
        values=values,
        subject_kind="account",
        subject_id=account.id,
    )


def warn_of_new_device(actor: Actor, session: SignInSession, device: str) -> None:
    """Tell the owner of a sign-in from a browser that is not known, once for a device.

    Not of a code's: the telephone that would be told has just received the code.
    """
    account = Account.objects.select_related("person").get(id=session.account_id)
    if "code" in session.method.split("+") or account.created_at > now() - JUST_OPENED:
        return
    seen_before = SignInSession.objects.filter(
        account=account,
        device=session.device,
        address=session.address,
        created_at__gt=now() - LATELY,
    ).exclude(id=session.id)
    if seen_before.exists():
        return
    at = to_shanghai(now())
    warn_owner(
        actor, account, "new_device", device=device, at=f"{at.month} 月 {at.day} 日 {at:%H:%M}"
    )
