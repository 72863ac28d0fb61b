"""What every installation has from its first command on."""

from django.db import transaction

from tongban.base.accounts.models import Account
from tongban.base.clocks.services import seed_calendar
from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes.divisions import known_divisions, parent
from tongban.base.notices.services import publish_template
from tongban.base.notices.types import ChannelKind
from tongban.base.orgs.models import Division
from tongban.base.orgs.services import keep_divisions
from tongban.main.message_texts import TEMPLATES
from tongban.management.workflow.services import publish_shipped

OPERATOR = "operator"


def _divisions() -> list[tuple[str, str, int, str, bool]]:
    found = {}
    for division in known_divisions():
        above = parent(division.code) or ""
        found[division.code] = (
            division.code.ljust(12, "0"),
            division.name,
            int(division.level),
            above[:6].ljust(12, "0") if above else "",
            False,
        )
    return list(found.values())


@transaction.atomic
def keep_first_rows() -> None:
    """The operator's account, divisions down to counties, the calendar, the message templates."""
    account, created = Account.objects.get_or_create(
        login_name=OPERATOR, defaults={"password": "!", "is_active": False}
    )
    actor = operator(account.id)
    if created or not Division.objects.exists():
        keep_divisions(actor=actor, rows=_divisions())
        seed_calendar(actor=actor)
    for key, text, names in TEMPLATES:
        publish_template(actor=actor, key=key, kind=ChannelKind.SMS, text=text, names=names)
    publish_shipped(actor=actor)
