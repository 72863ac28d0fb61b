"""Tables of catalog: items and their revisions, drafts, and what search reads."""

from tongban.management.catalog.models.drafts import OPEN_STATES, ItemDraft
from tongban.management.catalog.models.items import (
    DirectoryEntry,
    Item,
    ItemFinding,
    ItemRevision,
)
from tongban.management.catalog.models.searching import (
    MissAnswer,
    SearchEntry,
    SearchMiss,
    SearchTerm,
    Synonym,
    SynonymRevision,
)

__all__ = [
    "OPEN_STATES",
    "DirectoryEntry",
    "Item",
    "ItemDraft",
    "ItemFinding",
    "ItemRevision",
    "MissAnswer",
    "SearchEntry",
    "SearchMiss",
    "SearchTerm",
    "Synonym",
    "SynonymRevision",
]
