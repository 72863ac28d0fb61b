"""Acts of the licences: define a type, issue, make the file, change the state."""

from tongban.sharing.licenses.services.define import define_type
from tongban.sharing.licenses.services.issue import issue_license
from tongban.sharing.licenses.services.papers import seal_paper
from tongban.sharing.licenses.services.render import render_license
from tongban.sharing.licenses.services.revoke import (
    expire_license,
    restore_license,
    revoke_license,
)

__all__ = [
    "define_type",
    "expire_license",
    "issue_license",
    "render_license",
    "restore_license",
    "revoke_license",
    "seal_paper",
]
