"""What a guide names and others change: the laws it rests on, addresses, joint bodies, its decision
table, each written as ``kind:name``. Whoever changes one has those counted anew that name it.
"""

from collections.abc import Iterable
from uuid import UUID

from tongban.management.catalog.documents.reading import plain_title
from tongban.management.catalog.jobs import recount_watching
from tongban.management.catalog.lint.ways_rules import links_of
from tongban.management.catalog.models import Item, ItemJudgement
from tongban.management.catalog.types import Guide

LAW, LINK, BODY, TABLE = "law", "link", "body", "table"
LONGEST = 440


def law_key(title: str) -> str:
    """How an item watches a document."""
    return f"{LAW}:{plain_title(title)}"[:LONGEST]


def link_key(address: str) -> str:
    """How an item watches an address."""
    return f"{LINK}:{address}"[:LONGEST]


def watched_by(guide: Guide) -> list[str]:
    """What a guide names that others change."""
    found = {law_key(clause.title) for clause in guide.by_law}
    found |= {link_key(address) for _place, address in links_of(guide)}
    found |= {f"{BODY}:{part.code}"[:LONGEST] for part in guide.joint_parts}
    if guide.rule_table:
        found.add(f"{TABLE}:{guide.rule_table}")
    return sorted(found)


def watching(key: str) -> list[UUID]:
    """The items whose guide in force names this."""
    found = ItemJudgement.objects.filter(watched__contains=[key]).order_by("item_id")
    return list(found.values_list("item_id", flat=True))


def keep_watched(item: Item, guide: Guide) -> None:
    """Remember what a guide names that was just published; it is stamped by the next recount."""
    ItemJudgement.objects.bulk_create(
        [ItemJudgement(item=item, stamp="", watched=watched_by(guide))],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["stamp", "watched"],
    )


def have_recounted(keys: Iterable[str]) -> None:
    """Queue that those are counted anew that name one of these; nothing where nobody does."""
    for key in sorted(set(keys)):
        if ItemJudgement.objects.filter(watched__contains=[key]).exists():
            recount_watching.defer(key=key)
