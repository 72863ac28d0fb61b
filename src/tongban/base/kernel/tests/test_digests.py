"""Digests are those of the standards, and equal values have one text."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.digests import canonical, hmac_sm3, plain, sha256, sm3
from tongban.base.kernel.moments import SHANGHAI

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.just(SHANGHAI)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


def test_sm3_gives_the_digests_of_gbt_32905_annex_a():
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert (
        sm3(b"abcd" * 16).hex()
        == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_sha256_gives_the_digest_of_fips_180():
    assert (
        sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_parts_are_digested_one_after_the_other():
    assert sm3(b"ab", b"", b"c") == sm3(b"abc")
    assert hmac_sm3(b"key", b"ab", b"c") == hmac_sm3(b"key", b"abc")


def test_a_keyed_digest_is_the_hmac_of_rfc_2104():
    key = b"k" * 16
    block = key.ljust(64, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in block), b"message")
    assert hmac_sm3(key, b"message") == sm3(bytes(b ^ 0x5C for b in block), inner)


def test_keys_are_sorted_and_nothing_is_spaced_or_escaped():
    assert canonical({"乙": [1, None, True], "a": "换\n行"}) == (
        '{"a":"换\\n行","乙":[1,null,true]}'.encode()
    )


def test_identifiers_days_and_moments_become_iso_text():
    value = (
        UUID("0192f0c0-0000-7000-8000-000000000001"),
        date(2026, 1, 2),
        datetime(2026, 1, 2, 8, 0, 0, 5, tzinfo=SHANGHAI),
    )
    assert canonical(value) == (
        b'["0192f0c0-0000-7000-8000-000000000001","2026-01-02","2026-01-02T00:00:00.000005+00:00"]'
    )


def test_the_same_moment_has_the_same_text_in_every_zone():
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert canonical(moment) == canonical(moment.astimezone(timezone(timedelta(hours=-7))))


def test_an_enumerated_text_is_its_value():
    class Colour(StrEnum):
        RED = "red"

    assert canonical({Colour.RED: Colour.RED}) == b'{"red":"red"}'


@pytest.mark.parametrize(
    "value", [b"bytes", {1}, Decimal(1), {1: "a"}, {None: "a"}, [{"a": object()}], iter([])]
)
def test_what_json_has_no_place_for_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), datetime(2026, 1, 1), "\ud800"],  # noqa: DTZ001
)
def test_what_has_no_one_text_is_refused(value):
    with pytest.raises(ValueError):
        canonical([value])


@examples(deadline=None)
@given(VALUES)
def test_the_text_reads_back_as_the_plain_value(value):
    assert json.loads(canonical(value)) == plain(value)


@examples(deadline=None)
@given(st.dictionaries(TEXTS, st.integers(), max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical(value) == canonical(dict(reversed(value.items())))


@pytest.mark.django_db
@examples(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_a_value_has_the_same_text_after_a_trip_through_the_database(value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::jsonb)::text", [json.dumps(plain(value))])
        (stored,) = cursor.fetchone()
    assert canonical(json.loads(stored)) == canonical(value)
