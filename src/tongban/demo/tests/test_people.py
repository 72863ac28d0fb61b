"""The invented people and companies."""

from datetime import date

from tongban.base.kernel.codes import check_credit_code, check_division, check_id_card
from tongban.base.kernel.codes.divisions import known_divisions
from tongban.demo.city import DEPARTMENTS, INVENTED_COUNTY, POSTS, townships
from tongban.demo.people import companies, people

TODAY = date(2026, 11, 21)


def test_the_invented_county_is_not_in_the_table_and_its_neighbours_are():
    known = {division.code for division in known_divisions() if division.code.startswith("3416")}
    assert known == {"341600", "341602", "341621", "341622", "341623"}
    report = check_division(INVENTED_COUNTY)
    assert [finding.code for finding in report.findings] == ["division.county-unknown"]


def test_there_are_two_hundred_people_no_two_alike():
    made = people()
    assert len(made) == 200
    for attribute in ("name", "id_number", "phone"):
        assert len({getattr(one, attribute) for one in made}) == 200
    assert made[0].name == "王小满"
    assert not {one.name for one in made} & {post.officer for post in POSTS}


def test_numbers_hold_and_cannot_be_a_living_persons():
    for one in people():
        report = check_id_card(one.id_number, TODAY)
        assert report.ok, report.findings
        assert report.parts["region"] == INVENTED_COUNTY
        assert report.parts["birth"] == one.born_on.isoformat()
        assert one.phone.startswith("100")
        assert len(one.phone) == 11


def test_every_fifth_is_over_eighty_and_nobody_else():
    ages = [TODAY.year - one.born_on.year - 1 for one in people()]
    assert all(age >= 80 for age in ages[4::5])
    assert not [age for number, age in enumerate(ages) if age >= 80 and number % 5 != 4]


def test_companies_have_credit_codes_that_hold():
    made = companies()
    assert len(made) == 40
    assert made[0].name == "谯城区小满面馆"
    assert made[0].representative == 0
    for attribute in ("name", "credit_code"):
        assert len({getattr(one, attribute) for one in made}) == 40
    for one in made:
        report = check_credit_code(one.credit_code)
        assert report.ok, report.findings
        assert one.credit_code[2:8] == INVENTED_COUNTY
        assert 0 <= one.representative < 200


def test_the_same_people_and_companies_are_made_each_time():
    assert people() == people()
    assert companies() == companies()


def test_divisions_of_departments_and_townships_fit_together():
    counties = {body.division_code for body in DEPARTMENTS}
    assert {parent for _code, _name, parent in townships()} <= counties
    assert {one.division_code for one in people()} <= {code for code, _n, _p in townships()}
