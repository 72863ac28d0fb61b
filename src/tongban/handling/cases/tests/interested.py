"""利害关系人 for tests: entered on a case, told by a paper, heard or not, and the decision that waits."""

from datetime import date

import pytest
from django.test import Client

from tongban.base.accounts.types import DocumentType
from tongban.base.kernel.errors import Conflict
from tongban.handling.cases import services
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.documents import services as papers
from tongban.management.documents.models import Paper
from tongban.management.documents.types import PaperKind

TUESDAY = moment(2026, 3, 3, 9, 0)
LAST_DAY = date(2026, 3, 10)
"""Served on Tuesday 3 March, the fifth working day is the next Tuesday."""
OVER = moment(2026, 3, 11, 0, 1)
WHY = "排烟口正对邻居的窗户"


def entered(town, case, who="qiu", *, at=TUESDAY, by="handler", **changes):
    given = {
        "name": "秋分",
        "document_type": DocumentType.ID_CARD,
        "code": town.numbers[who],
        "phone": town.phones[who],
        "concern": WHY,
        **changes,
    }
    with moved_to(at):
        return services.enter_interested(actor=town.officer(by), case_id=case.id, **given)


def paper_for(subject_id, kind=PaperKind.INTERESTED_NOTICE):
    return Paper.objects.get(subject_id=subject_id, kind=kind)


def served(town, subject_id, kind=PaperKind.INTERESTED_NOTICE, at=TUESDAY):
    paper = paper_for(subject_id, kind)
    with moved_to(at):
        return papers.hand_over_paper(
            actor=town.officer("window"), paper_id=paper.id, received_by=paper.addressee
        )


def decided(town, case, at, act="grant", **more):
    with moved_to(at):
        return getattr(services, act)(actor=town.officer("signer"), case_id=case.id, **more)


def refused_decision(town, case, at, **more):
    with nothing_changes(), pytest.raises(Conflict) as caught:
        decided(town, case, at, **more)
    return caught.value


def signed_in(town, key="qiu", capacity=None):
    client = Client()
    client.force_login(town.account(key))
    if capacity:
        session = client.session
        session["tongban_capacity"] = capacity
        session.save()
    return client
