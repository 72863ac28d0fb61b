import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tongban.base.audit import queries as audit
from tongban.base.files.models import File
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing, TooLarge
from tongban.base.orgs.types import Duty
from tongban.sharing.licenses.tests import makers
from tongban.sharing.materials import queries
from tongban.sharing.materials.models import Material
from tongban.sharing.materials.services import (
    confirm_original,
    fill_in,
    hand_in,
    reuse_material,
    withdraw_material,
)
from tongban.sharing.materials.tests.conftest import picture
from tongban.sharing.materials.types import TrustLevel, is_ready


def handed(actor, case, **changes):
    return hand_in(
        **{
            "actor": actor,
            "subject_kind": "case",
            "subject_id": case,
            "requirement_key": "id-card",
            "name": "身份证正面",
            "stream": picture(),
            "filename": "身份证.png",
            **changes,
        }
    )


def test_the_four_levels_as_the_guide_says():
    assert is_ready(TrustLevel.A, promised=False)
    assert is_ready(TrustLevel.B, promised=False)
    assert not is_ready(TrustLevel.C, promised=True)
    assert not is_ready(TrustLevel.D, promised=False)
    assert is_ready(TrustLevel.D, promised=True)


@pytest.mark.django_db
class TestHandingIn:
    def test_an_upload_is_level_c_and_keeps_the_digest(self, applicant, case):
        material = handed(applicant, case)
        digest = hashlib.sha256(picture().read()).hexdigest()
        assert (material.trust_level, material.origin, material.position) == ("C", "uploaded", 1)
        assert material.original_digest == digest == material.file.digest
        assert material.handed_in_by["name"] == "谷雨"
        assert not material.is_ready
        assert queries.unready("case", case) == [material]
        entry = audit.history("material", material.id)[0]
        assert (entry.act, entry.detail["requirement"]) == ("hand_in_material", "id-card")

    def test_materials_stand_in_the_order_they_came(self, applicant, case):
        names = ["正面", "反面", "照片"]
        for name in names:
            handed(applicant, case, name=name, requirement_key=name)
        handed(applicant, uuid4())
        found = queries.materials_of("case", case)
        assert [(one.name, one.position) for one in found] == [
            ("正面", 1),
            ("反面", 2),
            ("照片", 3),
        ]

    def test_what_one_made_oneself_needs_the_promise(self, applicant, case):
        with pytest.raises(Invalid) as refused:
            handed(applicant, case, self_made=True)
        assert refused.value.code == "promise_required"
        assert not Material.objects.exists()
        assert not File.objects.exists()
        material = handed(applicant, case, self_made=True, promised=True)
        assert (material.trust_level, material.is_ready) == ("D", True)
        assert material.promised_at is not None

    def test_a_form_filled_in_online_stands_for_a_paper(self, applicant, case):
        words = {
            "actor": applicant,
            "subject_kind": "case",
            "subject_id": case,
            "requirement_key": "application",
            "name": "申请表",
        }
        with pytest.raises(Invalid):
            fill_in(**words, promised=False)
        assert not Material.objects.exists()
        material = fill_in(**words, promised=True)
        assert (material.origin, material.trust_level, material.file_id) == ("form", "D", None)
        with pytest.raises(Missing):
            queries.preview(material.id)

    def test_a_file_over_the_limit_or_of_a_false_kind_leaves_nothing(self, applicant, case):
        with pytest.raises(TooLarge):
            handed(applicant, case, limit=50)
        with pytest.raises(Invalid):
            handed(applicant, case, stream=io.BytesIO(b"MZ\x90\x00" * 50), filename="照片.png")
        assert not Material.objects.exists()
        assert not File.objects.exists()

    def test_a_visitor_hands_in_nothing(self, case):
        with pytest.raises(Forbidden):
            handed(VISITOR, case)
        assert not Material.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("requirement_key", ""),
            ("requirement_key", "k" * 101),
            ("name", " "),
            ("name", "长" * 201),
        ],
    )
    def test_words_without_measure_are_refused(self, applicant, case, field, value):
        with pytest.raises(Invalid) as refused:
            handed(applicant, case, **{field: value})
        assert [finding.place for finding in refused.value.findings] == [field]
        assert not File.objects.exists()

    def test_a_picture_of_it_can_be_looked_at(self, applicant, case):
        material = handed(applicant, case)
        assert queries.preview(material.id, width=30).media_type in {"image/png", "image/jpeg"}
        stream, name = queries.opened(material.id)
        with stream:
            assert stream.read() == picture().read()
        assert name == "身份证.png"


