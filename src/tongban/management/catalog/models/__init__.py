"""Tables of catalog: items and their revisions, drafts, documents, and what search reads."""

from tongban.management.catalog.models.documents import (
    Document,
    DocumentRevision,
    GuideFile,
    ItemDocument,
    LinkCheck,
)
from tongban.management.catalog.models.drafts import ItemDraft
from tongban.management.catalog.models.exchange import (
    GuideImport,
    ItemChange,
    UpstreamChange,
    UpstreamWait,
)
from tongban.management.catalog.models.items import (
    DirectoryEntry,
    Item,
    ItemFinding,
    ItemRevision,
)
from tongban.management.catalog.models.judging import ItemJudgement, LackRecount
from tongban.management.catalog.models.searching import (
    MissAnswer,
    SearchEntry,
    SearchMiss,
    SearchPlace,
    SearchTerm,
    SearchWording,
    Synonym,
    SynonymRevision,
    WordChange,
)
from tongban.management.catalog.models.standing import OPEN_PROPOSALS, StandingChange

__all__ = [
    "OPEN_PROPOSALS",
    "DirectoryEntry",
    "Document",
    "DocumentRevision",
    "GuideFile",
    "GuideImport",
    "Item",
    "ItemChange",
    "ItemDocument",
    "ItemDraft",
    "ItemFinding",
    "ItemJudgement",
    "ItemRevision",
    "LackRecount",
    "LinkCheck",
    "MissAnswer",
    "SearchEntry",
    "SearchMiss",
    "SearchPlace",
    "SearchTerm",
    "SearchWording",
    "StandingChange",
    "Synonym",
    "SynonymRevision",
    "UpstreamChange",
    "UpstreamWait",
    "WordChange",
]
