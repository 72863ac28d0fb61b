import pytest
from django.db import IntegrityError, transaction

from tongban.base.audit import queries as audit
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.orgs.types import Duty
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.models import LicenseType, LicenseTypeRevision
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import FieldSpec, Validity

pytestmark = pytest.mark.django_db


def test_the_same_definition_again_publishes_nothing_new():
    first = makers.a_food_type()
    assert makers.a_food_type().id == first.id
    assert LicenseTypeRevision.objects.count() == 1
    assert [entry.act for entry in audit.history("license_type", first.license_type_id)] == [
        "define_license_type"
    ]


def test_another_definition_is_the_next_revision_and_licences_keep_theirs(department):
    first = makers.a_food_type()
    held = makers.a_license(department)
    second = makers.a_food_type(name="食品经营许可证（副本）", validity=Validity())
    assert (first.revision, second.revision) == (1, 2)
    assert queries.revision_in_force(makers.FOOD_TYPE).id == second.id
    assert queries.license_of_id(held.id).revision_id == first.id
    assert LicenseType.objects.get().name == "食品经营许可证（副本）"


def test_the_database_refuses_to_change_a_published_revision():
    revision = makers.a_food_type()
    with pytest.raises(IntegrityError), transaction.atomic():
        LicenseTypeRevision.objects.filter(id=revision.id).update(name="改了")
    with pytest.raises(IntegrityError), transaction.atomic():
        LicenseTypeRevision.objects.filter(id=revision.id).delete()
    assert LicenseTypeRevision.objects.get().name == "食品经营许可证"


def test_every_fault_of_a_definition_is_named_and_nothing_is_kept():
    with pytest.raises(Invalid) as refused:
        define_type(
            actor=makers.OPERATOR,
            code="11440000006940140W022",
            name=" ",
            defining_body="某部",
            fields=[FieldSpec("scope", "范围"), FieldSpec("scope", "范围"), FieldSpec("2", "")],
            validity=Validity(0),
            number_pattern="JY{year}{secret}",
        )
    assert sorted({finding.place for finding in refused.value.findings}) == [
        "code",
        "fields/2",
        "fields/scope",
        "name",
        "number_pattern",
        "validity",
    ]
    assert not LicenseType.objects.exists()


@pytest.mark.parametrize("code", ["", "11100000000013338W01", "11100000000013338WABC", "１" * 21])
def test_a_type_code_of_another_shape_is_refused(code):
    with pytest.raises(Invalid) as refused:
        makers.a_food_type(code=code)
    assert refused.value.findings[0].code == "license_type_code"
    assert not LicenseType.objects.exists()


def test_only_keepers_of_seals_and_items_define_types(department):
    with pytest.raises(Forbidden):
        define_type(
            actor=makers.an_officer(department, Duty.WINDOW),
            code=makers.FOOD_TYPE,
            name="食品经营许可证",
            defining_body="某部",
        )
    assert not LicenseType.objects.exists()
    assert (
        define_type(
            actor=makers.an_officer(department, Duty.SEAL_KEEPER),
            code=makers.FOOD_TYPE,
            name="食品经营许可证",
            defining_body="某部",
        ).revision
        == 1
    )
