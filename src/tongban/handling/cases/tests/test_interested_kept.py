"""What is kept of interested persons, and which officers keep out because of them."""

import pytest

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.models import LegalPerson
from tongban.base.accounts.services import declare_recusal
from tongban.base.accounts.types import DocumentType
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Forbidden
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import InterestedPerson, Statement
from tongban.handling.cases.services.erasing import GONE
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import (
    OVER,
    TUESDAY,
    decided,
    entered,
    served,
)
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import accepted


def test_their_papers_belong_to_the_case_when_it_is_archived(town):
    case = accepted(town, "decide")
    entered(town, case)
    titles = [view.paper.title for view in queries.papers_in_dossier(case.id)]
    assert "听证权利告知书" in titles
    assert titles[-1] == "利害关系人陈述权利和听证权利告知书"


def test_what_is_kept_of_them_goes_with_the_archive(town):
    case = accepted(town, "decide")
    made = entered(town, case)
    with moved_to(TUESDAY):
        services.state_opinion(actor=town.person("qiu"), interested_id=made.id, words="烟往我家吹")
    with moved_to(moment(2026, 3, 4, 9, 0)):
        services.withdraw_case(actor=town.person(), case_id=case.id)
        services.erase_case(actor=system(), case_id=case.id, list_number="XH-1")
    made.refresh_from_db()
    assert (made.name, made.code, made.code_digest, made.phone) == (GONE, "", None, "")
    assert Statement.objects.get().words == GONE
    assert queries.my_concerns(town.person("qiu")) == []


def test_accounts_know_people_by_another_digest(town):
    """Whoever reads the database cannot join interested persons with the register of people."""
    case = accepted(town, "decide")
    made = entered(town, case)
    person = accounts.person(town.persons["qiu"])
    assert bytes(made.code_digest) != bytes(person.id_digest)


class TestKeepingOut:
    """公务员法 76: not only whose application it is, also whom it concerns."""

    def kept_out(self, town, case, who="signer"):
        with nothing_changes(), pytest.raises(Forbidden) as caught:
            services.grant(actor=town.officer(who), case_id=case.id)
        return caught.value.code

    def test_the_officer_who_is_interested(self, town):
        case = accepted(town, "decide")
        number = accounts.person(town.officer("signer").person_id).id_number
        made = entered(town, case, code=number)
        assert self.kept_out(town, case) == "own_case"
        page = read(at_desk(town, "signer").get(f"/desk/cases/{case.number}/"))
        assert "按规定要回避" in page
        InterestedPerson.objects.filter(id=made.id).update(struck_at=TUESDAY)
        with moved_to(TUESDAY):
            assert services.grant(actor=town.officer("signer"), case_id=case.id).decision

    def test_the_officer_whose_declared_relative_is(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        signer = town.officer("signer")
        declare_recusal(
            actor=signer,
            person_id=signer.person_id,
            kind="spouse",
            name="秋分",
            id_number=town.numbers["qiu"],
        )
        assert self.kept_out(town, case) == "own_case"

    def test_the_officer_who_represents_the_company_that_is(self, town):
        case = accepted(town, "decide")
        company = accounts.legal_person(town.clerk().legal_person_id)
        entered(
            town,
            case,
            document_type=DocumentType.CREDIT_CODE,
            code=company.credit_code,
            name=company.name,
        )
        LegalPerson.objects.filter(id=company.id).update(
            representative_id=town.officer("signer").person_id
        )
        assert self.kept_out(town, case) == "own_case"

    def test_nobody_else(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        served(town, InterestedPerson.objects.get().id)
        assert decided(town, case, OVER).decision == "granted"
