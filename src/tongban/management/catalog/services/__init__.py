"""Acts of catalog: the directory, items, changes to guides, publication, standing, documents,
import, search.
"""

from tongban.management.catalog.documents.keeping import (
    keep_document,
    link_document,
    unlink_document,
    withdraw_document,
)
from tongban.management.catalog.documents.links import check_links
from tongban.management.catalog.exchange.act import export_items, import_guides
from tongban.management.catalog.exchange.due import take_due_upstream
from tongban.management.catalog.exchange.feed import settle_feed
from tongban.management.catalog.exchange.upstream import attend_upstream_change
from tongban.management.catalog.importing.act import import_items
from tongban.management.catalog.search.answering import answer_miss
from tongban.management.catalog.search.synonyms import publish_synonyms
from tongban.management.catalog.services.attaching import attach_guide_file
from tongban.management.catalog.services.bulk import change_items, submit_drafts
from tongban.management.catalog.services.directory import keep_directory_entry
from tongban.management.catalog.services.drafting import (
    approve_draft,
    begin_draft,
    discard_draft,
    publish_due_draft,
    return_draft,
    save_draft,
    submit_draft,
    take_back_draft,
)
from tongban.management.catalog.services.listing import list_item, reindex
from tongban.management.catalog.services.proposing import (
    approve_standing,
    carry_out_standing,
    propose_standing,
    return_standing,
    take_back_standing,
)
from tongban.management.catalog.services.publishing import publish_item
from tongban.management.catalog.services.recounting import keep_recount, recount_lacks
from tongban.management.catalog.services.standing import cancel_item, resume_item, suspend_item
from tongban.management.catalog.services.taking_over import take_over_item, take_over_items
from tongban.management.catalog.words.drafting import (
    discard_words,
    publish_words,
    remove_word_group,
    replace_words,
    save_word_group,
    undo_word_group,
)

__all__ = [
    "answer_miss",
    "approve_draft",
    "approve_standing",
    "attach_guide_file",
    "attend_upstream_change",
    "begin_draft",
    "cancel_item",
    "carry_out_standing",
    "change_items",
    "check_links",
    "discard_draft",
    "discard_words",
    "export_items",
    "import_guides",
    "import_items",
    "keep_directory_entry",
    "keep_document",
    "keep_recount",
    "link_document",
    "list_item",
    "propose_standing",
    "publish_due_draft",
    "publish_item",
    "publish_synonyms",
    "publish_words",
    "recount_lacks",
    "reindex",
    "remove_word_group",
    "replace_words",
    "resume_item",
    "return_draft",
    "return_standing",
    "save_draft",
    "save_word_group",
    "settle_feed",
    "submit_draft",
    "submit_drafts",
    "suspend_item",
    "take_back_draft",
    "take_back_standing",
    "take_due_upstream",
    "take_over_item",
    "take_over_items",
    "undo_word_group",
    "unlink_document",
    "withdraw_document",
]
