"""What an item's page shows, as one mark: what was drawn from it holds while the mark is the same.

PostgreSQL writes a changed row anew, as the work of the transaction that changed it (``xmin``), at
another place (``ctid``): together they name this very content of a row, whoever changed it and by
whichever act. The mark is made of those of every row that the page reads; revisions, forms and
processes never change and are named by the revision alone.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tongban.management.catalog.types import EX_OFFICIO, ItemState

# One statement that gives one row: the page asks it for every visit. Drafts and standing changes
# that are proposed only are nobody's business yet. A row that is new has a mark, one that is gone
# has none, so that lists need no more than the marks of their rows.
_MARK = """
SELECT item.id, item.revision_id, item.state, item.item_type,
    concat_ws(' ', item.xmin, item.ctid, department.xmin, department.ctid,
        division.xmin, division.ctid,
        '|', (SELECT string_agg(concat_ws(' ', below.xmin, below.ctid), ' ' ORDER BY below.id)
              FROM catalog_item AS below WHERE below.parent_id = item.id),
        '|', (SELECT string_agg(concat_ws(' ', document.id, document.xmin, document.ctid), ' '
                                ORDER BY document.id)
              FROM catalog_itemdocument AS link
              JOIN catalog_document AS document ON document.id = link.document_id
              WHERE link.item_id = item.id),
        '|', (SELECT string_agg(concat_ws(' ', draft.xmin, draft.ctid), ' ' ORDER BY draft.id)
              FROM catalog_itemdraft AS draft
              WHERE draft.item_id = item.id AND draft.state = 'approved'),
        '|', (SELECT string_agg(concat_ws(' ', change.xmin, change.ctid), ' ' ORDER BY change.id)
              FROM catalog_standingchange AS change
              WHERE change.item_id = item.id AND change.state = 'approved'))
FROM catalog_item AS item
JOIN orgs_department AS department ON department.id = item.department_id
JOIN orgs_division AS division ON division.id = department.division_id
WHERE item.code = %s AND item.state <> 'cancelled'
"""


@dataclass(frozen=True, slots=True)
class PageMark:
    """What stands behind an item's page at this moment."""

    item_id: UUID
    revision_id: UUID | None
    """The revision whose guide is shown; None where none is published."""
    is_applied_for: bool
    """Whether the page leads to an application: it has a guide, and people ask for it."""
    rows: str
    """The rows that the page shows, each by the transaction that wrote it and its place."""


def page_mark(code: str) -> PageMark | None:
    """The mark of the public item of that code; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [code])
        row = cursor.fetchone()
    if row is None:
        return None
    item_id, revision_id, state, item_type, rows = row
    shown = None if state == ItemState.LISTED else revision_id
    return PageMark(item_id, shown, shown is not None and item_type not in EX_OFFICIO, rows)
