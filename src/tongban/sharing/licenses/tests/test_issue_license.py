import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from tongban.base.audit import queries as audit
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.codes.license_id import check_license_id, parse_license_id
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.models import License, NumberCounter
from tongban.sharing.licenses.services import issue_license, revoke_license
from tongban.sharing.licenses.tests import makers


@pytest.mark.django_db
@pytest.mark.usefixtures("food_type")
class TestIssuing:
    def test_a_licence_carries_a_correct_identifier_number_and_days(self, department):
        with moments.moved_to(moments.at(date(2026, 11, 21), 10)):
            held = makers.a_license(department)
        assert not check_license_id(held.identifier).findings
        parts = parse_license_id(held.identifier)
        assert parts is not None
        assert (parts.type_code, parts.issuer_code, parts.version) == (
            makers.FOOD_TYPE,
            makers.ISSUER,
            1,
        )
        assert len(parts.serial) == 20
        assert held.number == "JY2341602000001"
        assert (held.issued_on, held.valid_from, held.valid_until) == (
            date(2026, 11, 21),
            date(2026, 11, 21),
            date(2031, 11, 20),
        )
        assert (held.status, held.trust_level, held.issuer_name, held.issuer_code) == (
            "01",
            "A",
            "谯城区市场监督管理局",
            makers.ISSUER,
        )
        assert queries.printed_values(held) == [
            ("经营场所", "亳州市谯城区薛阁街道希夷大道 128 号"),
            ("经营项目", "热食类食品制售、自制饮品制售"),
        ]
        assert [entry.act for entry in audit.history("license", held.id)] == ["issue_license"]

    @pytest.mark.usefixtures("held")
    def test_personal_identifiers_are_sealed_at_rest(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT holder_code, data, holder_digest FROM licenses_license")
            row = b"".join(bytes(value) for value in cursor.fetchone())
        assert makers.SHOP_CODE.encode() not in row
        assert "希夷大道".encode() not in row
        assert License.objects.get().holder_code == makers.SHOP_CODE

    def test_issuing_again_for_the_same_case_gives_the_same_licence(self, department):
        case = uuid4()
        first = makers.a_license(department, subject_id=case)
        again = makers.a_license(department, subject_id=case, holder_name="另一个名字")
        assert again.id == first.id
        assert License.objects.get().holder_name == "谯城区小满面馆"
        assert NumberCounter.objects.get().last == 1
        assert len(audit.history("license", first.id)) == 1

    def test_numbers_count_up_within_what_the_pattern_names(self, department):
        numbers = [makers.a_license(department).number for _ in range(3)]
        assert numbers == ["JY2341602000001", "JY2341602000002", "JY2341602000003"]
        assert makers.a_license(department, issued_on=date(2027, 1, 4)).number == "JY2341602000004"
        makers.a_food_type(number_pattern="{county}〔{year}〕{serial}号")
        by_year = [date(2026, 12, 31), date(2027, 1, 4), date(2026, 1, 5)]
        assert [makers.a_license(department, issued_on=day).number for day in by_year] == [
            "341602〔2026〕1号",
            "341602〔2027〕1号",
            "341602〔2026〕2号",
        ]

    def test_a_number_taken_under_another_pattern_is_passed_over(self, department):
        makers.a_license(department)
        makers.a_food_type(number_pattern="JY23416020{serial:5}")
        assert makers.a_license(department).number == "JY2341602000002"

    @pytest.mark.parametrize("code", [None, "113416020031802", "11440000006940140W"])
    def test_an_issuer_without_a_valid_18_character_code_is_refused(self, code):
        department = makers.a_department(credit_code=code)
        with pytest.raises(Invalid) as refused:
            makers.a_license(department)
        assert [finding.code for finding in refused.value.findings] == ["issuer_code"]
        assert not License.objects.exists()
        assert not NumberCounter.objects.exists()

    def test_every_fault_of_the_data_is_named_and_nothing_is_kept(self, department):
        with pytest.raises(Invalid) as refused:
            makers.a_license(
                department,
                holder_name="",
                holder_code="92341602MA2RPLXX00",
                data={
                    "scope": "热" * 4001,
                    "opened_on": "昨天",
                    "colour": "红",
                    "premises": "\x07",
                },
            )
        assert [(f.place, f.code) for f in refused.value.findings] == [
            ("holder_name", "text"),
            *[
                (f.place, f.code)
                for f in refused.value.findings
                if f.place == "holder_code" and f.code.startswith("credit-code.")
            ],
            ("data/colour", "unknown"),
            ("data/premises", "text"),
            ("data/scope", "too_long"),
            ("data/opened_on", "date"),
        ]
        assert not License.objects.exists()
        assert not NumberCounter.objects.exists()

    def test_a_holder_code_of_another_kind_is_refused(self, department):
        with pytest.raises(Invalid) as refused:
            makers.a_license(department, holder_code=makers.PERSON_CODE, holder_code_type="111")
        assert [finding.place for finding in refused.value.findings] == ["holder_code_type"]
        assert not License.objects.exists()

    def test_a_day_as_a_form_shows_it_is_kept_as_a_day(self, department):
        held = makers.a_license(department, data={**makers.FOOD, "opened_on": "2026 年 3 月 1 日"})
        assert json.loads(held.data)["opened_on"] == "2026-03-01"

    def test_an_end_before_the_start_is_refused(self, department):
        with pytest.raises(Invalid) as refused:
            makers.a_license(
                department, valid_from=date(2026, 11, 21), valid_until=date(2026, 11, 20)
            )
        assert [finding.place for finding in refused.value.findings] == ["valid_until"]

    def test_only_the_issuing_body_and_the_platform_issue(self, department):
        other = makers.a_department("谯城区城市管理局", credit_code=None)
        applicant = Actor(capacity=Capacity.SELF, name="王小满", account_id=uuid4())
        for actor in (makers.an_officer(other), applicant):
            with pytest.raises(Forbidden):
                makers.a_license(department, actor=actor)
        assert not License.objects.exists()
        assert makers.a_license(department, actor=makers.an_officer(department)).status == "01"

    def test_an_unknown_type_is_missing(self, department):
        with pytest.raises(Missing):
            makers.a_license(department, type_code=makers.TEACHER_TYPE)
        assert not License.objects.exists()


@pytest.mark.django_db
class TestRenewal:
    def test_the_version_rises_the_number_stays_and_the_old_one_ends(self, department, held):
        new = makers.a_license(department, previous_id=held.id)
        assert (new.number, new.version) == (held.number, 2)
        old, fresh = parse_license_id(held.identifier), parse_license_id(new.identifier)
        assert old is not None
        assert fresh is not None
        assert (fresh.serial, fresh.version) == (old.serial, 2)
        held.refresh_from_db()
        assert (held.status, held.status_reason) == ("05", "已换发第 2 版")
        assert new.previous_id == held.id

    def test_a_licence_of_somebody_else_cannot_be_renewed(self, department, held):
        with pytest.raises(Conflict) as refused:
            makers.a_license(department, previous_id=held.id, holder_code=makers.ISSUER)
        assert refused.value.code == "other_holder"
        held.refresh_from_db()
        assert held.status == "01"
        assert License.objects.count() == 1

    def test_a_revoked_licence_cannot_be_renewed(self, department, held):
        revoke_license(
            actor=makers.OPERATOR, license_id=held.id, status="03", reason="以欺骗手段取得"
        )
        with pytest.raises(Conflict) as refused:
            makers.a_license(department, previous_id=held.id)
        assert refused.value.code == "license_not_valid"
        assert License.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_issue_for_one_case_at_once_make_one_licence():
    department = makers.a_department()
    makers.a_food_type()
    case, together = uuid4(), Barrier(4)

    def issue():
        together.wait()
        try:
            return makers.a_license(department, subject_id=case).id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [future.result() for future in [pool.submit(issue) for _ in range(4)]]
    assert len(set(made)) == 1
    assert License.objects.count() == 1
    assert NumberCounter.objects.get().last == 1
    assert len(audit.history("license", made[0])) == 1


@pytest.mark.django_db
class TestReads:
    def test_the_holder_is_found_by_the_code_and_only_usable_ones_are(self, department, held):
        revoked = makers.a_license(department)
        revoke_license(actor=makers.OPERATOR, license_id=revoked.id, status="04", reason="歇业")
        makers.a_license(department, issued_on=date(2015, 1, 5), valid_until=date(2020, 1, 4))
        assert [one.id for one in queries.licenses_of(makers.SHOP_CODE.lower())] == [held.id]
        assert len(queries.licenses_of(makers.SHOP_CODE, usable_only=False)) == 3
        assert queries.licenses_of(makers.ISSUER) == []
        assert queries.licenses_of(makers.SHOP_CODE, type_codes=[makers.TEACHER_TYPE]) == []

    def test_many_cases_are_asked_in_one_question(
        self, department, held, django_assert_num_queries
    ):
        other = makers.a_license(department)
        with django_assert_num_queries(1):
            found = queries.by_subjects("case", [held.subject_id, other.subject_id, uuid4()])
        assert {case: [one.id for one in ones] for case, ones in found.items()} == {
            held.subject_id: [held.id],
            other.subject_id: [other.id],
        }
        assert [one.id for one in queries.by_subject("case", held.subject_id)] == [held.id]

    def test_an_identifier_is_found_as_people_type_it(self, held):
        typed = f" {held.identifier.lower()[:30]} {held.identifier.lower()[30:]} "
        assert queries.by_identifier(typed).id == held.id
        assert queries.by_identifier("1.2.156.3005.2") is None


def test_issue_license_takes_only_keywords():
    with pytest.raises(TypeError):
        issue_license(makers.OPERATOR)
