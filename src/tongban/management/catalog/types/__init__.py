"""Values of catalog. One file for what an item is, its guide, searching and importing."""

from tongban.management.catalog.types.documents import DocumentContent, DocumentKind, Validity
from tongban.management.catalog.types.editing import ItemOutcome, MissOutcome
from tongban.management.catalog.types.guide import (
    Choice,
    Clause,
    Contact,
    Fee,
    Guide,
    GuideExtension,
    GuideLimit,
    GuideSilence,
    Intermediary,
    Origin,
    Question,
    Remedy,
    Requirement,
    Result,
    Situation,
)
from tongban.management.catalog.types.importing import ImportFinding, ImportReport
from tongban.management.catalog.types.items import (
    Audience,
    DirectoryState,
    DraftState,
    ItemState,
    ItemType,
    Owner,
    Tier,
)
from tongban.management.catalog.types.linting import Difference, GuideFinding
from tongban.management.catalog.types.searching import (
    SearchCount,
    SearchGroup,
    SearchHit,
    SearchResult,
    Suggestion,
)
from tongban.management.catalog.types.steps import register_handled_steps, unhandled
from tongban.management.catalog.types.uses import cases_under_way, register_item_use

__all__ = [
    "Audience",
    "Choice",
    "Clause",
    "Contact",
    "Difference",
    "DirectoryState",
    "DocumentContent",
    "DocumentKind",
    "DraftState",
    "Fee",
    "Guide",
    "GuideExtension",
    "GuideFinding",
    "GuideLimit",
    "GuideSilence",
    "ImportFinding",
    "ImportReport",
    "Intermediary",
    "ItemOutcome",
    "ItemState",
    "ItemType",
    "MissOutcome",
    "Origin",
    "Owner",
    "Question",
    "Remedy",
    "Requirement",
    "Result",
    "SearchCount",
    "SearchGroup",
    "SearchHit",
    "SearchResult",
    "Situation",
    "Suggestion",
    "Tier",
    "Validity",
    "cases_under_way",
    "register_handled_steps",
    "register_item_use",
    "unhandled",
]
