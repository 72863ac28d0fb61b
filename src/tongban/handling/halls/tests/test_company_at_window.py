"""单位到窗口: for a company that authorised who stands there, and for no other."""

import pytest
from django.test import Client

from tongban.base.accounts.models import Clerkship, Delegation, LegalPerson
from tongban.base.accounts.queries import serving
from tongban.base.accounts.services import authorise_clerk, end_delegation, serve_company
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import Capacity, operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.test_entering_for_people import at_window
from tongban.handling.halls.models import Receipt


def seen():
    return (
        list(Delegation.objects.order_by("id").values()),
        list(Case.objects.order_by("id").values()),
        Entry.objects.count(),
    )


def for_company(town, person="gu", code=None):
    """The officer at the window, acting for the company that this person came for."""
    officer, there = town.officer("window"), at_window(town, person=person)
    made = serve_company(
        actor=officer, delegation_id=there.delegation_id, credit_code=code or town.company_code
    )
    return serving(officer, made.id)


def test_a_case_of_the_company_with_all_names_on_it(town):
    served = for_company(town)
    assert (served.capacity, served.legal_person_name) == (Capacity.WINDOW, "小满面馆")
    assert (served.ward_name, served.duties) == ("谷雨", frozenset())
    begun = services.start_draft(actor=served, item_code=town.codes["shop"], channel="1")
    # What was begun at the window is the same draft at home, and is gone on with there.
    assert list(queries.my_cases(town.clerk("gu"))) == [begun]
    assert services.start_draft(actor=served, item_code=town.codes["shop"], channel="1") == begun
    filed = town.filed("shop", actor=served)
    assert filed.id == begun.id
    assert (filed.legal_person_id, filed.person_id) == (town.company, town.persons["gu"])
    assert filed.applicant_name == "小满面馆"
    by = Receipt.objects.get().by
    assert (by["name"], by["legal_person"], by["ward"]) == (
        town.officer("window").name,
        str(town.company),
        str(town.persons["gu"]),
    )
    told = Entry.objects.filter(act="file_case").latest("at").actor
    assert (told["capacity"], told["legal_person"]) == ("window", str(town.company))
    assert list(queries.my_cases(at_window(town))) == []


def test_what_the_person_may_not_do_at_home_is_not_done_at_the_window(town):
    with pytest.raises(Conflict) as refused:
        for_company(town, person="qiu")
    assert refused.value.code == "not_for_company"
    Clerkship.objects.update(powers=["fetch"])
    with pytest.raises(Conflict) as refused:
        for_company(town)
    assert refused.value.code == "not_for_company"
    Clerkship.objects.update(powers=["apply"], item_codes=["another"])
    before = seen()
    with pytest.raises(Forbidden) as refused_:
        services.start_draft(actor=for_company(town), item_code=town.codes["shop"], channel="1")
    assert refused_.value.code == "outside_scope"
    assert seen()[1] == before[1]


@pytest.mark.parametrize(
    ("code", "error", "why"),
    [
        ("91341690000002010X", Invalid, "invalid"),
        (make_credit_code("9", "1", "341690", "00000999"), Conflict, "company_unknown"),
    ],
)
def test_a_code_that_is_none_or_nobodys_is_refused(town, code, error, why):
    there = at_window(town)
    before = seen()
    with pytest.raises(error) as refused:
        serve_company(
            actor=town.officer("window"), delegation_id=there.delegation_id, credit_code=code
        )
    assert refused.value.code == why
    assert seen() == before


def test_a_cancelled_company_is_refused_before_and_while_it_is_served(town):
    served = for_company(town)
    LegalPerson.objects.filter(id=town.company).update(cancelled_at=now())
    before = seen()
    with pytest.raises(Conflict) as refused:
        serve_company(
            actor=town.officer("window"),
            delegation_id=served.delegation_id,
            credit_code=town.company_code,
        )
    assert refused.value.code == "company_cancelled"
    again = serving(town.officer("window"), served.delegation_id)
    with pytest.raises(Forbidden):
        services.start_draft(actor=again, item_code=town.codes["shop"], channel="1")
    assert seen() == before


def test_the_officer_stays_out_of_the_own_company_and_of_whom_others_serve(town):
    there = at_window(town)
    authorise_clerk(
        actor=operator(), legal_person_id=town.company, person_id=town.persons["window"]
    )
    before = seen()
    given = {"delegation_id": there.delegation_id, "credit_code": town.company_code}
    for key in ("window", "handler"):
        with pytest.raises(Forbidden):
            serve_company(actor=town.officer(key), **given)
    with pytest.raises(Missing):
        serve_company(
            actor=town.officer("window"),
            delegation_id=town.company,
            credit_code=town.company_code,
        )
    assert seen() == before


def test_who_revokes_or_leaves_ends_it_at_once(town):
    served = for_company(town)
    Clerkship.objects.update(revoked_at=now())
    assert serving(town.officer("window"), served.delegation_id) is None
    Clerkship.objects.update(revoked_at=None)
    first = Delegation.objects.exclude(id=served.delegation_id).get()
    end_delegation(actor=town.officer("window"), delegation_id=first.id)
    assert serving(town.officer("window"), served.delegation_id) is None
    with pytest.raises(Conflict) as refused:
        serve_company(
            actor=town.officer("window"), delegation_id=first.id, credit_code=town.company_code
        )
    assert refused.value.code == "not_served"


def test_from_the_card_to_the_companys_receipt(town):
    client = Client()
    client.force_login(town.account("window"))
    session = client.session
    session["capacity"] = f"post:{town.posts['window']}"
    session.save()
    there = client.post(
        "/desk/window/", {"act": "begin", "name": "谷雨", "id_number": town.numbers["gu"]}
    ).url
    wrong = client.post(f"{there}company/", {"credit_code": "1"})
    assert wrong.status_code == 422
    assert "统一社会信用代码不对" in wrong.content.decode()
    company = client.post(f"{there}company/", {"credit_code": town.company_code.lower()}).url
    page = client.get(company, {"q": "分店"}).content.decode()
    assert "替小满面馆办" in page
    begun = client.post(f"{company}start/", {"item": town.codes["shop"]}).url
    assert "小满面馆" in client.get(begun).content.decode()
    photo = picture()
    photo.name = "图.png"
    client.post(f"{begun}scan/", {"requirement": "plan", "pages": [photo], "original": "on"})
    assert Case.objects.get().legal_person_id == town.company
    client.post(f"{company}end/")
    assert client.get(company).status_code == 404
