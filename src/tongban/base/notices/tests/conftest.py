from dataclasses import replace
from uuid import UUID

import pytest

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.notices import types
from tongban.base.notices.types import Receipt
from tongban.base.orgs.types import Duty

PHONE = "10012340001"


@pytest.fixture
def administrator():
    return Actor(
        capacity=Capacity.POST,
        name="系统管理员",
        account_id=UUID("0195f000-0000-7000-8000-000000000011"),
        post_id=UUID("0195f000-0000-7000-8000-000000000012"),
        post_name="系统管理员",
        division_code="341690000000",
        duties=frozenset({Duty.SYSTEM_ADMIN.value}),
    )


@pytest.fixture
def handler(administrator):
    return replace(administrator, name="经办", duties=frozenset({Duty.HANDLER.value}))


@pytest.fixture
def channel(settings):
    """A channel that notes what it is given and answers as the test says."""

    class Noting:
        name = "noting"

        def __init__(self):
            self.given = []
            self.errors = []

        def deliver(self, message):
            self.given.append(message)
            if self.errors:
                raise self.errors.pop(0)
            return Receipt(reference="r-1")

    noting = Noting()
    types.register_channel(noting)
    settings.NOTICE_CHANNELS = {"sms": "noting", "mailbox": "noting"}
    yield noting
    types._channels.pop("noting")
