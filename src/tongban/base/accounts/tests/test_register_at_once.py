"""Two browsers finish with one identity at the same moment: one account, one clear answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.cache import cache
from django.db import connection

from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import person_by_number
from tongban.base.accounts.services import complete_registration
from tongban.base.accounts.tests import nation
from tongban.base.accounts.tests.nation import (
    FUND,
    NUMBER,
    OTHER_PHONE,
    PHONE,
    SOCIAL,
    at_identity,
    verified,
)
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict


def test_one_identity_finished_twice_at_once_opens_one_account(open_town, settings):
    settings.DEMO, settings.IDENTITY_PROVIDER = True, "demo"
    cache.clear()
    nation.known()
    rows = [at_identity(phone) for phone in (PHONE, OTHER_PHONE)]
    for row in rows:
        assert verified(row, social_card=SOCIAL, fund_account=FUND) == []
    before = Account.objects.count()
    together = Barrier(2)

    def finish(row):
        try:
            together.wait(timeout=30)
            complete_registration(actor=VISITOR, registration_id=row.id)
        except Conflict as error:
            return error.code
        else:
            return "opened"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(finish, rows))

    assert answers == ["already_registered", "opened"]
    assert Account.objects.count() == before + 1
    assert Account.objects.filter(person=person_by_number(NUMBER)).count() == 1
