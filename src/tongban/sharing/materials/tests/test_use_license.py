"""免于提交: what the register holds is not asked for."""

from datetime import date
from uuid import uuid4

import pytest

from tongban.base.audit import queries as audit
from tongban.base.files.models import File
from tongban.base.kernel import moments
from tongban.base.kernel.errors import Conflict, Missing
from tongban.sharing.licenses.services import revoke_license
from tongban.sharing.licenses.tests import makers
from tongban.sharing.materials import queries
from tongban.sharing.materials.models import Material
from tongban.sharing.materials.services import hand_in, use_license
from tongban.sharing.materials.tests.conftest import picture

pytestmark = pytest.mark.django_db


def used(actor, case, held, **changes):
    return use_license(
        **{
            "actor": actor,
            "subject_kind": "case",
            "subject_id": case,
            "requirement_key": "permit",
            "name": "食品经营许可证",
            "license_id": held.id,
            "holder_code": makers.SHOP_CODE,
            **changes,
        }
    )


def test_a_held_licence_is_level_a_and_copies_nothing(applicant, case, held):
    material = used(applicant, case, held)
    assert (material.trust_level, material.origin, material.license_id) == ("A", "license", held.id)
    assert material.is_ready
    assert not File.objects.exists()
    assert audit.history("material", material.id)[0].detail["license"] == str(held.id)


def test_using_it_again_changes_nothing(applicant, case, held):
    assert used(applicant, case, held).id == used(applicant, case, held).id
    assert Material.objects.count() == 1


def test_the_same_licence_serves_two_requirements(applicant, case, held):
    used(applicant, case, held)
    used(applicant, case, held, requirement_key="other")
    assert len(queries.materials_of("case", case)) == 2


def test_it_takes_the_place_of_an_upload(applicant, case, held):
    paper = hand_in(
        actor=applicant,
        subject_kind="case",
        subject_id=case,
        requirement_key="permit",
        name="许可证扫描件",
        stream=picture(),
        filename="a.png",
    )
    material = used(applicant, case, held, replaces_id=paper.id)
    assert queries.materials_of("case", case) == [material]


def test_the_licence_of_somebody_else_is_missing(applicant, case, held):
    with pytest.raises(Missing):
        used(applicant, case, held, holder_code=makers.ISSUER)
    with pytest.raises(Missing):
        used(applicant, case, held, license_id=uuid4())
    assert not Material.objects.exists()


def test_a_revoked_licence_is_not_used(applicant, case, held):
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status="02", reason="停业整顿")
    with pytest.raises(Conflict) as refused:
        used(applicant, case, held)
    assert refused.value.code == "license_not_usable"
    assert not Material.objects.exists()


def test_a_licence_past_its_days_is_not_used(applicant, case, held):
    with moments.moved_to(moments.at(date(2040, 1, 1))), pytest.raises(Conflict):
        used(applicant, case, held)
    assert not Material.objects.exists()


def test_its_file_is_made_when_somebody_looks(applicant, case, held):
    material = used(applicant, case, held)
    shown = queries.preview(material.id)
    assert shown.media_type in {"image/png", "image/jpeg"}
    stream, name = queries.opened(material.id)
    with stream:
        assert stream.read(5) == b"%PDF-"
    assert name.startswith("食品经营许可证")
    assert File.objects.count() == 1


def test_when_it_is_revoked_later_nobody_opens_it_any_more(applicant, case, held):
    material = used(applicant, case, held)
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status="03", reason="查实造假")
    with pytest.raises(Conflict):
        queries.opened(material.id)
