"""Acts of archives."""

from tongban.handling.archives.services.archiving import archive_case, check_archive
from tongban.handling.archives.services.destroying import (
    approve_destruction,
    draft_destruction,
    reject_destruction,
)
from tongban.handling.archives.services.keeping import (
    lend_archive,
    move_out,
    seal_archive,
    set_retention,
)

__all__ = [
    "approve_destruction",
    "archive_case",
    "check_archive",
    "draft_destruction",
    "lend_archive",
    "move_out",
    "reject_destruction",
    "seal_archive",
    "set_retention",
]
