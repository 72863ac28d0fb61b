import pytest

from tongban.base.audit import queries as audit
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.orgs.types import Duty
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.services import restore_license, revoke_license
from tongban.sharing.licenses.states import FOLLOWS, is_usable, may_follow
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import LicenseStatus

pytestmark = pytest.mark.django_db


def test_only_state_01_is_usable():
    assert [status for status in LicenseStatus if is_usable(status)] == [LicenseStatus.VALID]


def test_every_state_is_in_the_table_and_four_are_for_good():
    assert set(FOLLOWS) == set(LicenseStatus)
    assert {status.value for status in LicenseStatus if not FOLLOWS[status]} == {
        "03",
        "04",
        "05",
        "07",
    }
    assert not any(may_follow(status, status) for status in LicenseStatus)


def test_revocation_holds_for_every_look_from_that_moment(held):
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status="03", reason="查实造假")
    seen = queries.by_identifier(held.identifier)
    assert (seen.status, seen.status_reason, seen.operation) == ("03", "查实造假", "U")
    assert seen.status_at is not None
    assert not queries.is_usable_now(seen)
    assert queries.licenses_of(makers.SHOP_CODE) == []
    entry = audit.history("license", held.id)[0]
    assert (entry.act, entry.reason, entry.detail["status"]) == (
        "revoke_license",
        "查实造假",
        "03",
    )


def test_a_withheld_licence_is_given_back(held):
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status="02", reason="停业整顿")
    restore_license(actor=makers.OPERATOR, license_id=held.id, reason="整改合格")
    assert queries.is_usable_now(queries.license_of_id(held.id))


@pytest.mark.parametrize("status", ["03", "04", "05", "07"])
def test_what_ended_for_good_does_not_come_back(held, status):
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status=status, reason="依法")
    before = License.objects.values().get()
    with pytest.raises(Conflict):
        restore_license(actor=makers.OPERATOR, license_id=held.id, reason="后悔了")
    with pytest.raises(Conflict):
        revoke_license(actor=makers.OPERATOR, license_id=held.id, status="02", reason="再来")
    assert License.objects.values().get() == before
    assert len(audit.history("license", held.id)) == 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [("03", " "), ("99", ""), ("01", "有效"), ("08", "没有"), ("03", "长" * 501)],
)
def test_without_a_state_and_a_reason_nothing_changes(held, status, reason):
    before = License.objects.values().get()
    with pytest.raises(Invalid):
        revoke_license(actor=makers.OPERATOR, license_id=held.id, status=status, reason=reason)
    assert License.objects.values().get() == before


def test_only_signers_of_the_issuing_body_change_a_state(held, department):
    other = makers.a_department("谯城区城市管理局", credit_code=None)
    for actor in (
        makers.an_officer(department, Duty.WINDOW),
        makers.an_officer(other, Duty.SIGNER),
    ):
        with pytest.raises(Forbidden):
            revoke_license(actor=actor, license_id=held.id, status="04", reason="歇业")
    held.refresh_from_db()
    assert held.status == "01"
    signer = makers.an_officer(department, Duty.SIGNER)
    assert (
        revoke_license(actor=signer, license_id=held.id, status="04", reason="歇业").status == "04"
    )


def test_an_unknown_licence_is_missing():
    with pytest.raises(Missing):
        revoke_license(
            actor=makers.OPERATOR, license_id=makers.NO_LICENSE, status="04", reason="歇业"
        )
