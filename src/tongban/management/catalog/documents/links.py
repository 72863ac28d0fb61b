"""网址检查: which addresses of guides and documents do not open any more."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.pages.wording import short_day
from tongban.management.catalog.documents.calling import GuardedCaller, LinkCaller
from tongban.management.catalog.lint.ways_rules import links_of
from tongban.management.catalog.models import Document, Item, LinkCheck
from tongban.management.catalog.rights import must
from tongban.management.catalog.types import Guide, ItemState
from tongban.management.catalog.watching import have_recounted, link_key

TWICE = 2
"""Failures in a row before an address counts as dead: any site is down for an hour."""
MOST_AT_ONCE = 200
"""Addresses that one run asks; the next run goes on with those asked longest ago."""
OURS = 5
"""As many addresses, and none of them opens: the fault is this network's and none is counted."""
LONGEST = 400
FRESH_FOR = timedelta(hours=20)


def addresses_in_use() -> list[str]:
    """Every address that a published guide or a public document leads to."""
    found: set[str] = set()
    guides = Item.objects.exclude(state=ItemState.CANCELLED).filter(revision__isnull=False)
    for content in guides.values_list("revision__guide", flat=True).iterator(chunk_size=100):
        found.update(address for _place, address in links_of(Guide.from_json(content)))
    found.update(
        Document.objects.filter(is_withdrawn=False)
        .exclude(address="")
        .values_list("address", flat=True)
    )
    return sorted(
        address
        for address in found
        if address.startswith(("http://", "https://")) and len(address) <= LONGEST
    )


def addresses_due(most: int = MOST_AT_ONCE) -> list[str]:
    """Those to ask now: never asked ones first, then those asked longest ago, none asked lately."""
    checks = dict(LinkCheck.objects.values_list("address", "checked_at"))
    before = now() - FRESH_FOR
    due = [a for a in addresses_in_use() if a not in checks or checks[a] <= before]
    return sorted(due, key=lambda a: (a in checks, checks.get(a) or before, a))[:most]


def answers_of(addresses: Iterable[str], caller: LinkCaller | None = None) -> dict[str, str]:
    """What each answers now; called outside any transaction, because it takes long."""
    asked = caller or GuardedCaller()
    return {address: asked.answer_of(address) for address in addresses}


@in_one_transaction
def check_links(*, actor: Actor, answers: Mapping[str, str]) -> int:
    """Keep what addresses answered (检查网址), and forget those that nothing leads to any more.

    Returns how many are dead: two failures in a row. Where nothing opens at all, as in a closed
    network, nothing is counted.
    """
    must(actor, "check_links")
    if len(answers) >= OURS and "ok" not in answers.values():
        answers = {}
    before = set(dead_links())
    for address, answer in answers.items():
        row = LinkCheck.objects.select_for_update().filter(address=address).first()
        row = row or LinkCheck(address=address)
        row.checked_at, row.answer = now(), answer[:40]
        if answer == "ok":
            row.failures, row.failed_since = 0, None
        else:
            row.failures = min(row.failures + 1, 1000)
            row.failed_since = row.failed_since or today()
        row.save()
    LinkCheck.objects.exclude(address__in=addresses_in_use()).delete()
    after = set(dead_links())
    dead = len(after)
    record(
        actor=actor,
        act="check_links",
        subject_kind="link_check",
        subject_id="all",
        detail={"asked": len(answers), "dead": dead},
    )
    have_recounted(link_key(address) for address in before ^ after)
    return dead


def dead_links() -> dict[str, str]:
    """Address → the day since which it does not open, of all that are dead."""
    rows = LinkCheck.objects.filter(failures__gte=TWICE, failed_since__isnull=False)
    return {row.address: short_day(row.failed_since) for row in rows}
