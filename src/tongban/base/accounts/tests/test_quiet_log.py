"""Nothing that is typed at the door is in the log, however much is logged."""

import logging
from io import StringIO

import pytest
from django.test import Client

from tongban.base.accounts.tests.factors import code_of, sign_in, who, with_app
from tongban.base.kernel.log_masks import MaskingFormatter
from tongban.handling.cases.tests.city import PASSWORD

NEW = "spatz-auf-dem-dach-7"


@pytest.fixture
def log(settings):
    """Everything that any logger says, as the platform's own handler would write it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter(settings.LOGGING["formatters"]["line"]["format"]))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("tongban.test").warning("the log is being read")
    yield stream
    root.setLevel(before)
    root.removeHandler(handler)


def test_passwords_codes_phones_and_keys_stay_out_of_it(town, log):
    client, secret, codes = with_app("gu")
    client.post("/security/password/", {"new_password": NEW, "again": NEW})
    key = client.session.session_key
    client.post("/sign-out/")
    typed = code_of(secret)
    other, _response = sign_in("gu", NEW)
    other.post("/sign-in/factor/", {"code": typed})
    assert who(other)
    sign_in(town.phones["gu"], "falsch-2026")
    asking = Client()
    asking.post("/sign-in/code/", {"phone": town.phones["xia"]})
    stages = asking.session["account_login"]["state"]["stages"]
    sent = stages["login_by_code"]["data"]["code"]
    asking.post("/sign-in/code/confirm/", {"code": sent})
    Client().get(f"/nowhere/?code={sent}&password={NEW}&phone={town.phones['xia']}")
    logging.getLogger("tongban.test").error("form %s", {"password": NEW, "code": typed})

    told = log.getvalue()
    assert "the log is being read" in told
    for name in ("gu", "xia"):
        assert town.phones[name] not in told
    for one in (PASSWORD, NEW, "falsch-2026", secret, key, *codes):
        assert one not in told
    assert f"code={sent}" not in told
    assert f"'{typed}'" not in told
