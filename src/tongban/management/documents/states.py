"""The life cycle of a paper and of its service."""

from tongban.management.documents.types import PaperState

MAY = {
    "review": (PaperState.DRAFT,),
    "sign": (PaperState.REVIEWED,),
    "drop": (PaperState.DRAFT, PaperState.REVIEWED),
    "serve": (PaperState.SIGNED,),
    "amend": (PaperState.SIGNED, PaperState.SERVED),
}
"""What may be done from which states. A signed paper has a number and is never given up."""

IN_FORCE = (PaperState.SIGNED, PaperState.SERVED)
"""Signed: the applicant may read it, its text never changes."""