@pytest.mark.django_db
class TestReplacing:
    def test_the_new_one_takes_the_place_and_the_old_one_stays_in_the_history(
        self, applicant, case
    ):
        old = handed(applicant, case)
        handed(applicant, case, requirement_key="photo", name="照片")
        new = handed(applicant, case, stream=picture("red"), replaces_id=old.id)
        old.refresh_from_db()
        assert (old.superseded_by_id, new.position) == (new.id, 1)
        assert [one.position for one in queries.materials_of("case", case)] == [1, 2]
        history = queries.materials_of("case", case, with_history=True)
        assert {one.id for one in history} >= {old.id, new.id}
        assert len(history) == 3
        assert audit.history("material", new.id)[0].detail["replaces"] == str(old.id)

    def test_only_the_same_requirement_of_the_same_case_is_replaced(self, applicant, case):
        old = handed(applicant, case)
        for changes in ({"requirement_key": "photo"}, {"subject_id": uuid4()}):
            with pytest.raises(Missing):
                handed(applicant, case, replaces_id=old.id, **changes)
        assert queries.materials_of("case", case) == [old]

    def test_what_was_replaced_is_not_replaced_again(self, applicant, case):
        old = handed(applicant, case)
        handed(applicant, case, replaces_id=old.id)
        with pytest.raises(Conflict):
            handed(applicant, case, replaces_id=old.id)
        assert Material.objects.count() == 2
        assert File.objects.count() == 2

    def test_what_was_taken_back_stays_in_the_history(self, applicant, case):
        material = handed(applicant, case)
        withdraw_material(actor=applicant, material_id=material.id)
        withdraw_material(actor=applicant, material_id=material.id)
        assert queries.materials_of("case", case) == []
        (kept,) = queries.materials_of("case", case, with_history=True)
        assert kept.withdrawn_at is not None
        acts = [entry.act for entry in audit.history("material", material.id)]
        assert acts == ["withdraw_material", "hand_in_material"]

    def test_what_was_replaced_cannot_be_taken_back(self, applicant, case):
        old = handed(applicant, case)
        handed(applicant, case, replaces_id=old.id)
        with pytest.raises(Conflict):
            withdraw_material(actor=applicant, material_id=old.id)


@pytest.mark.django_db(transaction=True)
def test_two_replacements_at_once_leave_one_current(applicant, case):
    old = handed(applicant, case)
    together = Barrier(2)

    def replace(colour):
        together.wait()
        try:
            handed(applicant, case, stream=picture(colour), replaces_id=old.id)
        except Conflict:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(replace, ["red", "blue"])) == 1
    assert len(queries.materials_of("case", case)) == 1
    assert Material.objects.count() == 2


@pytest.mark.django_db
class TestTheOriginal:
    def test_a_named_officer_who_saw_it_makes_level_c_into_b(self, applicant, case, department):
        material = handed(applicant, case)
        officer = makers.an_officer(department, Duty.WINDOW)
        confirm_original(actor=officer, material_id=material.id)
        seen = queries.material(material.id)
        assert (seen.trust_level, seen.checked_by["name"]) == ("B", "赵白露")
        assert seen.checked_at is not None
        assert seen.is_ready
        confirm_original(actor=officer, material_id=material.id)
        acts = [entry.act for entry in audit.history("material", material.id)]
        assert acts == ["confirm_original", "hand_in_material"]

    def test_nobody_else_confirms(self, applicant, case, department):
        material = handed(applicant, case)
        for actor in (applicant, makers.OPERATOR, makers.an_officer(department, Duty.ARCHIVIST)):
            with pytest.raises(Forbidden):
                confirm_original(actor=actor, material_id=material.id)
        assert queries.material(material.id).trust_level == "C"

    def test_what_needs_no_original_is_not_confirmed(self, applicant, case, department):
        officer = makers.an_officer(department, Duty.WINDOW)
        made = handed(applicant, case, self_made=True, promised=True)
        gone = handed(applicant, case)
        withdraw_material(actor=applicant, material_id=gone.id)
        for material in (made, gone):
            with pytest.raises(Conflict):
                confirm_original(actor=officer, material_id=material.id)

    def test_the_database_knows_no_level_b_that_nobody_checked(self, applicant, case):
        handed(applicant, case)
        with pytest.raises(IntegrityError), transaction.atomic():
            Material.objects.update(trust_level="B")

    def test_only_level_b_is_used_again_in_another_case(self, applicant, case, department):
        material = handed(applicant, case)
        words = {
            "actor": applicant,
            "material_id": material.id,
            "subject_kind": "case",
            "subject_id": uuid4(),
            "requirement_key": "id",
            "name": "身份证",
        }
        with pytest.raises(Conflict):
            reuse_material(**words)
        assert Material.objects.count() == 1
        confirm_original(actor=makers.an_officer(department, Duty.WINDOW), material_id=material.id)
        again = reuse_material(**words)
        assert (again.trust_level, again.origin, again.file_id) == (
            "B",
            "reused",
            material.file_id,
        )
        assert again.is_ready
        assert File.objects.count() == 1


@pytest.mark.django_db
def test_many_cases_are_asked_in_one_question(applicant, case, django_assert_num_queries):
    other = uuid4()
    handed(applicant, case)
    handed(applicant, other)
    with django_assert_num_queries(1):
        found = queries.materials_of_many("case", [case, other, uuid4()])
        assert {one.file.media_type for ones in found.values() for one in ones} == {"image/png"}
    assert set(found) == {case, other}
