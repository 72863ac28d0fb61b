"""Reads of one-time notices, and what papers know of them."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty
from tongban.handling.halls.models import OneNotice
from tongban.handling.halls.rights import may
from tongban.handling.halls.types import ONE_NOTICE
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import OwnCase
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemState
from tongban.management.documents import queries as documents
from tongban.management.eforms import queries as eforms

SHOWN = 20


def notices_given(actor: Actor) -> list[tuple[OneNotice, Any]]:
    """What the officer has given lately, the newest first, each with its paper."""
    if actor.account_id is None or not may(actor, "notices_given"):
        return []
    rows = list(OneNotice.objects.filter(giver_id=actor.account_id).select_related("item")[:SHOWN])
    return [(row, paper) for row in rows if (paper := paper_of_notice(row.id)) is not None]


def items_to_tell_of(actor: Actor, query: str) -> list[Any]:
    """What a search finds of the items that the post advises on and that take an application."""
    if not query:
        return []
    return [
        hit
        for hit in catalog.search(query, limit=SHOWN).hits
        if hit.state == ItemState.PUBLISHED
        and hit.item_type not in EX_OFFICIO
        and may(actor, "give_one_notice", hit)
    ]


def paper_of_notice(notice_id: UUID) -> Any:
    """The paper that says it."""
    return next(iter(documents.papers_of(ONE_NOTICE, notice_id)), None)


def open_questions(actor: Actor, code: str, given: dict[str, str]) -> tuple[Any, Guide, OwnCase]:
    """(item, guide, what of it concerns somebody with these answers). Raises Missing."""
    item = catalog.item(code)
    if (
        item.state != ItemState.PUBLISHED
        or item.item_type in EX_OFFICIO
        or item.revision is None
        or not may(actor, "give_one_notice", item)
    ):
        raise Missing(_("没有这个事项，或者不归您的岗位告知。"))
    guide = catalog.guide(item.revision_id)
    form = eforms.form(item.revision.form_id) if item.revision.form_id else None
    return item, guide, catalog.own_case(guide, form, given)


class NoticeSubject:
    """One-time notices, as what papers are about: nobody's case, told to whoever asked."""

    def is_handled_by(self, actor: Actor, subject_id: UUID) -> bool:
        """Who gave it, the hall's posts of the place, and the body whose item it is."""
        found = OneNotice.objects.get(id=subject_id)
        if not actor.is_officer or not found.division_code.startswith(within(actor.division_code)):
            return False
        return (
            actor.account_id == found.giver_id
            or actor.has(Duty.WINDOW, Duty.CHIEF)
            or (actor.department_id == found.department_id and actor.has(Duty.HANDLER))
        )

    def is_of(self, actor: Actor, subject_id: UUID) -> bool:  # noqa: ARG002 - the protocol's
        """Nobody's: it was handed over to who stood there."""
        return False

    def keeps_out(self, actor: Actor, subject_id: UUID) -> bool:  # noqa: ARG002 - the protocol's
        """Nobody need keep out: it decides nothing."""
        return False

    def desk_address(self, subject_id: UUID) -> str:  # noqa: ARG002 - the protocol's
        """The list of those given."""
        return reverse("halls:notices")

    def own_address(self, subject_id: UUID) -> str:
        """The guide."""
        found = OneNotice.objects.select_related("item").get(id=subject_id)
        return f"/items/{found.item.code}/"

    def is_of_a_person(self, subject_id: UUID) -> bool:  # noqa: ARG002 - the protocol's
        """A human being asked, as far as anybody knows."""
        return True
