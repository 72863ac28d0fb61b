"""Acts of papers: word them, make, review, sign, serve, publish."""

from tongban.management.documents.services.drafting import (
    draft_amendment,
    drop_paper,
    review_paper,
    sign_paper,
)
from tongban.management.documents.services.erasing import erase_papers
from tongban.management.documents.services.making import make_paper
from tongban.management.documents.services.rendering import render_paper
from tongban.management.documents.services.serving import (
    choose_service,
    confirm_service,
    hand_over_paper,
    open_paper,
    post_paper,
    return_service,
)
from tongban.management.documents.services.unreceived import (
    complete_published,
    leave_paper,
    publish_service,
)
from tongban.management.documents.services.withdrawing import (
    withdraw_grants,
    withdraw_publication,
)
from tongban.management.documents.services.wording import publish_paper_template, set_numbering

__all__ = [
    "choose_service",
    "complete_published",
    "confirm_service",
    "draft_amendment",
    "drop_paper",
    "erase_papers",
    "hand_over_paper",
    "leave_paper",
    "make_paper",
    "open_paper",
    "post_paper",
    "publish_paper_template",
    "publish_service",
    "render_paper",
    "return_service",
    "review_paper",
    "set_numbering",
    "sign_paper",
    "withdraw_grants",
    "withdraw_publication",
]
