"""Acts of rules: a table is drafted, checked, approved by a second person and takes effect."""

from tongban.management.rules.services.drafting import (
    begin_rules,
    discard_rules,
    open_table,
    return_rules,
    save_rules,
    submit_rules,
    take_back_rules,
)
from tongban.management.rules.services.publishing import (
    approve_rules,
    publish_due_rules,
    publish_rules,
)

__all__ = [
    "approve_rules",
    "begin_rules",
    "discard_rules",
    "open_table",
    "publish_due_rules",
    "publish_rules",
    "return_rules",
    "save_rules",
    "submit_rules",
    "take_back_rules",
]
