"""Tables of catalog: items and their revisions, drafts, and what search reads."""

from tongban.management.catalog.models.drafts import OPEN_STATES, ItemDraft
from tongban.management.catalog.models.exchange import GuideImport, ItemChange, UpstreamChange
from tongban.management.catalog.models.items import (
    DirectoryEntry,
    Item,
    ItemFinding,
    ItemRevision,
)
from tongban.management.catalog.models.searching import (
    SearchEntry,
    SearchMiss,
    SearchTerm,
    Synonym,
    SynonymRevision,
)

__all__ = [
    "OPEN_STATES",
    "DirectoryEntry",
    "GuideImport",
    "Item",
    "ItemChange",
    "ItemDraft",
    "ItemFinding",
    "ItemRevision",
    "SearchEntry",
    "SearchMiss",
    "SearchTerm",
    "Synonym",
    "SynonymRevision",
    "UpstreamChange",
]
