"""A small city with archivists."""

import pytest

from tongban.base.accounts.services import appoint, open_account, register_person
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.handling.archives.services import archive_case
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case

NAMES = {
    "archivist": "甲申",
    "archivist2": "乙酉",
    "far_archivist": "丙戌",
    "next_archivist": "丁亥",
}
DEPARTMENTS = {"far_archivist": "far_hall", "next_archivist": "health"}


@pytest.fixture
def keepers(town):
    """The town with two archivists of the market office, one next door and one of another county."""
    actor = operator()
    for number, (key, name) in enumerate(NAMES.items(), start=700):
        department = DEPARTMENTS.get(key, "market")
        town.posts[key] = open_post(
            actor=actor,
            department_id=town.departments[department],
            name=f"档案{name}岗",
            duties=[Duty.ARCHIVIST],
        ).id
        person = register_person(
            actor=actor, name=name, id_number=complete_id_card(f"34169019800101{number:03d}")
        )
        account = open_account(actor=actor, login_name=key, password=None, person_id=person.id)
        town.persons[key], town.accounts[key] = person.id, account.id
        appoint(actor=actor, account_id=account.id, post_id=town.posts[key])
    return town


def closed(town, item="food", *, refused=False):
    """A case that is closed: granted with its licence, or refused."""
    case = town.at("decide", item)
    if refused:
        acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="厨房太小")
    else:
        acts.grant(actor=town.officer("signer"), case_id=case.id, opinion="符合条件")
        acts.issue_result(actor=system(), case_id=case.id)
        acts.close_case(actor=system(), case_id=case.id)
    return Case.objects.get(id=case.id)


@pytest.fixture
def archived(keepers):
    """One archived case."""
    return archive_case(actor=system("自动归档"), case_id=closed(keepers).id)
