"""过期失效: a licence ends with its last day."""

from datetime import timedelta

import pytest

from tongban.base.audit import queries as audit
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import Actor, Capacity, system
from tongban.base.kernel.errors import Conflict, Forbidden, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import at, moved_to
from tongban.base.orgs.types import Duty
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.jobs import expire
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.services import expire_license, revoke_license
from tongban.sharing.licenses.tests import makers

pytestmark = pytest.mark.django_db


def rows():
    return License.objects.values().get(), Entry.objects.count()


def run(moment):
    with moved_to(moment):
        expire(0)


@pytest.fixture
def last(held):
    return held.valid_until


def test_it_becomes_expired_after_its_last_day_and_not_before(held, last):
    before = rows()
    run(at(last, 23, 59))
    assert rows() == before
    run(at(last + timedelta(days=1), 0, 7))
    seen = queries.license_of_id(held.id)
    assert (seen.status, seen.operation) == ("05", "U")
    assert seen.status_reason == f"有效期到 {last.isoformat()} 为止。"
    assert audit.history("license", held.id)[0].act == "expire_license"
    with pytest.raises(Conflict):
        queries.file_of(held.id)


def test_running_again_changes_nothing(held, last):
    over = at(last + timedelta(days=1), 0, 7)
    run(over)
    before = rows()
    run(over)
    with moved_to(over):
        expire_license(actor=system(), license_id=held.id)
    assert rows() == before


def test_one_without_a_last_day_never_expires(held):
    License.objects.update(valid_until=None)
    before = rows()
    run(at(held.issued_on + timedelta(days=36500)))
    expire_license(actor=system(), license_id=held.id)
    assert rows() == before


@pytest.mark.parametrize(
    ("status", "then"),
    [("02", "05"), ("03", "03"), ("04", "04"), ("06", "06"), ("07", "07"), ("99", "99")],
)
def test_only_what_is_in_use_or_withheld_expires(held, last, status, then):
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status=status, reason="依法")
    run(at(last + timedelta(days=1)))
    assert License.objects.get().status == then


def test_only_the_platform_does_it(held, last):
    signer = Actor(
        capacity=Capacity.POST,
        name="签发人",
        account_id=new_id(),
        department_id=held.issuer_id,
        duties=frozenset({Duty.SIGNER.value}),
    )
    before = rows()
    with moved_to(at(last + timedelta(days=1))), pytest.raises(Forbidden):
        expire_license(actor=signer, license_id=held.id)
    with pytest.raises(Missing):
        expire_license(actor=system(), license_id=new_id())
    assert rows() == before
