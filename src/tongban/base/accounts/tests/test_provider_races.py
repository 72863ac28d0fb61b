"""Two at once: one code, one refresh token, one nonce are each taken by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection

from tongban.base.accounts.models import Grant, Token
from tongban.base.accounts.tests.test_provider_refusals import (
    AT,
    consent,
    exchange,
    refresh,
    told,
    userinfo,
)

AT_ONCE = 4


@pytest.fixture(autouse=True)
def address(open_district, settings):
    settings.PUBLIC_ADDRESS = AT
    cache.clear()


def together(do):
    gate = Barrier(AT_ONCE)

    def one(_n):
        gate.wait()
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.slow
def test_a_code_is_taken_by_one_and_the_others_end_it(open_district):
    client = open_district.admitted()
    code = told(consent(open_district.browser("wang"), client))["code"]

    answers = together(lambda: exchange(client, code))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert Token.objects.count() == 2
    assert Grant.objects.get().end_reason == "code_reused"
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert userinfo(won["access_token"]).status_code == 401


@pytest.mark.slow
def test_a_refresh_token_is_taken_by_one_and_the_others_end_it(open_district):
    client = open_district.admitted()
    code = told(consent(open_district.browser("wang"), client))["code"]
    first = exchange(client, code).json()

    answers = together(lambda: refresh(client, first["refresh_token"]))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert Token.objects.count() == 4
    assert Grant.objects.get().end_reason == "refresh_reused"
