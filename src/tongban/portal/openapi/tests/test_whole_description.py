"""Schemathesis calls every operation with whatever it can think of: no 5xx, no answer that the
description does not tell of.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from tongban.base.accounts.tests import district as scene

CALLS = 80
"""For each operation, as nobody and as an admitted machine."""
NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "ignored_auth",
)
"""What must hold of every answer, whatever was asked."""


@pytest.fixture
def token(transactional_db, live_server, folders, settings):
    """A machine's, with so large a quota that none of the calls is refused for it."""
    from tongban.portal.openapi.tests.test_holder_check import token_of

    settings.PUBLIC_ADDRESS = live_server.url
    return token_of(scene.stand().machine(daily_quota=100_000_000))


def statuses_of(operation, headers, checks):
    """Call it many times; each answer is checked, and its status kept."""
    statuses = set()

    @settings(
        max_examples=CALLS,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    def call(case):
        statuses.add(case.call_and_validate(headers=headers, checks=checks).status_code)

    call()
    return statuses


@pytest.mark.slow
@pytest.mark.parametrize("proven", [False, True])
def test_every_operation_answers_as_described(live_server, token, proven):
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json")
    checks = [CHECKS.get_one(name) for name in NAMES]
    headers = {"Authorization": f"Bearer {token}"} if proven else {}
    told = {}

    for found in schema.get_all_operations():
        operation = found.ok()
        told[operation.label] = statuses_of(operation, headers, checks)

    described = schema.raw_schema["paths"].items()
    assert told.keys() == {f"{way.upper()} {path}" for path, ways in described for way in ways}
    assert all(told.values())
    asked = told["POST /api/v1/licenses/{identifier}/holder-check"]
    # Proven, some calls still bring a second proof along, which is refused.
    assert (asked - {401} != set()) is proven, asked
