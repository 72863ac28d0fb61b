"""What every installation has from its first command on."""

from tongban.base.accounts.models import Account
from tongban.base.clocks.services import seed_calendar
from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes.divisions import known_divisions, parent
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.models import Division
from tongban.base.orgs.services import keep_divisions
from tongban.management.catalog.services import settle_feed
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


@in_one_transaction
def keep_first_rows() -> None:
    """The operator's account, divisions down to counties, the calendar, the processes."""
    account, created = Account.objects.get_or_create(
        login_name=OPERATOR, defaults={"password": "!", "is_active": False}
    )
    actor = operator(account.id)
    if created or not Division.objects.exists():
        keep_divisions(actor=actor, rows=_divisions())
        publish_shipped(actor=actor)
    # Each time: a newer table of holidays takes the place of a provisional year.
    seed_calendar(actor=actor)
    # A database restored from a copy counts transactions anew.
    settle_feed(actor=actor)
